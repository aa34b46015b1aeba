"""Find anybody and anything by a few letters: from the field on top of each page, or on a page."""

from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from matcher.workflows.find import Finder, Found
from web.people import viewer
from web.today import today

page = Blueprint("find", __name__)

# Results of each kind: while somebody types, and on the page.
SUGGESTED, SHOWN = 5, 50


@page.record_once
def _get_ready(state: BlueprintSetupState) -> None:
    state.app.extensions["finder"] = Finder(state.app.extensions["program"].engine)


@page.get("/find")
def show() -> ResponseReturnValue:
    """Everything that fits what was typed; a form where nothing was."""
    return render_template("find.html", found=_found(SHOWN), employer_page=employer_page)


@page.get("/find/suggest")
def suggest() -> ResponseReturnValue:
    """The first few of each kind, for the list under the field."""
    return render_template(
        "parts/find_list.html", found=_found(SUGGESTED), employer_page=employer_page
    )


def employer_page(employer_id: str) -> str:
    """Where an employer is shown."""
    return url_for("employers.employer", employer_id=employer_id)


def _found(limit: int) -> Found:
    finder = cast(Finder, current_app.extensions["finder"])
    return finder.find(viewer(), request.args.get("q", ""), today=today(), limit=limit)
