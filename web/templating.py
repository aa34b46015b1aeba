"""What templates may call: words, dates and numbers in the reader's format, icons, addresses."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.lists import format_list
from flask import Flask, request, url_for
from flask_babel import format_date, format_decimal, get_locale, gettext, ngettext
from flask_login import current_user
from markupsafe import Markup

from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.eligibility.rules import Answer, Rule
from matcher.eligibility.sentences import rule_name, rule_sentence
from matcher.occupations import catalogue
from matcher.tasting.spoken import as_noun
from web import likelihood, words
from web.language_names import language_names
from web.languages import LANGUAGES, language
from web.today import today

ICON = Markup(
    '<svg class="icon" aria-hidden="true" focusable="false" width="1em" height="1em">'
    '<use href="{}#{}"></use></svg>'
)


def init_app(app: Flask) -> None:
    """Give the templates of ``app`` their words."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.globals.update(
        icon=icon, words=words, likelihood=likelihood, LANGUAGES=LANGUAGES, Purpose=Purpose
    )
    app.jinja_env.filters.update(
        day=day, whole_day=weekday_and_day, stay=stay, person=person, initials=initials,
        number=number, signed=signed, three=three_decimals, capital=capital, answer=answer,
        as_noun=as_noun, either=either,
        occupation=occupation, languages=language_names, rule=rule_heading,
    )  # fmt: skip
    app.jinja_env.tests["negligible"] = lambda value: signed(value) == signed(0)
    app.context_processor(_for_every_page)
    app.url_defaults(_newest_static)


def _for_every_page() -> dict[str, Any]:
    return {"lang": language(), "today": today(), "me": current_user, "here": request.full_path}


def icon(name: str) -> Markup:
    """One of the icons in `static/vendor/icons.svg`; decoration, so hidden from screen readers."""
    return _drawn(url_for("static", filename="vendor/icons.svg"), name)


@lru_cache(maxsize=256)
def _drawn(address: str, name: str) -> Markup:
    # A page has tens of them, and they are always the same.
    return ICON.format(address, name)


def day(value: date) -> str:
    """A date with the month in words; the year only where it is not this one."""
    return format_date(value, "d. MMMM" if _short(value) else "d. MMMM y") if _norwegian() else (
        format_date(value, "d MMMM" if _short(value) else "d MMMM y")
    )  # fmt: skip


def weekday_and_day(value: date) -> str:
    """A date with its weekday, as one says it when something begins."""
    return f"{format_date(value, 'EEEE')} {day(value)}"


def number(value: float) -> str:
    """A number in the reader's format, without needless decimals."""
    return format_decimal(value, "#,##0.#")


def signed(value: float) -> str:
    """A number with its sign and two decimals; what rounds to nothing has no sign."""
    if abs(value) < 0.005:
        return format_decimal(0, "0.00")
    return format_decimal(value, "+0.00;\N{MINUS SIGN}0.00")


def three_decimals(value: float) -> str:
    """A value or a price, which differ in the third decimal."""
    return format_decimal(value, "0.000")


def capital(text: str) -> str:
    """A text that stands alone begins with a capital; the rest stays as it is.

    >>> capital("egne HMS-kort")
    'Egne HMS-kort'
    """
    return text[:1].upper() + text[1:]


def either(names: Iterable[str]) -> str:
    """Names as a choice: a, b or c."""
    return format_list(list(names), style="or", locale=get_locale() or "nb")


def person(participant: Participant) -> str:
    """What to call a participant: the name where it is kept, else the number of the case."""
    return participant.name or gettext("Deltaker %(id)s", id=participant.participant_id)


def initials(name: str) -> str:
    """At most two initials of a name.

    >>> initials("Amina Testesen Prøve")
    'AP'
    """
    parts = name.split() or ["?"]
    return "".join(part[0] for part in dict.fromkeys((parts[0], parts[-1]))).upper()


def occupation(code: str) -> str:
    """The occupation's name in the reader's language."""
    return catalogue().name(code, language())


def rule_heading(rule: str) -> str:
    """A hard rule's short name in the reader's language."""
    return rule_name(Rule(rule), language())


def answer(said: Answer) -> str:
    """What a rule says of a pair, in the reader's language."""
    return rule_sentence(said, language())


def stay(placement: Placement) -> str:
    """When a placement is, in one short sentence."""
    starts, ends = placement.starts, placement.planned_end
    if placement.status is PlacementStatus.ENDED and placement.ended is not None:
        return gettext("Avsluttet %(day)s", day=day(placement.ended))
    if starts is not None and ends is not None:
        return gettext("%(starts)s til %(ends)s", starts=day(starts), ends=day(ends))
    if starts is not None:
        return gettext("Fra %(starts)s", starts=day(starts))
    return gettext("Dato er ikke avtalt")


def weeks(since: date, until: date) -> str:
    """How long ago, in weeks."""
    count = max(0, (until - since).days // 7)
    if count == 0:
        return gettext("under en uke")
    return ngettext("%(num)d uke", "%(num)d uker", count)


def _norwegian() -> bool:
    return language() == "nb"


def _short(value: date) -> bool:
    return value.year == today().year


def _newest_static(endpoint: str, values: dict[str, Any]) -> None:
    # A new version of a file gets a new address, so that no browser keeps the old one.
    if endpoint == "static" and "v" not in values:
        file = Path(__file__).parent / "static" / str(values.get("filename"))
        if file.is_file():
            values["v"] = int(file.stat().st_mtime)
