"""Sends mail, reminds and lets what nobody answered run out, while the server runs.

One thread in each process of the server; who is first takes a mail, and no other one does. Where no
mail server is set up, the mails wait in the outbox, and the rest is done all the same.
"""

import logging
import os
import secrets
import socket
from datetime import timedelta
from threading import Event, Thread

from flask import Flask

from matcher.domain.errors import JobbsmakError
from matcher.workflows.links import Links
from matcher.workflows.mail_send import Post, send_due
from matcher.workflows.workplace.tidy import tidy
from web.people import program
from web.today import moment, today

SECONDS_BETWEEN = 15
_TIDY_EVERY = timedelta(minutes=5)


def init_app(app: Flask) -> None:
    """Begin where the setting MAIL_WORKER says so (`jobbsmak serve` does)."""
    if app.config["MAIL_WORKER"]:
        Thread(target=_work, args=(app, Event()), name="mail", daemon=True).start()


def _work(app: Flask, end: Event) -> None:
    log, tidied = logging.getLogger(__name__), None
    while not end.wait(SECONDS_BETWEEN):
        with app.app_context():
            try:
                if tidied is None or moment() - tidied >= _TIDY_EVERY:
                    tidied = moment()
                    tidy(program().engine, today(), moment())
                post = post_of(app)
                if post is not None:
                    send_due(post)
            except JobbsmakError as problem:  # a store that is busy or away is back another time
                log.warning("No mail this time: %s", problem)
            except Exception:  # one mail that breaks us must not keep all the others
                log.exception("No mail this time, and it is our fault")


def post_of(app: Flask) -> Post | None:
    """What this process sends with; None where no mail server is set up."""
    server = app.config["MAIL_SERVER"]
    if server is None:
        return None
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    links = Links(app.config["SECRET_KEY"], app.config["ADDRESS"])
    return Post(program().engine, server, links, name, moment)
