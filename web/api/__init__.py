"""The JSON API for systems of employers and offices, its document and the page that shows it."""

from flask import Blueprint, Flask, Response, jsonify

from matcher.workflows.api_calls import CALLS_A_MINUTE, CallCounter
from web.api import calls, problems
from web.api.calls import COUNTER, set_headers, view_of
from web.api.openapi import document
from web.api.page import page as api_page
from web.api.problems import ROOT
from web.api.table import OPERATIONS
from web.security import csrf

BLUEPRINT = "api"
page = Blueprint(BLUEPRINT, __name__, url_prefix="/api")


def init_app(app: Flask) -> None:
    """Give ``app`` its API; forms need a token of our pages, and calls one of their own."""
    csrf.exempt(page)
    app.register_blueprint(page)
    app.register_blueprint(api_page)
    app.extensions[COUNTER] = CallCounter(app.extensions["program"].engine, CALLS_A_MINUTE)
    app.after_request(set_headers)


@page.get("/openapi.json", provide_automatic_options=False)
def openapi() -> Response:
    """The document, for everybody."""
    return jsonify(document())


for _each in OPERATIONS:
    page.add_url_rule(
        f"{ROOT.removeprefix('/api')}{_each.rule}",
        endpoint=_each.name,
        view_func=view_of(_each),
        methods=[_each.method],
        provide_automatic_options=False,
    )

__all__ = ["BLUEPRINT", "calls", "init_app", "page", "problems"]
