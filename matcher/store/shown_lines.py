"""What stood on the lists of suggestions that were shown, line by line, for statistics."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.store.own_tables import suggestion_lists, suggestions_shown


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of one list: for whom, which opening, where on the list, and its value."""

    participant_id: str
    opening_id: str
    position: int
    value: float


def read_shown_lines(connection: sa.Connection, since: date) -> tuple[ShownLine, ...]:
    """Every line of the lists shown as of ``since`` or later, in the order of the lists."""
    query = (
        sa.select(
            suggestion_lists.c.participant_id,
            suggestions_shown.c.opening_id,
            suggestions_shown.c.position,
            suggestions_shown.c.value,
        )
        .join(suggestions_shown, suggestions_shown.c.list_id == suggestion_lists.c.id)
        .where(suggestion_lists.c.today >= since)
        .order_by(suggestion_lists.c.id, suggestions_shown.c.position)
    )
    return tuple(ShownLine(*row) for row in connection.execute(query))
