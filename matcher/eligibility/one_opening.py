"""The openings' half of the rules cut down to one opening, for asking a whole office about it."""

from dataclasses import fields, replace
from typing import Any

from matcher.eligibility.screening import OpeningsReady

# These have a row for each word, not for each opening.
_BY_WORD = ("only_soft_credentials", "credential_words", "demand_words")


def of_one_opening(ready: OpeningsReady, column: int) -> OpeningsReady:
    """As ``ready``, of the opening in ``column`` alone; its column is 0 there.

    The rules answer as they do among all openings, in the time that one of them takes.
    """
    return replace(
        ready,
        openings=(ready.openings[column],),
        arrays=_cut(ready.arrays, column),
        free={is_taste: _cut(free, column) for is_taste, free in ready.free.items()},
        asked={
            purpose: (state[:, [column]], proposed[:, [column]])
            for purpose, (state, proposed) in ready.asked.items()
        },
        column_of={ready.openings[column].opening_id: 0},
        forbidden={who: [0] for who, columns in ready.forbidden.items() if column in columns},
    )


def _cut(table: Any, column: int) -> Any:
    """The same table with one of its rows."""
    names = [field.name for field in fields(table) if field.name not in _BY_WORD]
    return replace(table, **{name: getattr(table, name)[column : column + 1] for name in names})
