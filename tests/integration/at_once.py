"""Several people at the same instant, for tests of what the second one is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Answer = TypeVar("Answer")


def at_once(*doings: Callable[[], Answer]) -> list[Answer]:
    """All are let go together, each in a thread; their answers in order, or the first's error."""
    barrier = Barrier(len(doings))

    def go(doing: Callable[[], Answer]) -> Answer:
        barrier.wait(timeout=20)
        return doing()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(go, doings))
