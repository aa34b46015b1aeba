"""What an adviser does with a suggestion: set it aside, take that back, or choose it."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.dismissals import DismissalReason, SaidBy
from matcher.domain.errors import Conflict, FormRefused
from matcher.store.writers import Proposal
from matcher.workflows.choose import Preparation, choose, prepare_choice
from matcher.workflows.dismiss import dismiss, take_back
from web import asked
from web.choice_texts import by_field
from web.languages import language
from web.people import program, viewer
from web.today import today

page = Blueprint("suggestions", __name__)

_PAIR = "/participants/<participant_id>/suggestions/<opening_id>"


@page.get(f"{_PAIR}/dismiss")
def ask_why(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Why is this one not for the participant?"""
    return _dismiss_form(participant_id, opening_id)


@page.post(f"{_PAIR}/dismiss")
def set_aside(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Keep the adviser's no."""
    if not request.form.get("reason"):
        return _dismiss_form(participant_id, opening_id, missing=True)
    back = _back(participant_id)
    dismiss(
        program().engine, viewer(), participant_id, opening_id,
        reason=asked.word(DismissalReason, request.form["reason"]),
        said_by=SaidBy.ADVISER, note=request.form.get("note", ""), today=today(),
    )  # fmt: skip
    flash(gettext("Forslaget er satt til side. Du kan angre nederst på siden."), "success")
    return back


@page.post(f"{_PAIR}/take-back")
def undo(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Take a no back; the opening may be suggested again."""
    back = _back(participant_id)
    take_back(program().engine, viewer(), participant_id, opening_id, today=today())
    flash(gettext("Angret. Plassen kan bli foreslått igjen."), "success")
    return back


@page.get(f"{_PAIR}/choose")
def confirm(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """The form with mentor and dates filled in."""
    prepared = _prepare(participant_id, opening_id)
    mentor = request.args.get("mentor") or next(
        (m.mentor.mentor_id for m in prepared.mentors if m.state), ""
    )
    typed = {
        "mentor_id": mentor,
        "starts": prepared.starts.isoformat(),
        "planned_end": prepared.planned_end.isoformat(),
    }
    return _choice_form(prepared, typed, {})


@page.post(f"{_PAIR}/choose")
def propose(participant_id: str, opening_id: str) -> ResponseReturnValue:
    """Make the proposed placement, once."""
    prepared = _prepare(participant_id, opening_id)
    starts, ends = asked.day("starts"), asked.day("planned_end")
    if starts is None or ends is None:
        missing = {
            name: "missing" for name, d in (("starts", starts), ("planned_end", ends)) if d is None
        }
        return _choice_form(prepared, request.form.to_dict(), missing)
    proposal = Proposal(
        participant_id=participant_id,
        opening_id=opening_id,
        purpose=prepared.judgement.purpose,
        mentor_id=request.form.get("mentor_id") or None,
        starts=starts,
        planned_end=ends,
        hours_per_week=prepared.opening.hours_per_week,
        model_version=program().model.version,
        position=asked.position(),
    )
    try:
        _, already = choose(program(), viewer(), proposal, today=today())
    except FormRefused as refused:
        return _choice_form(prepared, request.form.to_dict(), refused.by_field)
    except Conflict:
        return _choice_form(prepared, request.form.to_dict(), {"form": "second"}, 409)
    if already:
        flash(gettext("Dette forslaget var lagret fra før. Det er lagret bare én gang."), "info")
    else:
        flash(
            gettext("Plasseringen er foreslått. Avtal den med arbeidsgiver og mentor."), "success"
        )
    return redirect(url_for("participant.show", participant_id=participant_id), 303)


def _prepare(participant_id: str, opening_id: str) -> Preparation:
    return prepare_choice(
        program(), viewer(), participant_id, opening_id, today=today(), purpose=asked.purpose()
    )


def _choice_form(
    prepared: Preparation, typed: dict[str, str], problems: dict[str, str], status: int = 422
) -> ResponseReturnValue:
    text = render_template(
        "choose.html",
        prepared=prepared,
        participant=prepared.participant,
        typed=typed,
        errors=by_field(problems, prepared.judgement, language()),
        purpose=asked.purpose(),
        position=asked.position(),
    )
    return make_response(text, status if problems else 200)


def _dismiss_form(
    participant_id: str, opening_id: str, missing: bool = False
) -> ResponseReturnValue:
    prepared = _prepare(participant_id, opening_id)
    text = render_template(
        "dismiss.html",
        prepared=prepared,
        participant=prepared.participant,
        missing=missing,
        typed=request.form,
        purpose=asked.purpose(),
    )
    return make_response(text, 422 if missing else 200)


def _back(participant_id: str) -> ResponseReturnValue:
    """The way back; made before anything is written, so that a bad purpose changes nothing."""
    return redirect(
        url_for("participant.show", participant_id=participant_id, purpose=asked.purpose()), 303
    )
