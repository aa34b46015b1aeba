"""Whether the program works, for whoever watches over the server. Public, and without details."""

from dataclasses import asdict

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

import matcher
from matcher.workflows.health import health as look
from web.people import program
from web.today import moment

page = Blueprint("health", __name__)


@page.get("/health")
def health() -> ResponseReturnValue:
    """Status ok or degraded (200), or failing (503), with what was looked at."""
    found = look(program(), moment())
    answer = asdict(found) | {"version": matcher.__version__}
    if found.last_night is not None:
        answer["last_night"]["day"] = found.last_night.day.isoformat()
    return jsonify(answer), 503 if found.status == "failing" else 200
