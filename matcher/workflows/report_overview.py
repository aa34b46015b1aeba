"""Use case: what has been answered about a placement, by whom and when, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store.engine import reading
from matcher.store.readers import (
    Draft,
    Given,
    ReportLink,
    answers_of,
    read_drafts,
    read_given,
    read_kept_placement,
    read_links,
    read_outcomes_of,
    read_participant,
)
from matcher.store.reports import FROM_FILE
from matcher.workflows.report_questions import asked_of

# The answer to a call carries the day that it asked about under this name.
CALL = "call"


@dataclass(frozen=True, slots=True)
class Reported:
    """One reporter's form: what counts now, what was said before, and what is under way.

    ``given`` holds every answer, the latest first; ``missing`` the questions without an answer.
    """

    reporter: Reporter
    asked: tuple[str, ...]
    latest: Outcome | None
    given: tuple[Given, ...]
    draft: Draft | None
    link: ReportLink | None

    @property
    def answers(self) -> dict[str, str]:
        """What the form holds when it is opened to be changed: the latest answers."""
        forms = [each.answers for each in self.given if CALL not in each.answers]
        counting = {} if self.latest is None else answers_of(self.latest)
        kept = {**(forms[0] if forms else {}), **counting}
        return {name: kept[name] for name in self.asked if name in kept}

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions that nobody answered; "I do not know" is an answer."""
        return tuple(name for name in self.asked if name not in self.answers)


@dataclass(frozen=True, slots=True)
class Reports:
    """Everything about the reports on one placement; ``may_report`` once it has begun."""

    placement: Placement
    first_name: str | None
    may_report: bool
    by: tuple[Reported, ...]

    def of(self, reporter: Reporter) -> Reported:
        """One reporter's."""
        return next(each for each in self.by if each.reporter is reporter)


def reports_on(engine: sa.Engine, viewer: Viewer, placement_id: str, today: date) -> Reports:
    """What is known of a placement's reports; NotFound where ``viewer`` may not see it."""
    with reading(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        person = read_participant(connection, viewer, placement.participant_id)
        return gather_reports(connection, placement, person.name, today)


def gather_reports(
    connection: sa.Connection, placement: Placement, name: str | None, today: date
) -> Reports:
    """As ``reports_on``, for a placement that is read already, of a person with this name."""
    outcomes = read_outcomes_of(connection, placement.placement_id)
    given = read_given(connection, placement.placement_id)
    drafts = read_drafts(connection, placement.placement_id)
    links = read_links(connection, placement.placement_id)
    latest = {each.reporter: each for each in outcomes}
    by = tuple(
        Reported(
            reporter=reporter,
            asked=asked_of(reporter, latest),
            latest=latest.get(reporter),
            given=_history(reporter, outcomes, given),
            draft=drafts.get(reporter),
            link=next((k for k in links if k.reporter is reporter and k.holds(today)), None),
        )
        for reporter in Reporter
    )
    return Reports(placement, first_name(name), may_report(placement, today), by)


def may_report(placement: Placement, today: date) -> bool:
    """Whether there is something to tell: it has begun and was not called off."""
    begun = placement.starts is None or placement.starts <= today
    return begun and placement.status is not PlacementStatus.CANCELLED


def first_name(name: str | None) -> str | None:
    """All that is told of a person outside the office.

    >>> first_name("Amina Testesen"), first_name(None)
    ('Amina', None)
    """
    return name.split()[0] if name and name.split() else None


def _history(
    reporter: Reporter, outcomes: Sequence[Outcome], given: Sequence[Given]
) -> tuple[Given, ...]:
    """What was given here, and what came with a file on other days; the latest first."""
    own = [each for each in given if each.reporter is reporter]
    days = {each.reported_on for each in own}
    from_files = [
        Given(reporter, o.reported_on, _midnight(o.reported_on), FROM_FILE, answers_of(o))
        for o in outcomes
        if o.reporter is reporter and o.reported_on not in days
    ]
    both = sorted([*from_files, *own], key=lambda each: each.reported_on)
    return tuple(reversed(both))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
