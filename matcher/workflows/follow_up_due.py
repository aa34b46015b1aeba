"""Use case: which talks are due at an office today, and which come; nobody is forgotten.

Everything is read in sets: the number of questions to the store does not grow with the people.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.follow_ups import (
    USUAL,
    FollowUp,
    Rhythm,
    Slot,
    What,
    due_on,
    open_slots,
    planned_slots,
)
from matcher.domain.outcomes import Outcome
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.rungs import NextRung, goes_well, is_under_way, spoken_of_from
from matcher.eligibility.lengths import first_working_day
from matcher.store import tables as t
from matcher.store.follow_ups import read_follow_ups, read_rhythms, read_rungs, unsettled_rungs
from matcher.store.readers import read_all, read_participants_of_office

# The same days are asked about again and again.
working_day = cache(first_working_day)
_UNDER_WAY = (PlacementStatus.ACCEPTED.value, PlacementStatus.RUNNING.value)


@dataclass(frozen=True, slots=True)
class FollowUpDue:
    """One thing to do about a placement, since ``due_on``; ``missed`` talks are done in one.

    For ``NEXT_RUNG``, ``rung`` is what was agreed; None where it is to be spoken of. ``last`` is
    the latest talk.
    """

    placement: Placement
    participant: Participant
    due_on: date
    overdue_days: int
    what: What
    missed: int = 1
    rung: NextRung | None = None
    last: FollowUp | None = None

    @property
    def participant_id(self) -> str:
        """Whom it is about."""
        return self.participant.participant_id

    @property
    def key(self) -> str:
        """The name of the matter: the same until it is done."""
        matter = "next_rung" if self.what is What.NEXT_RUNG else "follow_up"
        return f"{matter}:{self.placement.placement_id}:{self.due_on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Followed:
    """A placement with all that its talks depend on; ``done`` in the order of the days."""

    placement: Placement
    participant: Participant
    rhythm: Rhythm
    done: tuple[FollowUp, ...] = ()
    reports: tuple[Outcome, ...] = ()
    rung: NextRung | None = None

    def slots(self, until: date, today: date) -> tuple[Slot, ...]:
        """Every planned talk until ``until``, done or not."""
        known = replace(self.placement, starts=self._begins(today))
        return planned_slots(known, self.rhythm, until, today, working_day)

    def open(self, until: date, today: date) -> tuple[Slot, ...]:
        """The planned talks until ``until`` that nothing settles yet."""
        return open_slots(self.slots(until, today), self.done)

    def due(self, today: date) -> tuple[FollowUpDue, ...]:
        """What is due today: at most one talk, and one word on the next rung."""
        return tuple(each for each in (self._talk(today), self._rung(today)) if each is not None)

    def rung_day(self, today: date) -> date | None:
        """The day of the next rung, kept or to be spoken of; None where there is none."""
        if self.rung is not None:
            return self.rung.by_date if self.rung.settled_on is None else None
        if not is_under_way(self.placement, today):
            return None
        day = spoken_of_from(self.placement)
        return working_day(day) if day and goes_well(self.done, self.reports, today) else None

    def _begins(self, today: date) -> date:
        """A file may not say when a placement began; it is followed up all the same."""
        first_talk = self.done[0].done_on if self.done else today
        return self.placement.starts or self.placement.proposed_on or first_talk

    def _talk(self, today: date) -> FollowUpDue | None:
        due = due_on(self.slots(today, today), self.done, today)
        if due is None:
            return None
        return self._matter(due.since, due.what, today, missed=due.missed)

    def _rung(self, today: date) -> FollowUpDue | None:
        day = self.rung_day(today)
        if day is None or day > today:
            return None
        return self._matter(day, What.NEXT_RUNG, today)

    def _matter(self, day: date, what: What, today: date, missed: int = 1) -> FollowUpDue:
        return FollowUpDue(
            placement=self.placement,
            participant=self.participant,
            due_on=day,
            overdue_days=(today - day).days,
            what=what,
            missed=missed,
            rung=self.rung,
            last=self.done[-1] if self.done else None,
        )


def follow_ups_due(
    connection: sa.Connection, viewer: Viewer, *, today: date, mine: bool
) -> tuple[FollowUpDue, ...]:
    """What is due today, the longest overdue first: of the viewer's own people, or the office's.

    NotFound where the viewer belongs to no office.
    """
    followed = followed_at(connection, viewer, mine=mine)
    due = [each for one in followed for each in one.due(today)]
    return tuple(
        sorted(due, key=lambda each: (each.due_on, each.placement.placement_id, each.what))
    )


def followed_at(connection: sa.Connection, viewer: Viewer, *, mine: bool) -> tuple[Followed, ...]:
    """Every placement that may ask for a talk, of the viewer's own people or of the office's."""
    people = {
        each.participant_id: each
        for each in read_participants_of_office(connection, viewer, viewer.office_id or "")
        if not mine or each.adviser == viewer.name
    }
    here = sa.select(t.participants.c.participant_id).where(
        t.participants.c.office_id == viewer.office_id
    )
    c = t.placements.c
    # An ended one may have a rung that is not settled yet; all the others are history.
    asks = c.status.in_(_UNDER_WAY) | c.placement_id.in_(unsettled_rungs())
    placements = read_all(connection, Placement, c.participant_id.in_(here), asks)
    return gather(connection, [p for p in placements if p.participant_id in people], people)


def gather(
    connection: sa.Connection, placements: Iterable[Placement], people: dict[str, Participant]
) -> tuple[Followed, ...]:
    """The placements with their talks, rhythms, reports and rungs; one question for each kind."""
    kept = list(placements)
    ids = [each.placement_id for each in kept]
    talks = read_follow_ups(connection, ids)
    rungs = read_rungs(connection, ids)
    rhythms = read_rhythms(connection, sorted({each.participant_id for each in kept}))
    reports: dict[str, tuple[Outcome, ...]] = {}
    for report in read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ids)):
        reports[report.placement_id] = (*reports.get(report.placement_id, ()), report)
    return tuple(
        Followed(
            each,
            people[each.participant_id],
            rhythms.get(each.participant_id, USUAL),
            talks.get(each.placement_id, ()),
            reports.get(each.placement_id, ()),
            rungs.get(each.placement_id),
        )
        for each in kept
    )
