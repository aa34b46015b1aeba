"""The mentor's page for the first day, and the button that asks the adviser to ring."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.workflows.workplace.field_rules import FieldsRefused
from matcher.workflows.workplace.first_day_sheet import first_day_sheet
from matcher.workflows.workplace.mentor_list import list_mentors
from matcher.workflows.workplace.ring_me import LONGEST_NOTE, RingMe, ask_to_be_rung
from matcher.workflows.workplace.sheet_id import sheet_id
from web import mentor_texts
from web.people import program, viewer
from web.today import moment, today

page = Blueprint("workplace_sheet", __name__)
page.add_app_template_global(sheet_id, "sheet_id")


@page.get("/workplace/<employer_id>/placements/<sheet_id>/sheet")
def show(employer_id: str, sheet_id: str) -> ResponseReturnValue:
    """What was agreed, what the person wants to try, what helps, whom to ring; on one page."""
    return _sheet(employer_id, sheet_id)


@page.get("/workplace/<employer_id>/ring-me")
def ask(employer_id: str) -> ResponseReturnValue:
    """Who asks, and a short note that may be left out."""
    return _form(employer_id)


@page.post("/workplace/<employer_id>/ring-me")
def ring_me(employer_id: str) -> ResponseReturnValue:
    """Put it on the adviser's day; a note that cannot be kept is shown with why."""
    about = RingMe(
        note=request.form.get("note", ""),
        mentor_id=request.form.get("mentor_id") or None,
        sheet=request.form.get("sheet") or None,
    )
    try:
        ask_to_be_rung(program().engine, viewer(), employer_id, about, now=moment())
    except FieldsRefused as refused:
        errors = mentor_texts.messages(refused)
        if about.sheet is not None:
            return _sheet(employer_id, about.sheet, errors)
        return _form(employer_id, errors)
    flash(gettext("Vi ringer dere så snart vi kan."), "success")
    if about.sheet is not None:
        address = url_for("workplace_sheet.show", employer_id=employer_id, sheet_id=about.sheet)
    else:
        address = url_for("workplace.show", employer_id=employer_id)
    return redirect(address, 303)


def _sheet(
    employer_id: str, asked_for: str, errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    text = render_template(
        "workplace/sheet.html",
        sheet=first_day_sheet(program().engine, viewer(), employer_id, asked_for, today=today()),
        texts=mentor_texts,
        longest=LONGEST_NOTE,
        typed=request.form,
        errors=errors or {},
    )
    return make_response(text, 422 if errors else 200)


def _form(employer_id: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    text = render_template(
        "workplace/ring_me.html",
        book=list_mentors(program().engine, viewer(), employer_id, today=today()),
        longest=LONGEST_NOTE,
        typed=request.form,
        errors=errors or {},
    )
    return make_response(text, 422 if errors else 200)
