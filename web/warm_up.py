"""Reads what the first answer needs before anybody asks: the market of the day and the libraries.

In a thread of its own, so that the server answers `/health` meanwhile. Who comes too early waits
for the rest of the same reading and does not begin it again.
"""

import logging
from threading import Thread

from flask import Flask

from matcher.domain.errors import JobbsmakError
from matcher.workflows.warm_up import warm_up
from web.people import program
from web.today import today


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
