"""Kinds of columns, each with the constraint that keeps it to its vocabulary or range."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

Column = sa.Column[Any]

# Every constraint has a name, so that a migration can change it on either database.
METADATA = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def key(name: str) -> Column:
    """Part of the primary key, as text."""
    return sa.Column(name, sa.Text, primary_key=True)


def refers(name: str, target: str, *, primary: bool = False, required: bool = True) -> Column:
    """Text that names a row of another table; ``target`` is ``table.column``.

    Where it is part of a key whose first column it is, the key's index serves it.
    """
    reference = sa.ForeignKey(target)
    if primary:
        return sa.Column(name, sa.Text, reference, primary_key=True)
    return sa.Column(name, sa.Text, reference, nullable=not required, index=True)


def text(name: str, *, required: bool = False) -> Column:
    """Free text, or a list joined with ``|``."""
    return sa.Column(name, sa.Text, nullable=not required)


def requirements(name: str) -> Column:
    """A requirement list joined with ``|``; ``none`` where nothing is required."""
    return sa.Column(name, sa.Text, nullable=False, server_default="none")


def one_of(
    name: str, words: Iterable[object], *, primary: bool = False, required: bool = False
) -> Column:
    """One word of a vocabulary."""
    listed = ", ".join(f"'{word}'" for word in words)
    check = _check(name, f"{name} IN ({listed})")
    if primary:
        return sa.Column(name, sa.Text, check, primary_key=True)
    return sa.Column(name, sa.Text, check, nullable=not required)


def whole(name: str, least: int, most: int | None = None, *, required: bool = False) -> Column:
    """A whole number from ``least`` to ``most``."""
    return sa.Column(
        name, sa.Integer, _check(name, _range(name, least, most)), nullable=not required
    )


def number(name: str, least: float, most: float | None = None) -> Column:
    """A number from ``least`` to ``most``."""
    return sa.Column(name, sa.Double, _check(name, _range(name, least, most)))


def day(name: str, *, required: bool = False) -> Column:
    """A date."""
    return sa.Column(name, sa.Date, nullable=not required)


def yes_no(name: str) -> Column:
    """Yes, no or unknown."""
    return sa.Column(name, sa.Boolean)


def in_order(first: str, then: str, unless: str = "") -> sa.CheckConstraint:
    """The date ``then`` is not before ``first``, where both are known."""
    exception = f" OR {unless}" if unless else ""
    return sa.CheckConstraint(f"{then} >= {first}{exception}", name=f"{then}_order")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=name)


def _range(name: str, least: float, most: float | None) -> str:
    return f"{name} >= {least:g}" + ("" if most is None else f" AND {name} <= {most:g}")
