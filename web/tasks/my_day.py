"""My day: what needs an adviser now, in order; ticked off, put off, and brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from matcher.domain.day_order import TICKED_HERE, Kind, When, when
from matcher.domain.errors import FormRefused
from matcher.domain.life import Step
from matcher.store.day_marks import DayMark
from matcher.workflows import day_marking
from matcher.workflows.day_facts import day_facts
from matcher.workflows.day_lines import DayLine
from matcher.workflows.my_day import MyDay, my_day
from web import day_texts
from web.languages import language
from web.paging import asked_number, page_of
from web.people import program, viewer
from web.templating import weekday_and_day
from web.today import today

page = Blueprint("my_day", __name__)

# So many lines a page: each has its own forms, and more than this nobody clears at a time.
SHOWN = 20
# So many facts before one asks for all, and so many a page of all.
FACTS_SHOWN, FACTS = 5, 10


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page shows it; ``number`` tells its fields apart."""

    number: int
    line: DayLine
    told: str
    step: day_texts.NextStep | None


@page.get("/day")
def show() -> ResponseReturnValue:
    """The day of one's own people (``who=mine``) or of the office's (``who=office``)."""
    return _show()


@page.get("/day/facts")
def facts() -> ResponseReturnValue:
    """What to ask about, as a part of the page; it takes longer than the rest."""
    if not request.headers.get("HX-Request"):
        return redirect(_address(facts=1, _anchor="facts"), 303)
    mine = request.args.get("who") != "office"
    return render_template("my_day_facts.html", **_facts(mine), **_words(mine))


@page.post("/day/done")
def done() -> ResponseReturnValue:
    """Tick a line off."""
    key = request.form.get("key", "")
    if not day_marking.tick_off(program().engine, viewer(), key, today=today()):
        return _gone()
    flash(gettext("Krysset av."), "success")
    return redirect(_address(undo=key), 303)


@page.post("/day/later")
def later() -> ResponseReturnValue:
    """Put a line off, or show the page again with what is wrong with the date."""
    key = request.form.get("key", "")
    typed = request.form.get("to") or request.form.get("until", "")
    try:
        kept = day_marking.put_off(program().engine, viewer(), key, typed, today=today())
    except FormRefused as refused:
        return _show(key, day_texts.refused(refused.by_field["until"]), typed)
    if not kept:
        return _gone()
    until = weekday_and_day(date.fromisoformat(typed.strip()))
    flash(gettext("Utsatt til %(day)s.", day=until), "success")
    return redirect(_address(undo=key), 303)


@page.post("/day/undo")
def undo() -> ResponseReturnValue:
    """Bring a line back."""
    if day_marking.bring_back(program().engine, viewer(), request.form.get("key", "")):
        flash(gettext("Tilbake på listen."), "success")
    return redirect(_address(), 303)


def _gone() -> ResponseReturnValue:
    flash(gettext("Den står ikke på listen lenger. Ingenting er endret."), "info")
    return redirect(_address(), 303)


def _show(wrong_key: str = "", error: str = "", typed: str = "") -> ResponseReturnValue:
    number = asked_number()
    found = my_day(program().engine, viewer(), today=today(), mine=_mine(), most=number * SHOWN)
    about_fact = wrong_key.startswith(f"{Kind.FACT}:")
    shown = page_of(found.lines, number, SHOWN)
    rows = _rows(found, shown.items)
    if error and not about_fact and all(row.line.key != wrong_key for row in rows):
        return _gone()
    who = "mine" if found.mine else "office"
    text = render_template(
        "my_day.html",
        found=found,
        groups=[(at, [row for row in rows if when(row.line, today()) is at]) for at in When],
        page=shown,
        to_page=lambda to: _address(who=who, page=to),
        undo=_undone(found.off),
        wrong_key=wrong_key,
        error=error,
        typed=typed,
        **(_facts(found.mine, wrong_key) if request.values.get("facts") or about_fact else {}),
        **_words(found.mine),
    )
    return make_response(text, 422 if error else 200)


def _rows(found: MyDay, lines: Sequence[DayLine]) -> list[Row]:
    who = "mine" if found.mine else "office"
    back = url_for("my_day.show", who=who, page=request.values.get("page"))
    return [
        Row(number, line, day_texts.told(line), day_texts.next_step(line, back, who))
        for number, line in enumerate(lines, start=1)
    ]


def _undone(off: Sequence[tuple[DayLine, DayMark]]) -> str:
    """The key that was just taken off the list, where it can be brought back."""
    key = request.args.get("undo", "")
    return key if key.startswith(f"{Kind.FACT}:") or any(key == each.key for each, _ in off) else ""


def _facts(mine: bool, key: str = "") -> dict[str, Any]:
    """The first few facts, or a page of all of them; the page of ``key`` where that is a fact."""
    found = day_facts(program(), viewer(), today=today(), mine=mine, lang=language())
    who = "mine" if mine else "office"
    keys = [fact.key for fact in found.facts]
    every = key in keys or bool(request.values.get("facts"))
    number = keys.index(key) // FACTS + 1 if key in keys else asked_number("facts")
    return {
        "facts": found,
        "every_fact": every,
        "facts_page": page_of(found.facts, number if every else 1, FACTS if every else FACTS_SHOWN),
        "to_facts": lambda to: _address(who=who, facts=to, _anchor="facts"),
    }


def _words(mine: bool) -> dict[str, object]:
    """What both templates need."""
    return {
        "who": "mine" if mine else "office",
        "texts": day_texts,
        "ticked": TICKED_HERE,
        "Step": Step,
        "Kind": Kind,
        "later_days": {
            to.isoformat(): gettext("Til %(day)s", day=weekday_and_day(to))
            for to in (day_marking.tomorrow(today()), day_marking.next_week(today()))
        },
    }


def _mine() -> bool | None:
    who = request.values.get("who")
    return None if who is None else who != "office"


def _address(**more: Any) -> str:
    """The day as it was looked at."""
    kept: dict[str, Any] = {
        name: request.values.get(name) or None for name in ("who", "page", "facts")
    }
    return url_for("my_day.show", **{**kept, **more})
