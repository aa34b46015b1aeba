"""Follow-ups: a talk is noted, a rhythm is set, the next rung is agreed and decided."""

from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    Flask,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.domain.follow_ups import USUAL
from matcher.workflows.follow_up_page import follow_ups_of, rhythm_of
from matcher.workflows.follow_up_record import (
    agree_rung,
    change_rhythm,
    decide_rung,
    record_follow_up,
)
from web import asked, follow_up_texts
from web.people import program, viewer
from web.today import today

page = Blueprint("follow_ups", __name__)

_RHYTHM = ("early_weeks", "early_days", "later_days")


@page.record_once
def _give_templates_words(state: object) -> None:
    app: Flask = state.app
    app.jinja_env.globals.update(follow_texts=follow_up_texts)


@page.get("/placements/<placement_id>/follow-up")
def form(placement_id: str) -> ResponseReturnValue:
    """The form for one talk, with today's date."""
    return _form(placement_id, {})


@page.post("/placements/<placement_id>/follow-up")
def send(placement_id: str) -> ResponseReturnValue:
    """Keep the talk, or show the form again with what is wrong."""
    try:
        new = record_follow_up(
            program().engine, viewer(), placement_id, request.form, today=today()
        )
    except FormRefused as refused:
        return _form(placement_id, refused.by_field)
    flash(
        gettext("Oppfølgingen er notert.") if new else gettext("Den er notert fra før."), "success"
    )
    return _back(placement_id)


@page.get("/placements/<placement_id>/next-rung")
def rung_form(placement_id: str) -> ResponseReturnValue:
    """What is to be tried next, and by when."""
    return _rung_form(placement_id, {})


@page.post("/placements/<placement_id>/next-rung")
def agree(placement_id: str) -> ResponseReturnValue:
    """Keep the next rung, or show the form again with what is wrong."""
    try:
        agree_rung(program().engine, viewer(), placement_id, request.form, today=today())
    except FormRefused as refused:
        return _rung_form(placement_id, refused.by_field)
    flash(gettext("Neste steg er lagret. Vi minner deg på datoen."), "success")
    return _back(placement_id)


@page.post("/placements/<placement_id>/next-rung/decided")
def decide(placement_id: str) -> ResponseReturnValue:
    """Keep that the next rung was decided."""
    decide_rung(program().engine, viewer(), placement_id, today=today())
    flash(gettext("Det er notert at neste steg er avgjort."), "success")
    return _back(placement_id)


@page.get("/participants/<participant_id>/rhythm")
def rhythm_form(participant_id: str) -> ResponseReturnValue:
    """How often this participant is followed up."""
    return _rhythm_form(participant_id, {})


@page.post("/participants/<participant_id>/rhythm")
def set_rhythm(participant_id: str) -> ResponseReturnValue:
    """Keep the rhythm, or show the form again with what is wrong."""
    usual = {name: str(getattr(USUAL, name)) for name in _RHYTHM}
    typed = usual if request.form.get("do") == "usual" else request.form
    try:
        change_rhythm(program().engine, viewer(), participant_id, typed)
    except FormRefused as refused:
        return _rhythm_form(participant_id, refused.by_field)
    flash(gettext("Rytmen er lagret."), "success")
    to = url_for("participant.show", participant_id=participant_id)
    return redirect(_next() or to, 303)


def _form(placement_id: str, problems: Mapping[str, str]) -> ResponseReturnValue:
    found = follow_ups_of(program().engine, viewer(), placement_id, today=today())
    typed = request.form if problems else {"done_on": today().isoformat()}
    return _shown("follow_up.html", problems, follow=found, typed=typed)


def _rung_form(placement_id: str, problems: Mapping[str, str]) -> ResponseReturnValue:
    found = follow_ups_of(program().engine, viewer(), placement_id, today=today())
    return _shown("next_rung.html", problems, follow=found, typed=request.form)


def _rhythm_form(participant_id: str, problems: Mapping[str, str]) -> ResponseReturnValue:
    person, rhythm = rhythm_of(program().engine, viewer(), participant_id)
    typed = request.form if problems else {name: getattr(rhythm, name) for name in _RHYTHM}
    return _shown(
        "rhythm.html", problems,
        participant=person, rhythm=rhythm, own=rhythm != USUAL, usual=USUAL, typed=typed,
    )  # fmt: skip


def _shown(template: str, problems: Mapping[str, str], **more: Any) -> ResponseReturnValue:
    errors = follow_up_texts.refused(problems)
    summary = [(name, follow_up_texts.short(name), text) for name, text in errors.items()]
    text = render_template(template, errors=errors, summary=summary, back=_next(), **more)
    return make_response(text, 422 if errors else 200)


def _back(placement_id: str) -> ResponseReturnValue:
    page_of_it = url_for("placement.show", placement_id=placement_id, _anchor="follow-ups")
    return redirect(_next() or page_of_it, 303)


def _next() -> str | None:
    return asked.local_path(request.values.get("next"))
