"""An employer's openings: the list, post one, change one, pause, open and close."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import FormRefused
from matcher.exchange.opening_form import OpeningForm
from matcher.exchange.problems import from_form
from matcher.workflows.workplace.opening_closing import ClosingAsks, close_opening
from matcher.workflows.workplace.opening_list import list_openings
from matcher.workflows.workplace.opening_start import OpeningStart, read_opening, start_opening
from matcher.workflows.workplace.openings import (
    OpeningChanged,
    change_opening,
    check_opening,
    post_opening,
)
from matcher.workflows.workplace.pausing import (
    USUAL_PAUSE,
    open_opening,
    pause_employer,
    pause_opening,
    resume_employer,
)
from web import asked, opening_texts
from web.opening_form import cells_of, form_page, occupation_page, offered, typed_cells
from web.people import program, viewer
from web.templating import day
from web.today import moment, today

page = Blueprint("workplace_openings", __name__)


@page.get("/workplace/<employer_id>/openings")
def show(employer_id: str) -> ResponseReturnValue:
    """Which take people, where somebody is, and what is not known."""
    return _list(employer_id)


@page.get("/workplace/<employer_id>/openings/new")
def new(employer_id: str) -> ResponseReturnValue:
    """The form with cautious defaults, or with what an earlier one says."""
    copy = request.args.get("copy") or None
    start = _begin(employer_id, copy)
    return form_page(start, cells_of(start.opening), is_new=True, copied_from=copy)


@page.post("/workplace/<employer_id>/openings/new")
def post(employer_id: str) -> ResponseReturnValue:
    """Post it, or show the form again with what is wrong; an occupation is never guessed."""
    cells, copy = typed_cells(), request.form.get("copied_from") or None
    start = _begin(employer_id, copy)
    try:
        form = from_form(OpeningForm, cells)
        asks = occupation_page(employer_id, cells, form.title)
        if asks is not None:
            check_opening(program().engine, viewer(), employer_id, form, today=today())
            return asks
        post_opening(
            program().engine, viewer(), employer_id, form, today=today(), now=moment(),
            opening_id=request.form.get("opening_id"), copied_from=copy,
        )  # fmt: skip
    except FormRefused as refused:
        return form_page(start, cells, is_new=True, copied_from=copy, refused=refused)
    flash(gettext("Plassen er lagt ut."), "success")
    return redirect(_address(employer_id), 303)


@page.get("/workplace/<employer_id>/openings/<opening_id>")
def edit(employer_id: str, opening_id: str) -> ResponseReturnValue:
    """The form with what the opening says."""
    start = _there(employer_id, opening_id)
    return form_page(start, cells_of(start.opening))


@page.post("/workplace/<employer_id>/openings/<opening_id>")
def change(employer_id: str, opening_id: str) -> ResponseReturnValue:
    """Keep the changes; where somebody else was first, both versions are shown."""
    cells, seen = typed_cells(), request.form.get("seen") or None
    start = _there(employer_id, opening_id)
    try:
        form = from_form(OpeningForm, cells)
        asks = occupation_page(employer_id, cells, form.title)
        if asks is not None:
            check_opening(
                program().engine, viewer(), employer_id, form, today=today(), opening_id=opening_id
            )
            return asks
        change_opening(
            program().engine, viewer(), employer_id, opening_id, form, today=today(), seen=seen
        )
    except FormRefused as refused:
        return form_page(start, cells, seen=seen, refused=refused)
    except OpeningChanged as changed:
        return form_page(start, cells, changed=changed)
    flash(gettext("Endringene er lagret."), "success")
    return redirect(_address(employer_id), 303)


@page.post("/workplace/<employer_id>/openings/<opening_id>/pause")
def pause(employer_id: str, opening_id: str) -> ResponseReturnValue:
    """Nobody new until a day, or until it is opened again."""
    if request.form.get("until", "") and asked.day("until") is None:
        return _list(employer_id, wrong=opening_id)
    try:
        pause_opening(
            program().engine, viewer(), employer_id, opening_id,
            until=asked.day("until"), today=today(),
        )  # fmt: skip
    except FormRefused:
        return _list(employer_id, wrong=opening_id)
    flash(gettext("Plassen er på pause. De som er her, blir."), "success")
    return redirect(_address(employer_id), 303)


@page.post("/workplace/<employer_id>/openings/<opening_id>/open")
def reopen(employer_id: str, opening_id: str) -> ResponseReturnValue:
    """People may be sent there again."""
    open_opening(program().engine, viewer(), employer_id, opening_id, today=today())
    flash(gettext("Plassen er åpen."), "success")
    return redirect(_address(employer_id), 303)


@page.post("/workplace/<employer_id>/openings/<opening_id>/close")
def close(employer_id: str, opening_id: str) -> ResponseReturnValue:
    """Close it; where somebody waits for an answer, it is asked once more."""
    text = request.form.get("confirmed", "")
    confirmed = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    try:
        close_opening(
            program().engine, viewer(), employer_id, opening_id,
            confirmed=confirmed, today=today(), now=moment(),
        )  # fmt: skip
    except ClosingAsks as asks:
        text = render_template("workplace/opening_close.html", waiting=asks.waiting)
        return make_response(text, 409)
    flash(gettext("Plassen er stengt."), "success")
    return redirect(_address(employer_id), 303)


@page.post("/workplace/<employer_id>/pause")
def pause_all(employer_id: str) -> ResponseReturnValue:
    """Nobody new in any opening until a day."""
    until = asked.day("until")
    if until is None:
        return _list(employer_id, wrong=employer_id)
    try:
        pause_employer(program().engine, viewer(), employer_id, until=until, today=today())
    except FormRefused:
        return _list(employer_id, wrong=employer_id)
    flash(gettext("Alt er på pause til og med %(day)s.", day=day(until)), "success")
    return redirect(_address(employer_id), 303)


@page.post("/workplace/<employer_id>/resume")
def resume(employer_id: str) -> ResponseReturnValue:
    """Openings that are not paused themselves take people again."""
    resume_employer(program().engine, viewer(), employer_id)
    flash(gettext("Pausen er over."), "success")
    return redirect(_address(employer_id), 303)


@page.get("/workplace/occupations")
def occupations() -> ResponseReturnValue:
    """The occupations that a title may mean, while it is typed."""
    title = (request.args.get("q") or request.args.get("title") or "")[:200]
    return render_template(
        "workplace/opening_occupations.html", title=title, occupations=offered(title)
    )


def _begin(employer_id: str, copy: str | None) -> OpeningStart:
    return start_opening(program().engine, viewer(), employer_id, today=today(), copy=copy)


def _there(employer_id: str, opening_id: str) -> OpeningStart:
    return read_opening(program().engine, viewer(), employer_id, opening_id, today=today())


def _list(employer_id: str, *, wrong: str | None = None) -> ResponseReturnValue:
    """The list; ``wrong`` is whose pause had a day that cannot be used."""
    text = render_template(
        "workplace/openings.html",
        book=list_openings(program().engine, viewer(), employer_id, today=today()),
        texts=opening_texts,
        usual_pause=today() + USUAL_PAUSE,
        wrong=wrong,
    )
    return make_response(text, 200 if wrong is None else 422)


def _address(employer_id: str) -> str:
    return url_for("workplace_openings.show", employer_id=employer_id)
