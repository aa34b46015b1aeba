"""Use case: one placement with its history, and the steps that can be taken with it today."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.life import KeptPlacement, PlacementEvent, Step, may_take
from matcher.domain.outcomes import Outcome, latest_reports
from matcher.domain.participants import Participant
from matcher.domain.placements import (
    Placement,
    PlacementStatus,
    has_lapsed,
    status_as_of,
)
from matcher.store import tables as t
from matcher.store.engine import reading
from matcher.store.readers import (
    read_all,
    read_events,
    read_kept_placement,
    read_openings,
    read_participant,
)


@dataclass(frozen=True, slots=True)
class PlacementPage:
    """A placement as it is today; ``steps`` in the order of a life, ``events`` the first first.

    ``lapsed``: a proposal that nobody answered in time; ``came`` is False after a no-show.
    """

    placement: Placement
    version: int
    participant: Participant
    opening: Opening
    employer: Employer | None
    mentor: Mentor | None
    events: tuple[PlacementEvent, ...]
    steps: tuple[Step, ...]
    lapsed: bool
    came: bool

    @property
    def last_event(self) -> PlacementEvent | None:
        """The latest step; None where the placement came from a file."""
        return self.events[-1] if self.events else None


def placement_page(
    engine: Engine, viewer: Viewer, placement_id: str, *, today: date
) -> PlacementPage:
    """One placement; NotFound where there is none that ``viewer`` may see."""
    with reading(engine) as connection:
        kept = read_kept_placement(connection, viewer, placement_id)
        known = kept.placement
        participant = read_participant(connection, viewer, known.participant_id)
        (opening,) = read_openings(connection, t.openings.c.opening_id == known.opening_id)
        employers = read_all(connection, Employer, t.employers.c.employer_id == opening.employer_id)
        mentors = read_all(connection, Mentor, t.mentors.c.mentor_id == known.mentor_id)
        events = read_events(connection, viewer, placement_id)
        reports = read_all(connection, Outcome, t.outcomes.c.placement_id == placement_id)
    latest = latest_reports(reports, today).values()
    return PlacementPage(
        placement=replace(known, status=status_as_of(known, today)),
        version=kept.version,
        participant=participant,
        opening=opening,
        employer=employers[0] if employers else None,
        mentor=mentors[0] if mentors else None,
        events=events,
        steps=possible_steps(kept, today),
        lapsed=lapsed(known, today),
        came=all(report.showed_up is not False for report in latest),
    )


def possible_steps(kept: KeptPlacement, today: date) -> tuple[Step, ...]:
    """The steps that make sense on ``today``; what the store allows beside them does not."""
    return tuple(step for step in Step if _makes_sense(kept.placement, step, today))


def lapsed(placement: Placement, today: date) -> bool:
    """Whether it is a proposal that nobody answered in time."""
    return placement.status is PlacementStatus.PROPOSED and has_lapsed(placement, today)


def _makes_sense(placement: Placement, step: Step, today: date) -> bool:
    if not may_take(step, placement.status):
        return False
    begun = placement.starts is None or placement.starts <= today
    if step is Step.NO_SHOW:
        return begun
    if step is Step.START:
        return begun or placement.status is PlacementStatus.ACCEPTED
    if step is Step.EXTEND:
        return placement.planned_end is not None and not lapsed(placement, today)
    if step is Step.SHORTEN:
        later = placement.planned_end is None or placement.planned_end > today
        return later and not lapsed(placement, today)
    return step is not Step.ACCEPT or not lapsed(placement, today)
