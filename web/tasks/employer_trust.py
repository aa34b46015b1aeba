"""An adviser spares an employer or reports it; a leader settles that, bars it, or lets it in."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from matcher.domain.access import Role
from matcher.domain.errors import FormRefused
from matcher.workflows.workplace.ban import ban_employer, lift_ban
from matcher.workflows.workplace.misuse import complaint_book, count_open, report_misuse, settle
from matcher.workflows.workplace.spare import end_sparing, spare_employer
from web import asked, trust_texts
from web.people import program, viewer
from web.tasks.employers import employer_with
from web.today import moment, today

page = Blueprint("employer_trust", __name__)


@page.record_once
def _give_templates_words(state: Any) -> None:
    state.app.jinja_env.globals.update(
        trust_texts=trust_texts, is_leader=_is_leader, complaints_open=_complaints_open
    )


@page.post("/employers/<employer_id>/spare")
def spare(employer_id: str) -> ResponseReturnValue:
    """Send nobody new there until a day."""
    try:
        spare_employer(
            program().engine, viewer(), employer_id, asked.day("until"),
            request.form.get("why", ""), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return employer_with(employer_id, "spare", trust_texts.wrong(refused.by_field))
    flash(gettext("Ingen nye blir sendt dit så lenge."), "success")
    return _to_employer(employer_id)


@page.post("/employers/<employer_id>/spare/end")
def ask_again(employer_id: str) -> ResponseReturnValue:
    """They may be asked again, whoever or whatever spared them."""
    end_sparing(program().engine, viewer(), employer_id, today=today())
    flash(gettext("De kan spørres igjen."), "success")
    return _to_employer(employer_id)


@page.post("/employers/<employer_id>/complaints")
def report(employer_id: str) -> ResponseReturnValue:
    """Tell the leader that something is wrong there."""
    try:
        report_misuse(
            program().engine, viewer(), employer_id, request.form.get("kind", ""),
            request.form.get("text", ""), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return employer_with(employer_id, "report", trust_texts.wrong(refused.by_field))
    flash(gettext("Lederen har fått meldingen. Arbeidsgiveren ser den ikke."), "success")
    return _to_employer(employer_id)


@page.post("/employers/<employer_id>/ban")
def ban(employer_id: str) -> ResponseReturnValue:
    """Bar them everywhere."""
    try:
        waited = ban_employer(
            program().engine, viewer(), employer_id, request.form.get("why", ""),
            today=today(), now=moment(),
        )  # fmt: skip
    except FormRefused as refused:
        return employer_with(employer_id, "ban", trust_texts.wrong(refused.by_field))
    said = gettext("Ingen blir sendt dit mer, fra noe kontor.")
    if waited:
        said += " " + ngettext(
            "%(num)d forespørsel er trukket tilbake.",
            "%(num)d forespørsler er trukket tilbake.",
            waited,
        )
    flash(said, "success")
    return redirect(url_for("employer_trust.complaints", _anchor="barred"), 303)


@page.post("/employers/<employer_id>/ban/lift")
def lift(employer_id: str) -> ResponseReturnValue:
    """Let them in again."""
    try:
        lift_ban(
            program().engine, viewer(), employer_id, request.form.get("why", ""), today=today()
        )
    except FormRefused as refused:
        return employer_with(employer_id, "lift", trust_texts.wrong(refused.by_field))
    flash(gettext("De kan spørres igjen."), "success")
    return _to_employer(employer_id)


@page.get("/employers/complaints")
def complaints() -> ResponseReturnValue:
    """What was reported, open first, and who is barred."""
    return _book()


@page.post("/employers/complaints/<int:complaint_id>/settle")
def settled(complaint_id: int) -> ResponseReturnValue:
    """Keep what was done about it."""
    try:
        settle(program().engine, viewer(), complaint_id, request.form.get("how", ""), today=today())
    except FormRefused as refused:
        return _book(complaint_id, trust_texts.wrong(refused.by_field))
    flash(gettext("Meldingen er avgjort."), "success")
    return redirect(url_for("employer_trust.complaints"), 303)


def _book(about: int | None = None, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    text = render_template(
        "employer_complaints.html",
        book=complaint_book(program().engine, viewer(), today=today()),
        about=about,
        errors=errors or {},
        typed=request.form,
    )
    return make_response(text, 422 if errors else 200)


def _is_leader() -> bool:
    return viewer().role is Role.LEADER


def _complaints_open() -> int:
    """How many wait for the leader who is signed in; 0 for everybody else."""
    return count_open(program().engine, viewer()) if _is_leader() else 0


def _to_employer(employer_id: str) -> ResponseReturnValue:
    return redirect(
        url_for("employers.employer", employer_id=employer_id, _anchor="record-heading"), 303
    )
