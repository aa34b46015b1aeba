"""Whether the program works, for whoever watches over the server. Public, and without details."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

import matcher
from matcher.domain.errors import StoreProblem
from matcher.store.migrate import check_store
from web.people import program

page = Blueprint("health", __name__)


@page.get("/health")
def health() -> ResponseReturnValue:
    """Status ok (200) or failing (503), with what was looked at."""
    try:
        check_store(program().engine)
        store = "ok"
    except StoreProblem as problem:
        store = type(problem).__name__
    status = "ok" if store == "ok" else "failing"
    answer = {
        "status": status,
        "store": store,
        "model": program().model.version,
        "version": matcher.__version__,
    }
    return jsonify(answer), 200 if status == "ok" else 503
