"""What the address of the portfolio asks for, and the address that asks for something else.

The whole state of the table is in its address; what is usual is left out of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from matcher.domain.cefr import Level
from matcher.domain.errors import BadInput
from matcher.domain.purposes import Track
from matcher.workflows.portfolio_line import Stand
from matcher.workflows.portfolio_view import MOST_DAYS, NONE, USUAL_COLUMNS, Column, Wanted
from web.asked import word

LONGEST_TEXT = 100
WHO = ("mine", "office")


@dataclass(frozen=True, slots=True)
class Asked:
    """``who`` None: one's own participants where there are any, else the office's."""

    wanted: Wanted
    who: str | None = None
    columns: tuple[Column, ...] = USUAL_COLUMNS
    page: int = 1

    @property
    def mine(self) -> bool | None:
        """As `portfolio` takes it."""
        return None if self.who is None else self.who == "mine"

    def address(self, **changes: Any) -> dict[str, Any]:
        """The parameters of the address with other wishes; the page begins anew unless given.

        >>> Asked(Wanted(empty=True), page=3).address(sort=Column.NAME)
        {'empty': '1', 'sort': 'name'}
        """
        page = changes.pop("page", 1)
        who = changes.pop("who", self.who)
        wanted = replace(self.wanted, **changes)
        columns = () if self.columns == USUAL_COLUMNS else self.columns
        given: dict[str, Any] = {
            "who": who,
            "q": wanted.text,
            "stand": wanted.stand,
            "adviser": wanted.adviser,
            "track": wanted.track,
            "level": wanted.level,
            "empty": "1" if wanted.empty else None,
            "ends": wanted.ends_within,
            "sort": None if wanted.sort is Column.STAND else wanted.sort,
            "order": "desc" if wanted.descending else None,
            "column": [str(column) for column in columns],
            "page": None if page == 1 else page,
        }
        return {
            name: str(value) if isinstance(value, (Column, Stand)) else value
            for name, value in given.items()
            if value not in (None, "", [])
        }

    def sorted_by(self, column: Column) -> dict[str, Any]:
        """The address that a heading leads to: sort by it, or the other way round."""
        again = self.wanted.sort is column and not self.wanted.descending
        return self.address(sort=column, descending=again)

    def without_filters(self) -> dict[str, Any]:
        """The same table with everybody in the programme."""
        plain = Wanted(sort=self.wanted.sort, descending=self.wanted.descending)
        return replace(self, wanted=plain).address()


def asked_portfolio(given: "MultiDict[str, str]") -> Asked:
    """What ``given`` asks for; BadInput for what no page of ours asks."""
    texts = {name: given.get(name, "").strip() for name in given}
    stand, sort = texts.get("stand"), texts.get("sort")
    wanted = Wanted(
        text=" ".join(texts.get("q", "")[:LONGEST_TEXT].split()),
        stand=word(Stand, stand) if stand else None,
        adviser=texts.get("adviser") or None,
        track=_one_of(texts.get("track"), (*Track, NONE)),
        level=_one_of(texts.get("level"), (*Level.__members__, NONE)),
        empty=_one_of(texts.get("empty"), ("1",)) is not None,
        ends_within=_whole(texts.get("ends"), MOST_DAYS),
        sort=word(Column, sort) if sort else Column.STAND,
        descending=_one_of(texts.get("order"), ("asc", "desc")) == "desc",
    )
    return Asked(
        wanted, _one_of(texts.get("who"), WHO), _columns(given.getlist("column")),
        _whole(texts.get("page"), 1_000_000) or 1,
    )  # fmt: skip


def _columns(given: Iterable[str]) -> tuple[Column, ...]:
    """In the order of the table, whatever the order of the address; the name is always there."""
    chosen = {word(Column, text) for text in given}
    return tuple(c for c in Column if c in chosen | {Column.NAME}) if chosen else USUAL_COLUMNS


def _one_of(text: str | None, known: Iterable[str]) -> str | None:
    if not text:
        return None
    if text not in {str(each) for each in known}:
        raise BadInput(f"Expected one of {', '.join(known)}; got {text[:40]!r}.")
    return text


def _whole(text: str | None, most: int) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 7 and int(text) <= most):
        raise BadInput(f"Expected a whole number from 0 to {most}; got {text[:40]!r}.")
    return int(text)
