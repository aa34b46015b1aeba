"""The adviser's calendar: its secret address is made and withdrawn, and read without signing in."""

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.errors import NotFound
from matcher.exchange.icalendar import WholeDay, calendar_text
from matcher.workflows.follow_up_calendar import (
    Entry,
    calendar_of,
    calendar_since,
    end_calendar,
    make_calendar,
)
from web import follow_up_texts
from web.people import program, viewer
from web.today import today

page = Blueprint("calendar", __name__)


@page.get("/calendar")
def settings() -> ResponseReturnValue:
    """Whether there is an address, and how to make or withdraw it."""
    return _settings()


@page.post("/calendar")
def make() -> ResponseReturnValue:
    """Make a new address; it is shown on this answer only, for nobody keeps it."""
    secret = make_calendar(program().engine, viewer(), today=today())
    return _settings(url_for("calendar.feed", secret=secret, _external=True))


@page.post("/calendar/withdraw")
def withdraw() -> ResponseReturnValue:
    """Make the address useless."""
    end_calendar(program().engine, viewer())
    flash(gettext("Lenken er trukket tilbake og virker ikke lenger."), "success")
    return redirect(url_for("calendar.settings"), 303)


@page.get("/calendar/<secret>.ics")
def feed(secret: str) -> ResponseReturnValue:
    """The calendar; whoever has not got the secret learns nothing, not even that one exists."""
    try:
        found = calendar_of(program().engine, secret, today=today())
    except NotFound:
        return Response(status=404)
    g.form_language = found.language
    text = calendar_text(map(_event, found.entries), gettext("Oppfølging"), today())
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _event(entry: Entry) -> WholeDay:
    return WholeDay(
        uid=f"{entry.key}@jobbsmak",
        day=entry.day,
        summary=follow_up_texts.entry(entry),
        address=url_for("placement.show", placement_id=entry.placement_id, _external=True),
    )


def _settings(address: str | None = None) -> ResponseReturnValue:
    since = calendar_since(program().engine, viewer())
    return render_template("calendar.html", since=since, address=address)
