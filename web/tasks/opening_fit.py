"""The other way round: for one opening, who fits best, for advisers alone."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matcher.domain.access import Role
from matcher.workflows.opening_fit import opening_fit
from web.languages import language
from web.people import program, viewer
from web.today import today

page = Blueprint("opening_fit", __name__)

# So many are shown with why; whoever wants more asks for more.
FEW, MANY = 8, 25


@page.get("/openings/<opening_id>/who")
def show(opening_id: str) -> ResponseReturnValue:
    """The best for it, one step from choosing, and what stops the others."""
    who = request.args.get("who")
    mine = who == "mine" if who in ("mine", "office") else viewer().role is Role.ADVISER
    more = "more" in request.args
    return render_template(
        "opening_who.html",
        found=opening_fit(
            program(), viewer(), opening_id, today=today(), mine=mine,
            limit=MANY if more else FEW, lang=language(),
        ),
        mine=mine,
        more=more,
        most=MANY,
    )  # fmt: skip
