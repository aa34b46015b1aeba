"""What the day's list is made of, read in sets; whose rows they are is asked by those who call."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.follow_ups import unsettled_rungs
from matcher.store.life_tables import report_links
from matcher.store.reading_market import read_all

_OPEN = (PlacementStatus.PROPOSED, PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


def read_day_placements(
    connection: sa.Connection, office_id: str, adviser: str | None, since: date
) -> tuple[tuple[Placement, ...], tuple[Outcome, ...]]:
    """The placements that may ask for something, and the reports on them.

    They are open, or have an undecided next rung, or ended on ``since`` or later; those of the
    office's people, or of one ``adviser``'s.
    """
    p, at = t.participants.c, t.placements.c
    here = sa.select(p.participant_id).where(p.office_id == office_id)
    if adviser is not None:
        here = here.where(p.adviser == adviser)
    asks = sa.or_(
        at.status.in_([status.value for status in _OPEN]),
        at.placement_id.in_(unsettled_rungs()),
        sa.and_(
            at.status == PlacementStatus.ENDED.value,
            sa.func.coalesce(at.ended, at.planned_end) >= since,
        ),
    )
    these = (at.participant_id.in_(here), asks)
    ids = sa.select(at.placement_id).where(*these)
    placements = read_all(connection, Placement, *these)
    return placements, read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ids))


def read_versions(connection: sa.Connection, placement_ids: Collection[str]) -> dict[str, int]:
    """The version of each placement, by id."""
    c = t.placements.c
    rows = connection.execute(
        sa.select(c.placement_id, c.version).where(c.placement_id.in_(placement_ids))
    )
    return {row.placement_id: row.version for row in rows}


def read_workplaces(
    connection: sa.Connection, opening_ids: Collection[str]
) -> dict[str, tuple[str | None, str | None]]:
    """The title of each opening, and its employer's name, by the opening's id."""
    o, e = t.openings.c, t.employers.c
    rows = connection.execute(
        sa.select(o.opening_id, o.title, e.name)
        .join(t.employers, e.employer_id == o.employer_id)
        .where(o.opening_id.in_(opening_ids))
    )
    return {row.opening_id: (row.title, row.name) for row in rows}


def read_asked(
    connection: sa.Connection, placement_ids: Collection[str], today: date
) -> set[tuple[str, Reporter]]:
    """Who has a link to a form about which placement, and may still answer it."""
    c = report_links.c
    rows = connection.execute(
        sa.select(c.placement_id, c.reporter).where(
            c.placement_id.in_(placement_ids),
            c.withdrawn_at.is_(None),
            c.answered_at.is_(None),
            c.expires_on >= today,
        )
    )
    return {(row.placement_id, Reporter(row.reporter)) for row in rows}
