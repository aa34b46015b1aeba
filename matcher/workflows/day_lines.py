"""The lines of a day, from what was read of the office; pure.

Each function answers the lines of one source. What is one matter of one person has one ``matter``
name, whatever its source, so that it stands on the list once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from matcher.domain.day_order import AHEAD_DAYS, Kind
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import (
    PROPOSAL_LAPSES_AFTER_DAYS,
    Placement,
    PlacementStatus,
    has_lapsed,
    status_as_of,
)
from matcher.domain.programme_dates import Milestone, ProgrammeDate
from matcher.domain.requests import Consent, Request
from matcher.domain.rungs import NextRung, spoken_of_from
from matcher.workflows.day_requests import DayRequests, Known, asked_lines
from matcher.workflows.employer_promises import PromiseDue
from matcher.workflows.follow_up_due import Followed, FollowUpDue
from matcher.workflows.placement_list import Where, where_it_stands
from matcher.workflows.portfolio_line import REPORTS_BACK
from matcher.workflows.week_gaps import Gap
from matcher.workflows.work_calls import standing_calls
from matcher.workflows.workplace.call_requests import CallAsked

DAY = timedelta(days=1)
# A placement that ends within so long needs a next step (issue 7), agreed a week before the end.
ENDS_SOON = timedelta(days=14)
# A report is expected within a week of the end, an answer within a week of a proposal.
WEEK = timedelta(days=AHEAD_DAYS)
# Participant and mentor are asked while they remember; the adviser's own report is due for longer.
OTHERS_REMEMBER = timedelta(weeks=8)
_PROPOSED, _ACCEPTED = PlacementStatus.PROPOSED, PlacementStatus.ACCEPTED


@dataclass(frozen=True, slots=True)
class DayLine:
    """One line; which of the last fields are there depends on its ``kind``.

    ``on`` is the day that the line speaks of: the last day of a placement, the day on which a
    proposal lapses, the first empty day (None where nobody knows it).
    """

    key: str
    kind: Kind
    matter: str
    by: date
    participant: Participant | None = None
    placement: Placement | None = None
    on: date | None = None
    due: FollowUpDue | None = None
    milestone: ProgrammeDate | None = None
    promise: PromiseDue | None = None
    missing: tuple[Reporter, ...] = ()
    months: int = 0
    request: Request | None = None
    consent: Consent | None = None
    call: CallAsked | None = None


@dataclass(frozen=True, slots=True)
class DayFile:
    """What was read: people by id, placements that may ask for something, reports, rungs, weeks.

    ``asked`` are the links to forms that wait for an answer; ``requests``: what employers said.
    """

    today: date
    people: Mapping[str, Participant]
    placements: Sequence[Placement]
    outcomes: Sequence[Outcome]
    followed: Sequence[Followed]
    gaps: Sequence[Gap]
    promises: Sequence[PromiseDue] = ()
    asked: frozenset[tuple[str, Reporter]] = frozenset()
    rungs: Mapping[str, NextRung] = field(default_factory=dict)
    requests: DayRequests = field(default_factory=DayRequests)


def with_a_place_coming(file: DayFile) -> frozenset[str]:
    """Whose next place is proposed or agreed, and has not begun."""
    return frozenset(
        p.participant_id
        for p in file.placements
        if p.status is _ACCEPTED or (p.status is _PROPOSED and not has_lapsed(p, file.today))
    )


def day_lines(file: DayFile) -> list[DayLine]:
    """Every line, in no order yet."""
    coming = with_a_place_coming(file)
    return [
        *_talks(file),
        *_placements(file),
        *_endings(file, coming),
        *_weeks(file, coming),
        *_calls(file),
        *_reports(file),
        *(_promise(each) for each in file.promises),
        *_asked(file, coming),
    ]


def _talks(file: DayFile) -> Iterable[DayLine]:
    for followed in file.followed:
        for due in followed.due(file.today):
            placement_id = due.placement.placement_id
            rung = due.key.startswith(Kind.NEXT_RUNG)
            begun = due.placement.status is not _ACCEPTED
            about = "next" if rung else ("talk" if begun else "start")
            yield DayLine(
                key=due.key,
                kind=Kind.NEXT_RUNG if rung else Kind.FOLLOW_UP,
                matter=f"{about}:{placement_id}",
                by=due.due_on,
                participant=due.participant,
                placement=due.placement,
                due=due,
            )


def _placements(file: DayFile) -> Iterable[DayLine]:
    """What should have begun or ended, and what waits for an answer."""
    for placement in file.placements:
        where = where_it_stands(placement, file.today)
        if where is Where.TO_START and placement.starts is not None:
            yield _about(file, Kind.START, "start", placement, placement.starts)
        elif where is Where.OVERDUE and placement.planned_end is not None:
            ends = placement.planned_end
            yield _about(file, Kind.OVERDUE_END, "end", placement, ends + DAY, on=ends)
        elif where is Where.PROPOSED:
            made = placement.proposed_on or placement.starts or file.today
            lapses = made + timedelta(days=PROPOSAL_LAPSES_AFTER_DAYS)
            by = min(lapses, file.today + ENDS_SOON) - WEEK
            yield _about(file, Kind.PROPOSAL, "proposal", placement, by, on=lapses)


def _endings(file: DayFile, coming: frozenset[str]) -> Iterable[DayLine]:
    """Placements that end soon, where nobody has said what comes next."""
    said = {o.placement_id for o in file.outcomes if o.next_step is not None}
    for placement in file.placements:
        ends = placement.planned_end
        if ends is None or status_as_of(placement, file.today) is not PlacementStatus.RUNNING:
            continue
        settled = placement.placement_id in said or placement.placement_id in file.rungs
        asked_from = max(spoken_of_from(placement) or ends, ends - ENDS_SOON)
        settled = settled or placement.participant_id in coming
        if asked_from <= file.today <= ends and not settled:
            by = max(ends - WEEK, asked_from)
            yield _about(file, Kind.ENDING, "next", placement, by, on=ends, of_day=ends)


def _weeks(file: DayFile, coming: frozenset[str]) -> Iterable[DayLine]:
    """Who has nothing to do, and which dates of the programme ask for something."""
    for gap in file.gaps:
        person = gap.participant
        if person.participant_id in coming:
            dates = [each for each in gap.warnings if each.what is Milestone.END]
        else:
            dates = list(gap.warnings)
            if gap.empty:
                yield _empty(person, gap.empty_since, file.today)
        yield from (_programme(person, each, file.today) for each in dates)


def _empty(person: Participant, since: date | None, today: date) -> DayLine:
    day = "" if since is None else since.isoformat()
    return DayLine(
        key=f"{Kind.EMPTY}:{person.participant_id}:{day}",
        kind=Kind.EMPTY,
        matter=f"place:{person.participant_id}",
        by=min(since or today, today),
        participant=person,
        on=since,
    )


def _programme(person: Participant, found: ProgrammeDate, today: date) -> DayLine:
    # That work has not begun is the same matter as that there is nothing to do.
    about = "programme" if found.what is Milestone.END else "place"
    return DayLine(
        key=f"{Kind.PROGRAMME}:{person.participant_id}:{found.what}:{found.on.isoformat()}",
        kind=Kind.PROGRAMME,
        matter=f"{about}:{person.participant_id}",
        by=min(found.on, today + WEEK),  # told well ahead, and never urgent before its day
        participant=person,
        milestone=found,
    )


def _calls(file: DayFile) -> Iterable[DayLine]:
    ended = [p for p in file.placements if p.status is PlacementStatus.ENDED]
    for placement, months, due_on in standing_calls(ended, file.outcomes, file.today):
        yield DayLine(
            key=f"{Kind.CALL}:{placement.placement_id}:{months}",
            kind=Kind.CALL,
            matter=f"report:{placement.placement_id}",
            by=due_on,
            participant=file.people[placement.participant_id],
            placement=placement,
            on=due_on,
            months=months,
        )


def _reports(file: DayFile) -> Iterable[DayLine]:
    """Placements that ended, and about which somebody has not answered and was not asked."""
    given: dict[str, set[Reporter]] = {}
    absent = set()
    for report in file.outcomes:
        given.setdefault(report.placement_id, set()).add(report.reporter)
        if report.showed_up is False:
            absent.add(report.placement_id)
    for placement in file.placements:
        over = placement.ended or placement.planned_end
        if over is None or status_as_of(placement, file.today) is not PlacementStatus.ENDED:
            continue
        placement_id = placement.placement_id
        known = given.get(placement_id, set())
        expected = expected_of(over, placement_id in absent, file.today)
        missing = tuple(
            who for who in expected if who not in known and (placement_id, who) not in file.asked
        )
        if missing:
            line = _about(file, Kind.REPORT, "report", placement, over + WEEK, on=over)
            yield replace(line, missing=missing)


def expected_of(over: date, absent: bool, today: date) -> tuple[Reporter, ...]:
    """Who is to answer about a placement that was ``over`` on that day; nobody after a year.

    >>> [str(who) for who in expected_of(date(2026, 3, 2), True, date(2026, 3, 9))]
    ['adviser']
    """
    if over < today - REPORTS_BACK or over > today:
        return ()
    others = () if absent or over < today - OTHERS_REMEMBER else (
        Reporter.PARTICIPANT, Reporter.MENTOR,
    )  # fmt: skip
    return (*others, Reporter.ADVISER)


def _asked(file: DayFile, coming: frozenset[str]) -> Iterable[DayLine]:
    """What employers answered, consents that run out, and who wants to be rung."""
    known = Known(file.today, file.people, file.placements, coming)
    for each in asked_lines(file.requests, known):
        yield DayLine(
            each.key, each.kind, each.matter, each.by, each.person, each.placement,
            request=each.request, consent=each.consent, call=each.call,
        )  # fmt: skip


def _promise(due: PromiseDue) -> DayLine:
    return DayLine(due.key, Kind.PROMISE, due.key, due.due_on, on=due.due_on, promise=due)


def _about(
    file: DayFile,
    kind: Kind,
    matter: str,
    placement: Placement,
    by: date,
    *,
    on: date | None = None,
    of_day: date | None = None,
) -> DayLine:
    """A line about a placement; ``of_day`` where another day makes it another line."""
    day = "" if of_day is None else f":{of_day.isoformat()}"
    return DayLine(
        key=f"{kind}:{placement.placement_id}{day}",
        kind=kind,
        matter=f"{matter}:{placement.placement_id}",
        by=by,
        participant=file.people[placement.participant_id],
        placement=placement,
        on=on,
    )
