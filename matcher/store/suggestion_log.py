"""Keeps every list of suggestions that was shown, so that learning knows what could be chosen."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from matcher.domain.purposes import Purpose
from matcher.store.own_tables import suggestion_lists, suggestions_shown


@dataclass(frozen=True, slots=True)
class ShownList:
    """Who was shown suggestions for whom; ``shown_at`` is in Coordinated Universal Time."""

    participant_id: str
    office_id: str
    shown_at: datetime
    shown_by: str
    purpose: Purpose | None
    today: date
    model_version: str


@dataclass(frozen=True, slots=True)
class ShownSuggestion:
    """One line of it; ``position`` 1 is first, ``probability`` that of being shown there."""

    position: int
    opening_id: str
    mentor_id: str | None
    value: float
    price: float
    score: float
    probability: float


def log_suggestions(
    connection: sa.Connection, shown: ShownList, suggestions: Sequence[ShownSuggestion]
) -> int:
    """Keep a list that was shown, an empty one too; answers the number it is kept under."""
    values = asdict(shown) | {
        "shown_at": _without_zone(shown.shown_at),
        "purpose": None if shown.purpose is None else shown.purpose.value,
    }
    number: int = connection.execute(
        suggestion_lists.insert().values(**values).returning(suggestion_lists.c.id)
    ).scalar_one()
    if suggestions:
        lines = [asdict(line) | {"list_id": number} for line in suggestions]
        connection.execute(suggestions_shown.insert(), lines)
    return number


def _without_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
