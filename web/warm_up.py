"""Reads what the first answer needs before anybody asks: the market of the day and the libraries.

In a thread of its own, so that the server answers `/health` meanwhile. Who comes too early waits
for the rest of the same reading and does not begin it again.
"""

import gc
import logging
from threading import Thread

from flask import Flask

from matcher.domain.errors import JobbsmakError
from matcher.workflows.warm_up import warm_up
from web.people import program
from web.today import today

# Python's own 700 is for small programs; so many are a few megabytes.
_OBJECTS_BETWEEN_SEARCHES = 20_000


def init_app(app: Flask) -> None:
    """Begin reading where the setting WARM_UP says so (`jobbsmak serve` does)."""
    if app.config["WARM_UP"]:
        Thread(target=_read, args=(app,), name="warm-up", daemon=True).start()


def _read(app: Flask) -> None:
    try:
        with app.app_context():
            warm_up(program(), today=today())
    except JobbsmakError as problem:
        # The first request meets the same problem, and says it to whoever asks.
        logging.getLogger(__name__).warning("Not warmed up: %s", problem)
    look_for_garbage_seldom()


def look_for_garbage_seldom() -> None:
    """Leave what was read out of the search for cyclic garbage.

    The day's market is half a million objects without a cycle; to go through them again and again
    took more than half of the time in which the next day's market is read.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, *gc.get_threshold()[1:])
