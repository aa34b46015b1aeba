"""An employer's mentors: the list, add one, change one, away, pause, confidentiality."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.exchange.mentor_form import MentorForm
from matcher.exchange.problems import from_form
from matcher.workflows.workplace.mentor_away import (
    add_absence,
    pause_mentor,
    remove_absence,
    resume_mentor,
)
from matcher.workflows.workplace.mentor_edit import (
    ConfirmedBy,
    MentorChanged,
    add_mentor,
    change_mentor,
    confirm_confidential,
    new_mentor_id,
)
from matcher.workflows.workplace.mentor_list import list_mentors
from matcher.workflows.workplace.mentor_start import read_mentor
from matcher.workflows.workplace.pausing import USUAL_PAUSE
from web import asked, mentor_texts
from web.language_names import language_names
from web.mentor_form import cells_of, form_page, typed_cells
from web.people import program, viewer
from web.templating import day
from web.today import today

page = Blueprint("workplace_mentors", __name__)


@page.get("/workplace/<employer_id>/mentors")
def show(employer_id: str) -> ResponseReturnValue:
    """How many each has now and in the weeks to come, and when they are away."""
    return _list(employer_id)


@page.get("/workplace/<employer_id>/mentors/new")
def new(employer_id: str) -> ResponseReturnValue:
    """The form with cautious defaults: one person at a time."""
    list_mentors(program().engine, viewer(), employer_id, today=today())
    cells = dict.fromkeys(MentorForm.model_fields, "") | {"capacity": "1"}
    return form_page(employer_id, cells, mentor_id=new_mentor_id())


@page.post("/workplace/<employer_id>/mentors/new")
def add(employer_id: str) -> ResponseReturnValue:
    """Keep the mentor, or show the form again with what is wrong."""
    cells, mentor_id = typed_cells(), request.form.get("mentor_id", "")
    list_mentors(program().engine, viewer(), employer_id, today=today())
    try:
        form = from_form(MentorForm, cells)
        add_mentor(program().engine, viewer(), employer_id, form, mentor_id=mentor_id)
    except FormRefused as refused:
        return form_page(employer_id, cells, mentor_id=mentor_id, refused=refused)
    flash(gettext("Mentoren er lagt til."), "success")
    return _back(employer_id)


@page.get("/workplace/<employer_id>/mentors/<mentor_id>")
def edit(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """The form with what is known."""
    start = read_mentor(program().engine, viewer(), employer_id, mentor_id)
    return form_page(employer_id, cells_of(start), mentor_id=mentor_id, start=start)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>")
def change(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """Keep the changes; where somebody else was first, nothing is kept and it is said."""
    cells, seen = typed_cells(), request.form.get("seen") or None
    start = read_mentor(program().engine, viewer(), employer_id, mentor_id)
    try:
        form = from_form(MentorForm, cells)
        change_mentor(
            program().engine, viewer(), employer_id, mentor_id, form, today=today(), seen=seen
        )
    except FormRefused as refused:
        return form_page(
            employer_id, cells, mentor_id=mentor_id, start=start, seen=seen, refused=refused
        )
    except MentorChanged:
        return form_page(employer_id, cells, mentor_id=mentor_id, start=start, changed=True)
    flash(gettext("Endringene er lagret."), "success")
    return _back(employer_id)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>/confidential")
def confirm(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """Keep that the mentor's confidentiality was confirmed, when and by whom."""
    by = asked.word(ConfirmedBy, request.form.get("by", ConfirmedBy.EMPLOYER))
    on = asked.day("confidential_on") if request.form.get("confidential_on") else today()
    try:
        confirm_confidential(
            program().engine, viewer(), employer_id, mentor_id, by=by, on=on, today=today()
        )
    except FormRefused as refused:
        return _list(employer_id, mentor_id, refused)
    flash(gettext("Taushetsplikten er bekreftet."), "success")
    return _back(employer_id)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>/away")
def away(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """Days on which nobody begins with the mentor."""
    last = request.form.get("away_to", "").strip()
    try:
        if last and asked.day("away_to") is None:
            raise FormRefused({"away_to": "expected a date"})
        add_absence(
            program().engine, viewer(), employer_id, mentor_id,
            first=asked.day("away_from"), last=asked.day("away_to"), today=today(),
        )  # fmt: skip
    except FormRefused as refused:
        return _list(employer_id, mentor_id, refused)
    flash(gettext("Dagene er notert."), "success")
    return _back(employer_id)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>/away/<int:stop_id>/remove")
def here_after_all(employer_id: str, mentor_id: str, stop_id: int) -> ResponseReturnValue:
    """The mentor is there on those days after all."""
    remove_absence(program().engine, viewer(), employer_id, mentor_id, stop_id, today=today())
    flash(gettext("Dagene er tatt bort."), "success")
    return _back(employer_id)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>/pause")
def pause(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """Nobody new with the mentor until a day."""
    until = asked.day("until")
    try:
        pause_mentor(program().engine, viewer(), employer_id, mentor_id, until=until, today=today())
    except FormRefused as refused:
        return _list(employer_id, mentor_id, refused)
    flash(gettext("På pause til og med %(day)s. De som er her, blir.", day=day(until)), "success")
    return _back(employer_id)


@page.post("/workplace/<employer_id>/mentors/<mentor_id>/resume")
def resume(employer_id: str, mentor_id: str) -> ResponseReturnValue:
    """The mentor takes people again."""
    resume_mentor(program().engine, viewer(), employer_id, mentor_id, today=today())
    flash(gettext("Pausen er over."), "success")
    return _back(employer_id)


def _list(
    employer_id: str, wrong: str | None = None, refused: FormRefused | None = None
) -> ResponseReturnValue:
    """The list; ``wrong`` is the mentor whose form was refused, with what was typed."""
    text = render_template(
        "workplace/mentors.html",
        book=list_mentors(program().engine, viewer(), employer_id, today=today()),
        texts=mentor_texts,
        language_names=language_names,
        usual_pause=today() + USUAL_PAUSE,
        wrong=wrong,
        errors={} if refused is None else mentor_texts.messages(refused),
        typed=request.form,
    )
    return make_response(text, 200 if refused is None else 422)


def _back(employer_id: str) -> ResponseReturnValue:
    return redirect(url_for("workplace_mentors.show", employer_id=employer_id), 303)
