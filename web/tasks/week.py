"""The programme week of one participant: what fills it, what is empty, and since when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.day import Activity
from matcher.domain.errors import FormRefused
from matcher.domain.programme_dates import Milestone
from matcher.domain.week import DAYS_A_WEEK, monday_of
from matcher.workflows.week_activities import Typed, add_to_week, end_in_week, remove_from_week
from matcher.workflows.week_page import WeekPage, week_page
from web import week_texts, week_view
from web.people import program, viewer
from web.today import today

page = Blueprint("week", __name__)

_PAGE = "/participants/<participant_id>/week"
# No id of a row has more digits.
_DIGITS = 9


@page.get(_PAGE)
def show(participant_id: str) -> ResponseReturnValue:
    """The week that the address asks for, else this one."""
    return _show(participant_id, {})


@page.post(_PAGE)
def add(participant_id: str) -> ResponseReturnValue:
    """Keep something in the week, or show the form again with the problems beside its fields."""
    form = request.form
    typed = Typed(
        activity=form.get("activity", ""),
        title=form.get("title", ""),
        weekdays=tuple(form.getlist("weekday")),
        **{name: form.get(name, "") for name in ("begins", "until", "starts", "ends")},
    )
    try:
        new = add_to_week(program().engine, viewer(), participant_id, typed, today=today())
    except FormRefused as refused:
        return _show(participant_id, refused.by_field)
    flash(gettext("Det står i uka nå.") if new else gettext("Det sto i uka fra før."), "success")
    return _back(participant_id)


@page.post(f"{_PAGE}/end")
def end(participant_id: str) -> ResponseReturnValue:
    """Something ends today; the weeks that went by keep it."""
    changed = end_in_week(program().engine, viewer(), participant_id, _ids(), today=today())
    said = gettext("Det slutter i dag.") if changed else gettext("Det var avsluttet fra før.")
    flash(said, "success")
    return _back(participant_id)


@page.post(f"{_PAGE}/remove")
def remove(participant_id: str) -> ResponseReturnValue:
    """Something was noted by mistake."""
    gone = remove_from_week(program().engine, viewer(), participant_id, _ids())
    flash(gettext("Det er slettet.") if gone else gettext("Det var slettet fra før."), "success")
    return _back(participant_id)


def _show(participant_id: str, problems: Mapping[str, str]) -> ResponseReturnValue:
    found = week_page(program().engine, viewer(), participant_id, today=today(), day=_asked_day())
    errors = {field: week_texts.refused(field, why) for field, why in problems.items()}
    text = render_template(
        "week.html",
        participant=found.participant,
        found=found,
        week=found.week,
        grid=week_view.grid(found.week),
        bars=week_view.bars(found.strip, today()),
        marks=_marks(found),
        view=week_view,
        texts=week_texts,
        Activity=Activity,
        days=range(DAYS_A_WEEK),
        typed=_typed(found.week.monday, errors),
        errors=errors,
        summary=[(field, week_texts.LABELS[field], text) for field, text in errors.items()],
    )
    return make_response(text, 422 if errors else 200)


def _marks(found: WeekPage) -> dict[str, float]:
    """Where today and half time stand in the strip, where they do."""
    if not found.strip:
        return {}
    half = next(each.on for each in found.dates if each.what is Milestone.HALF_TIME)
    end = found.strip[-1].monday.toordinal() + DAYS_A_WEEK
    marked = {"today": today(), "half": half}
    return {
        name: week_view.place_of(day, found.strip)
        for name, day in marked.items()
        if found.strip[0].monday <= day and day.toordinal() < end
    }


def _typed(monday: date, errors: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form: what was typed where it was refused."""
    if errors:
        return {**request.form.to_dict(), "weekdays": request.form.getlist("weekday")}
    since = max(monday, today())
    return {"starts": since.isoformat(), "weekdays": []}


def _asked_day() -> date:
    try:
        return monday_of(date.fromisoformat(request.values.get("day", "").strip()))
    except ValueError:
        return today()


def _ids() -> tuple[int, ...]:
    texts = request.form.getlist("id")
    return tuple(int(t) for t in texts if t.isascii() and t.isdecimal() and len(t) <= _DIGITS)


def _back(participant_id: str) -> ResponseReturnValue:
    monday = monday_of(_asked_day())
    shown = None if monday == monday_of(today()) else monday.isoformat()
    return redirect(url_for("week.show", participant_id=participant_id, day=shown), 303)
