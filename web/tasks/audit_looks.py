"""Who has looked at a participant: the page that belongs to the audit log."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from matcher.workflows.audit_log import who_has_looked
from web import looked_texts, placement_texts
from web.people import program, viewer

page = Blueprint("audit_looks", __name__)

# No id of a row has more digits.
_DIGITS = 18


@page.get("/participants/<participant_id>/looked")
def show(participant_id: str) -> ResponseReturnValue:
    """The latest looks, or those before the row that the address names."""
    found = who_has_looked(program().engine, viewer(), participant_id, before=_before())
    return render_template(
        "looked.html",
        participant=found.participant,
        found=found,
        first=_before() is None,
        told=looked_texts.told,
        moment=placement_texts.moment,
    )


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None
