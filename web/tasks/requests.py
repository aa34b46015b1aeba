"""An adviser asks an employer about a placement, follows the request up, and notes a consent."""

from collections.abc import Sequence
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
from matcher.domain.mails import LinkKind
from matcher.exchange.kept_back import KeptBack
from matcher.workflows.workplace.ask_employer import (
    extend_request,
    send_again,
    send_request,
    withdraw_request,
)
from matcher.workflows.workplace.ask_page import ask_form
from matcher.workflows.workplace.ask_rules import Ask, ProfileRefused
from matcher.workflows.workplace.call_requests import settle_call
from matcher.workflows.workplace.consent import Said, ask_consent, note_said
from matcher.workflows.workplace.request_history import request_history
from web import asked, link_signature, placement_texts, request_texts
from web.kept_back_texts import marked
from web.languages import LANGUAGES
from web.people import program, viewer
from web.today import moment, today

page = Blueprint("requests", __name__)


@page.record_once
def _give_templates_words(state: Any) -> None:
    app: Flask = state.app
    app.jinja_env.globals.update(
        request_texts=request_texts, link_address=link_signature.address_of, LinkKind=LinkKind
    )


@page.get("/placements/<placement_id>/request")
def form(placement_id: str) -> ResponseReturnValue:
    """The request with everything filled in: the profile, the days, who gets it."""
    return _form(placement_id)


@page.post("/placements/<placement_id>/request")
def send(placement_id: str) -> ResponseReturnValue:
    """Send it, or show it again with the words that an employer must not read."""
    ask = Ask(
        profile=request.form.get("profile", ""),
        agreed_on=asked.day("agreed_on"),
        agreed_with=request.form.get("agreed_with", ""),
        answer_by=asked.day("answer_by"),
    )
    try:
        sent = send_request(
            program().engine, viewer(), placement_id, ask, now=moment(), today=today()
        )
    except ProfileRefused as refused:
        return _form(
            placement_id, request_texts.refused(refused.by_field, refused.found), refused.found
        )
    flash(gettext("Forespørselen er sendt, uten navn."), "success")
    return redirect(url_for("requests.show", request_id=sent.id), 303)


@page.get("/requests/<request_id>")
def show(request_id: str) -> ResponseReturnValue:
    """What was asked, what happened, and what can be done now."""
    return _history(request_id)


@page.post("/requests/<request_id>/again")
def again(request_id: str) -> ResponseReturnValue:
    """Send the mail once more."""
    send_again(program().engine, viewer(), request_id, now=moment(), today=today())
    flash(gettext("Påminnelsen er sendt."), "success")
    return redirect(url_for("requests.show", request_id=request_id), 303)


@page.post("/requests/<request_id>/extend")
def extend(request_id: str) -> ResponseReturnValue:
    """Give the employer longer."""
    try:
        extend_request(
            program().engine, viewer(), request_id, asked.day("answer_by"),
            now=moment(), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return _history(request_id, request_texts.refused(refused.by_field))
    flash(gettext("Arbeidsgiveren har fått lengre tid."), "success")
    return redirect(url_for("requests.show", request_id=request_id), 303)


@page.post("/requests/<request_id>/withdraw")
def withdraw(request_id: str) -> ResponseReturnValue:
    """Take it back; the place is held until the proposal lapses."""
    withdraw_request(program().engine, viewer(), request_id, now=moment())
    flash(gettext("Forespørselen er trukket tilbake, og arbeidsgiveren får vite det."), "success")
    return redirect(url_for("requests.show", request_id=request_id), 303)


@page.post("/placements/<placement_id>/consent")
def consent(placement_id: str) -> ResponseReturnValue:
    """Ask the participant (``say=ask``), or note what was said."""
    say = request.form.get("say", "")
    try:
        if say == "ask":
            ask_consent(
                program().engine, viewer(), placement_id, asked.day("answer_by"),
                now=moment(), today=today(),
            )  # fmt: skip
            flash(gettext("Spørsmålet er klart. Lenken kan sendes til deltakeren."), "success")
        else:
            said = asked.word(Said, say)
            note_said(program().engine, viewer(), placement_id, said, now=moment(), today=today())
            flash(gettext("Svaret er notert."), "success")
    except FormRefused as refused:
        flash(" ".join(request_texts.refused(refused.by_field).values()), "danger")
    return _to_placement(placement_id, "consent")


@page.post("/requests/calls/<int:call_id>")
def called(call_id: int) -> ResponseReturnValue:
    """Whoever asked to be rung was rung."""
    settle_call(program().engine, viewer(), call_id, now=moment())
    flash(gettext("Notert at du har ringt."), "success")
    return redirect(asked.local_path(request.form.get("next")) or url_for("my_day.show"), 303)


def _form(
    placement_id: str, errors: dict[str, str] | None = None, words: Sequence[KeptBack] = ()
) -> ResponseReturnValue:
    chosen = request.values.get("lang")
    found = ask_form(
        program(), viewer(), placement_id, today=today(),
        lang=chosen if chosen in LANGUAGES else None,
    )  # fmt: skip
    if not found.asking.may_ask and errors is None:
        return _to_placement(placement_id, "asking")
    typed = request.form if errors is not None else {}
    values = {
        "profile": found.profile.text,
        "agreed_on": today().isoformat(),
        "agreed_with": viewer().name,
        "answer_by": found.answer_by.isoformat(),
    }
    text = render_template(
        "request_ask.html",
        found=found,
        asking=found.asking,
        values=values | {name: typed[name] for name in values if name in typed},
        errors=errors or {},
        marked=marked(request.form["profile"], words) if words else None,
    )
    return make_response(text, 422 if errors else 200)


def _history(request_id: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    found = request_history(program().engine, viewer(), request_id, today=today())
    text = render_template("request.html", found=found, texts=placement_texts, errors=errors or {})
    return make_response(text, 422 if errors else 200)


def _to_placement(placement_id: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("placement.show", placement_id=placement_id, _anchor=anchor), 303)
