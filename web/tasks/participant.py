"""One participant: facts, wishes and suggestions; and what a wish means, corrected in one click."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import BadInput
from matcher.occupations import catalogue
from matcher.workflows.door_openers import doors_of
from matcher.workflows.edit_participant import choose_occupation
from matcher.workflows.participant_page import find_wish, participant_page
from matcher.workflows.suggest import suggest
from matcher.workflows.week_page import week_now
from web import asked, week_texts
from web.languages import language
from web.people import program, viewer
from web.templating import occupation
from web.today import today

page = Blueprint("participant", __name__)

SHOWN = 10
# So many occupations answer a search for what a wish means.
FOUND = 8


@page.get("/participants/<participant_id>")
def show(participant_id: str) -> ResponseReturnValue:
    """Everything on one page; the list of suggestions that is shown is logged."""
    found = participant_page(
        program().engine, viewer(), participant_id, today=today(), resolve=program().resolve
    )
    purpose = asked.purpose()
    suggested = suggest(
        program(), viewer(), participant_id,
        today=today(), purpose=purpose, limit=SHOWN, lang=language(),
    )  # fmt: skip
    doors = doors_of(program(), found.participant, today=today(), purpose=purpose, lang=language())
    return render_template(
        "participant.html",
        found=found,
        participant=found.participant,
        suggested=suggested,
        doors=doors,
        purpose=purpose,
        week=week_now(program().engine, viewer(), participant_id, today=today()),
        week_texts=week_texts,
    )


@page.get("/participants/<participant_id>/wishes/<int:rank>")
def wish(participant_id: str, rank: int) -> ResponseReturnValue:
    """Search for the occupation that a wish means."""
    found = find_wish(program().engine, viewer(), participant_id, rank, resolve=program().resolve)
    text = request.args.get("q", "").strip()[:200]
    matches = [match.code for match in program().resolve(text)] if text else list(found.others)
    return render_template(
        "wish.html",
        participant_id=participant_id,
        found=found,
        q=text,
        codes=list(dict.fromkeys(matches))[:FOUND],
        purpose=asked.purpose(),
    )


@page.post("/participants/<participant_id>/wishes/<int:rank>")
def correct_wish(participant_id: str, rank: int) -> ResponseReturnValue:
    """Keep the occupation that was picked."""
    code = request.form.get("occupation", "")
    if code and code not in catalogue():
        raise BadInput(f"There is no occupation {code[:10]!r} in the catalogue.")
    # Made before anything is written, so that a bad purpose changes nothing.
    back = redirect(
        url_for("participant.show", participant_id=participant_id, purpose=asked.purpose()), 303
    )
    text = request.form.get("text", "")
    choose_occupation(program().engine, viewer(), participant_id, rank, text, code or None)
    if code:
        said = gettext("Ønsket «%(wish)s» leses nå som %(occupation)s.",
                       wish=text, occupation=occupation(code))  # fmt: skip
    else:
        said = gettext("Ønsket «%(wish)s» leses igjen av programmet.", wish=text)
    flash(said, "success")
    return back
