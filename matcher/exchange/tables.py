"""The contents of all files at once, as domain objects, and the order in which they are written."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from matcher.domain.market import Market
from matcher.exchange.contract import FILES, FileSpec, Row

Tables = Mapping[str, tuple[Row, ...]]
"""File name without ``.csv`` -> its rows; a file that is not there is simply missing."""


def tables_of(market: Market) -> Tables:
    """The files that hold ``market`` (dismissals and postal codes are not in the contract).

    >>> list(tables_of(Market()))[:3]
    ['offices', 'participants', 'wishes']
    """
    return {name: in_canonical_order(spec, getattr(market, name)) for name, spec in FILES.items()}


def in_canonical_order(spec: FileSpec, rows: Iterable[Row]) -> tuple[Row, ...]:
    """``rows`` sorted by the key of their file; an unknown date stands before every known one."""
    return tuple(sorted(rows, key=_key_getter(spec)))


def _key_getter(spec: FileSpec) -> Callable[[Row], tuple[Any, ...]]:
    names = spec.key

    def key(row: Row) -> tuple[Any, ...]:
        return tuple(date.min if (v := getattr(row, n)) is None else v for n in names)

    return key
