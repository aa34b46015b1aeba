"""The three report forms on the adviser's screen, and the links that others answer by."""

from flask import Blueprint, Flask, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.domain.outcomes import Reporter
from matcher.workflows.report_answers import give_report, put_aside
from matcher.workflows.report_links import make_report_link, withdraw_report_link
from matcher.workflows.report_overview import reports_on
from web import asked, link_signature, report_texts
from web.languages import FORM_LANGUAGES, direction
from web.people import program, viewer
from web.report_form import Wanted, shown_form, wanted
from web.today import moment, today

page = Blueprint("report", __name__)

_FORM = "/placements/<placement_id>/report/<reporter>"


@page.record_once
def _give_templates_words(state: object) -> None:
    app: Flask = state.app
    app.jinja_env.globals.update(
        report_texts=report_texts, report_address=link_signature.address_of, direction=direction
    )


@page.before_request
def _in_the_language_of_the_form() -> None:
    if request.args.get("lang") in FORM_LANGUAGES:
        g.form_language = request.args["lang"]


@page.get(_FORM)
def form(placement_id: str, reporter: str) -> ResponseReturnValue:
    """The form with the draft, else with the latest answers."""
    return _form(placement_id, asked.word(Reporter, reporter))


@page.post(_FORM)
def send(placement_id: str, reporter: str) -> ResponseReturnValue:
    """Keep the answers, or the half-filled form; or show it again with what is wrong."""
    who = asked.word(Reporter, reporter)
    to_do = wanted()
    if to_do is not Wanted.GIVE:
        put_aside(
            program().engine, viewer(), placement_id, who, request.form,
            now=moment(), today=today(),
        )  # fmt: skip
    if to_do is Wanted.QUIETLY:
        return "", 204
    if to_do is Wanted.LANGUAGE:
        return redirect(
            url_for(
                "report.form", placement_id=placement_id, reporter=who.value,
                lang=request.form["lang"],
            ),
            303,
        )  # fmt: skip
    if to_do is Wanted.LATER:
        flash(gettext("Utkastet er tatt vare på."), "success")
        return _back(placement_id)
    try:
        give_report(
            program().engine, viewer(), placement_id, who, request.form,
            now=moment(), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return _form(placement_id, who, refused)
    flash(gettext("Svarene er lagret."), "success")
    return _back(placement_id)


@page.post(f"{_FORM}/link")
def make(placement_id: str, reporter: str) -> ResponseReturnValue:
    """Make a link to the form."""
    who = asked.word(Reporter, reporter)
    make_report_link(program().engine, viewer(), placement_id, who, now=moment(), today=today())
    flash(gettext("Lenken er klar. Kopier den, og send den på den måten dere pleier."), "success")
    return _back(placement_id, f"link-{who.value}")


@page.post(f"{_FORM}/withdraw")
def withdraw(placement_id: str, reporter: str) -> ResponseReturnValue:
    """Make the link useless."""
    who = asked.word(Reporter, reporter)
    withdraw_report_link(program().engine, viewer(), placement_id, who, now=moment())
    flash(gettext("Lenken er trukket tilbake og virker ikke lenger."), "success")
    return _back(placement_id)


def _form(
    placement_id: str, who: Reporter, refused: FormRefused | None = None
) -> ResponseReturnValue:
    reports = reports_on(program().engine, viewer(), placement_id, today())
    return shown_form(
        "report/at_desk.html",
        reports.of(who),
        reports.first_name,
        refused,
        reports=reports,
        placement_id=placement_id,
    )


def _back(placement_id: str, anchor: str = "reports") -> ResponseReturnValue:
    return redirect(url_for("placement.show", placement_id=placement_id, _anchor=anchor), 303)
