"""Options that several commands share, and the way from plain values to JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from matcher.domain.purposes import Purpose

if TYPE_CHECKING:
    from matcher.workflows.program import Program

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


# Nobody asks about another day; beyond them the calendar itself ends.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class IsoDate(click.ParamType[date]):
    """A date such as 2026-03-31, from 1900 to 2199."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: Any) -> date:
        """The date; a usage error for anything else."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as 2026-03-31.", param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(f"{value!r} is not between {FIRST_YEAR} and {LAST_YEAR}.", param, ctx)
        return day


class PurposeName(click.ParamType[Purpose]):
    """One of the purposes of a placement."""

    name = "purpose"

    def convert(self, value: object, param: click.Parameter | None, ctx: Any) -> Purpose:
        """The purpose; a usage error for anything else."""
        try:
            return Purpose(str(value))
        except ValueError:
            self.fail(f"{value!r} is not one of {', '.join(Purpose)}.", param, ctx)


class Id(click.ParamType[str]):
    """An id of the store: any text, but text."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: Any) -> str:
        """The id; a usage error for bytes that are no UTF-8 text, which no store can look up."""
        text = str(value)
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            self.fail(f"{text!r} is not UTF-8 text.", param, ctx)
        return text


today_option: Decorator = click.option(
    "--today", type=IsoDate(), default=date.today, show_default="the clock's date",
    help="Decide as on this date.",
)  # fmt: skip
json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)
purpose_option: Decorator = click.option(
    "--purpose", type=PurposeName(), metavar="P",
    help=f"Only this purpose: {', '.join(Purpose)}. Without it the participant's track asks.",
)  # fmt: skip
lang_option: Decorator = click.option(
    "--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True,
    help="Language of the sentences.",
)  # fmt: skip


def as_json_text(value: object) -> str:
    """Plain values, dataclasses and dates as one line of JSON.

    >>> as_json_text({"day": date(2026, 3, 2), "purpose": Purpose.TASTE})
    '{"day": "2026-03-02", "purpose": "taste"}'
    """
    return json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def opened_program() -> "Program":
    """The program on the configured store; one that is missing is said before the rest loads."""
    from matcher.workflows.open_store import open_checked_store

    open_checked_store().dispose()
    from matcher.workflows.program import open_program

    return open_program()
