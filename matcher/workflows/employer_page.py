"""Use case: one employer: who looks after it, the talks, its openings, and our people there."""

from dataclasses import dataclass
from datetime import date
from math import isnan

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.arrays import EPOCH
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import OPEN_STATUSES, Placement
from matcher.eligibility.rules import State
from matcher.ranking.rank import MarketDay
from matcher.store import tables as t
from matcher.store.day_tables import employer_contacts, employer_owners
from matcher.store.employer_contacts import read_contacts, read_owners
from matcher.store.engine import reading
from matcher.store.readers import read_all
from matcher.store.trail import note_listed
from matcher.workflows.employer_calls import CallDesk
from matcher.workflows.employer_leads import EmployerLead
from matcher.workflows.employer_log import colleagues
from matcher.workflows.employer_promises import office_of
from matcher.workflows.employer_record import Record, records_of
from matcher.workflows.employer_talks import OwnerSeen, Talk, mark_of, owner_seen, seen_all
from matcher.workflows.workplace.reply_rate import Rate, reply_rate
from matcher.workflows.workplace.trust import Trust, read_trust


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An opening today: whether it is open, and from when a longer placement finds room (None: not
    within the coming weeks, or not known).
    """

    opening: Opening
    code: str
    state: State
    free_from: date | None


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One of the office's own people who is, will be or was there."""

    placement: Placement
    participant: Participant
    title: str | None

    @property
    def over(self) -> bool:
        """Whether they will not come (back)."""
        return self.placement.status not in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """Everything that a viewer may see of an employer; ``lead`` is why to call, if there is why.

    ``mark`` is that of the owner, for the forms that change it; ``replies`` is how often they
    answer when they are asked, ``trust`` whether they are spared or barred.
    """

    employer: Employer
    owner: OwnerSeen | None
    mark: str
    colleagues: tuple[str, ...]
    talks: tuple[Talk, ...]
    record: Record
    replies: Rate
    trust: Trust
    lead: EmployerLead | None
    mentors: tuple[Mentor, ...]
    openings: tuple[OpeningLine, ...]
    placements: tuple[PlacementLine, ...]

    @property
    def lately(self) -> Talk | None:
        """The latest talk, where it was within a week."""
        return next((talk for talk in self.talks if talk.lately), None)


def employer_page(
    desk: CallDesk, viewer: Viewer, employer_id: str, *, today: date, mine: bool
) -> EmployerPage:
    """The page on ``today``, with why to call for one's own people (``mine``) or the office's.

    NotFound for no such employer, or where the viewer has no office.
    """
    office_id = office_of(viewer)
    calls = desk.calls(viewer, today=today, mine=mine)
    day = desk.program.market_day(today)
    employer = day.ready.board.employers.get(employer_id)
    if employer is None:
        raise NotFound(f'There is no employer "{employer_id}".')
    with reading(desk.program.engine) as connection:
        talks = read_contacts(connection, employer_contacts.c.employer_id == employer_id)
        owners = read_owners(connection, employer_owners.c.employer_id == employer_id)
        names = colleagues(connection, office_id)
        placements = _own_placements(connection, office_id, employer_id, day)
        replies = reply_rate(connection, employer_id, today)
        trust = read_trust(connection, employer_id, today)
        note_listed(connection, viewer, (p.participant.participant_id for p in placements))
    owner = owners.get(employer_id)
    mentors = day.ready.board.mentors.values()
    return EmployerPage(
        employer=employer,
        owner=owner_seen(owner, viewer),
        mark=mark_of(owner),
        colleagues=names,
        talks=seen_all(talks, viewer, today),
        record=records_of(day, [employer_id])[employer_id],
        replies=replies,
        trust=trust,
        lead=next((e for e in calls.employers if e.employer.employer_id == employer_id), None),
        mentors=tuple(mentor for mentor in mentors if mentor.employer_id == employer_id),
        openings=_openings(day, employer_id),
        placements=placements,
    )


def _openings(day: MarketDay, employer_id: str) -> tuple[OpeningLine, ...]:
    """The open ones first, then by id."""
    free = day.ready.free[False]
    lines = [
        OpeningLine(
            opening=opening,
            code=day.encoder.offers.code_of(column),
            state=State(int(day.ready.arrays.open_state[column])),
            free_from=_date(float(free.starts[column])),
        )
        for column, opening in enumerate(day.ready.openings)
        if opening.employer_id == employer_id
    ]
    return tuple(sorted(lines, key=lambda line: (-line.state, line.opening.opening_id)))


def _date(number: float) -> date | None:
    return None if isnan(number) else date.fromordinal(int(number) + EPOCH)


def _own_placements(
    connection: sa.Connection, office_id: str, employer_id: str, day: MarketDay
) -> tuple[PlacementLine, ...]:
    """Those of the office's own people, the latest first."""
    p, o, who = t.placements.c, t.openings.c, t.participants.c
    there = p.opening_id.in_(sa.select(o.opening_id).where(o.employer_id == employer_id))
    here = p.participant_id.in_(sa.select(who.participant_id).where(who.office_id == office_id))
    placements = read_all(connection, Placement, there, here)
    ids = sorted({placement.participant_id for placement in placements})
    people = {
        person.participant_id: person
        for person in read_all(connection, Participant, who.participant_id.in_(ids))
    }
    titles = {opening.opening_id: opening.title for opening in day.ready.openings}
    lines = [
        PlacementLine(each, people[each.participant_id], titles.get(each.opening_id))
        for each in placements
    ]
    lines.sort(key=lambda line: line.placement.placement_id)
    lines.sort(key=lambda line: line.placement.starts or date.min, reverse=True)
    return tuple(lines)
