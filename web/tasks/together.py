"""The shared screen: adviser and participant look together, in plain words and without scores."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.workflows.dismiss import dismiss, take_back
from matcher.workflows.participant_page import participant_page
from matcher.workflows.search_openings import read_openings_shown
from matcher.workflows.suggest import suggest
from web import asked
from web.languages import language
from web.people import program, viewer
from web.plain import plain_reasons
from web.today import today

page = Blueprint("together", __name__)

# More than this is hard to keep in mind at once.
SHOWN = 4
_PAGE = "/participants/<participant_id>/together"


@page.get(_PAGE)
def look(participant_id: str) -> ResponseReturnValue:
    """The first few suggestions, told to the participant."""
    found = participant_page(
        program().engine, viewer(), participant_id, today=today(), resolve=program().resolve
    )
    suggested = suggest(
        program(), viewer(), participant_id,
        today=today(), purpose=asked.purpose(), limit=SHOWN, lang=language(),
    )  # fmt: skip
    at = read_openings_shown(program(), [s.opening_id for s in suggested.suggestions])
    own = [no for no in found.dismissals if no.said_by is SaidBy.PARTICIPANT]
    return render_template(
        "together.html",
        found=found,
        participant=found.participant,
        suggestions=suggested.suggestions,
        at=at,
        own=own,
        plain_reasons=plain_reasons,
        purpose=asked.purpose(),
    )


@page.post(f"{_PAGE}/<opening_id>/no")
def not_this(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Keep the participant's own no, with the participant's own reason."""
    reason = request.form.get("reason") or DismissalReason.OTHER
    back = _back(participant_id)
    dismiss(
        program().engine, viewer(), participant_id, opening_id,
        reason=asked.word(DismissalReason, reason), said_by=SaidBy.PARTICIPANT,
        note=request.form.get("note", ""), today=today(),
    )  # fmt: skip
    flash(gettext("Greit. Vi viser ikke denne mer."), "success")
    return back


@page.post(f"{_PAGE}/<opening_id>/yes-after-all")
def undo(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """The participant thought again."""
    back = _back(participant_id)
    take_back(
        program().engine, viewer(), participant_id, opening_id,
        today=today(), said_by=SaidBy.PARTICIPANT,
    )  # fmt: skip
    flash(gettext("Fint. Nå kan den komme tilbake i listen."), "success")
    return back


def _back(participant_id: str) -> ResponseReturnValue:
    """The way back; made before anything is written, so that a bad purpose changes nothing."""
    return redirect(
        url_for("together.look", participant_id=participant_id, purpose=asked.purpose()), 303
    )
