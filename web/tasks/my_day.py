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
from matcher.workflows.day_facts import DayFacts, day_facts
from matcher.workflows.day_lines import DayLine
from matcher.workflows.my_day import MyDay, my_day
from web import day_texts
from web.languages import language
from web.people import program, viewer
from web.templating import weekday_and_day
from web.today import today

page = Blueprint("my_day", __name__)

# So many lines are enough to begin with; the others are one step away, so many at a time.
SHOWN, MORE = 20, 60
MOST_PARTS = 1_000
FACTS_SHOWN = 5


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
    part = _part()
    last = SHOWN + MORE * (part - 1)
    first = max(0, last - MORE) if part > 1 else 0
    found = my_day(program().engine, viewer(), today=today(), mine=_mine(), most=last)
    about_fact = wrong_key.startswith(f"{Kind.FACT}:")
    rows = _rows(found, found.lines[first:last])
    if error and not about_fact and all(row.line.key != wrong_key for row in rows):
        return _gone()
    text = render_template(
        "my_day.html",
        found=found,
        groups=[(at, [row for row in rows if when(row.line, today()) is at]) for at in When],
        part=part,
        more=MORE,
        left=max(0, len(found.lines) - last),
        undo=_undone(found.off),
        wrong_key=wrong_key,
        error=error,
        typed=typed,
        **(_facts(found.mine) if request.values.get("facts") or about_fact else {}),
        **_words(found.mine),
    )
    return make_response(text, 422 if error else 200)


def _rows(found: MyDay, lines: Sequence[DayLine]) -> list[Row]:
    who = "mine" if found.mine else "office"
    back = url_for("my_day.show", who=who, part=request.values.get("part"))
    return [
        Row(number, line, day_texts.told(line), day_texts.next_step(line, back, who))
        for number, line in enumerate(lines, start=1)
    ]


def _undone(off: Sequence[tuple[DayLine, DayMark]]) -> str:
    """The key that was just taken off the list, where it can be brought back."""
    key = request.args.get("undo", "")
    return key if key.startswith(f"{Kind.FACT}:") or any(key == each.key for each, _ in off) else ""


def _facts(mine: bool) -> dict[str, DayFacts | bool | int]:
    found = day_facts(program(), viewer(), today=today(), mine=mine, lang=language())
    return {"facts": found, "every_fact": bool(request.values.get("facts")), "most": FACTS_SHOWN}


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


def _part() -> int:
    """Which part of a long list is asked for; the first where it is none."""
    text = request.values.get("part", "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    return number if 1 <= number <= MOST_PARTS else 1


def _mine() -> bool | None:
    who = request.values.get("who")
    return None if who is None else who != "office"


def _address(**more: Any) -> str:
    """The day as it was looked at."""
    kept: dict[str, Any] = {
        name: request.values.get(name) or None for name in ("who", "part", "facts")
    }
    return url_for("my_day.show", **{**kept, **more})
