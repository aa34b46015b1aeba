"""The store that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def opened_store(*, make: bool = False) -> Iterator["Engine"]:
    """The configured store, closed at the end; ``make`` makes a missing one.

    StoreProblem and its kinds as ``open_checked_store``.
    """
    from matcher.workflows.open_store import open_checked_store

    engine = open_checked_store(make=make)
    try:
        yield engine
    finally:
        engine.dispose()
