"""The employers that are barred, and who is there still: own people by name, others counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.reading_market import read_all
from matcher.store.stops import StopRow
from matcher.store.trail import note_listed
from matcher.workflows.employer_promises import office_of

_STAYS = (PlacementStatus.ACCEPTED.value, PlacementStatus.RUNNING.value)


@dataclass(frozen=True, slots=True)
class Staying:
    """Somebody of the viewer's office who is there, or has agreed to come."""

    placement: Placement
    participant: Participant


@dataclass(frozen=True, slots=True)
class Barred:
    """A ban, every employer that it bars, and whose people are there.

    ``elsewhere`` counts the people of other offices, by the office's name.
    """

    row: StopRow
    employers: tuple[Employer, ...]
    staying: tuple[Staying, ...]
    elsewhere: tuple[tuple[str, int], ...]


def read_barred(
    connection: sa.Connection, viewer: Viewer, bans: Sequence[StopRow]
) -> tuple[Barred, ...]:
    """One for each ban, in their order; a fixed number of questions, none where there is none."""
    if not bans:
        return ()
    named = sa.select(t.employers.c.org_number).where(
        t.employers.c.employer_id.in_([row.stop.employer_id for row in bans])
    )
    employers = read_all(
        connection,
        Employer,
        sa.or_(
            t.employers.c.employer_id.in_([row.stop.employer_id for row in bans]),
            t.employers.c.org_number.in_(named),
        ),
    )
    ids = [each.employer_id for each in employers]
    staying, elsewhere = _own(connection, viewer, ids), _others(connection, viewer, ids)
    return tuple(_barred(row, employers, staying, elsewhere) for row in bans)


def _barred(
    row: StopRow,
    employers: Sequence[Employer],
    staying: Iterable[tuple[str, Staying]],
    elsewhere: Iterable[tuple[str, str, int]],
) -> Barred:
    number = next(e.org_number for e in employers if e.employer_id == row.stop.employer_id)
    own = tuple(
        each
        for each in employers
        if each.employer_id == row.stop.employer_id
        or (number is not None and each.org_number == number)
    )
    ids = {each.employer_id for each in own}
    counts: dict[str, int] = {}
    for employer_id, office, count in elsewhere:
        if employer_id in ids:
            counts[office] = counts.get(office, 0) + count
    return Barred(
        row=row,
        employers=own,
        staying=tuple(each for employer_id, each in staying if employer_id in ids),
        elsewhere=tuple(sorted(counts.items())),
    )


def _own(
    connection: sa.Connection, viewer: Viewer, employer_ids: Sequence[str]
) -> list[tuple[str, Staying]]:
    p, o, who = t.placements.c, t.openings.c, t.participants.c
    here = sa.select(who.participant_id).where(who.office_id == office_of(viewer))
    there = sa.select(o.opening_id).where(o.employer_id.in_(employer_ids))
    where = (p.opening_id.in_(there), p.participant_id.in_(here), p.status.in_(_STAYS))
    placements = read_all(connection, Placement, *where)
    people = {
        person.participant_id: person
        for person in read_all(
            connection,
            Participant,
            who.participant_id.in_(sa.select(p.participant_id).where(*where)),
        )
    }
    rows = connection.execute(sa.select(o.opening_id, o.employer_id).where(
        o.employer_id.in_(employer_ids)))  # fmt: skip
    employer_of = {row.opening_id: row.employer_id for row in rows}
    note_listed(connection, viewer, people)
    return [
        (employer_of[each.opening_id], Staying(each, people[each.participant_id]))
        for each in placements
    ]


def _others(
    connection: sa.Connection, viewer: Viewer, employer_ids: Sequence[str]
) -> list[tuple[str, str, int]]:
    """Employer, office and how many: nothing else of other offices' people is read."""
    p, o, who, at = t.placements.c, t.openings.c, t.participants.c, t.offices.c
    name = sa.func.coalesce(at.name, at.office_id)
    rows = connection.execute(
        sa.select(o.employer_id, name, sa.func.count())
        .select_from(t.placements)
        .join(t.openings, o.opening_id == p.opening_id)
        .join(t.participants, who.participant_id == p.participant_id)
        .join(t.offices, at.office_id == who.office_id)
        .where(
            o.employer_id.in_(employer_ids),
            p.status.in_(_STAYS),
            who.office_id != office_of(viewer),
        )
        .group_by(o.employer_id, name)
    )
    return [(employer_id, office, count) for employer_id, office, count in rows]
