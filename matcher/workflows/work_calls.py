"""Use case: three, six and twelve months after a placement ended, the adviser asks how it goes.

A call is due on its day and stands until it is answered or the next one falls due. The question
is about the due day itself, so that an answer that comes late still says what was true then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Opening
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, Reporter, Stage
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.domain.purposes import Purpose
from matcher.features.labels import WORK_WINDOW, label_placements
from matcher.store import tables as t
from matcher.store.engine import reading, writing
from matcher.store.readers import (
    read_all,
    read_kept_placement,
    read_openings,
    read_outcomes_of,
    read_participants_of_office,
)
from matcher.store.writers import keep_report
from matcher.workflows.report_overview import CALL
from matcher.workflows.report_questions import STEP, Wrong, outcome_of, read_answers

# Months after the end, and the days that stand for them; the last closes the window of the label.
CALLS: Mapping[int, timedelta] = {
    3: timedelta(days=91),
    6: timedelta(days=182),
    12: WORK_WINDOW,
}
# The last call stands as long as the first one does.
LAST_STANDS = CALLS[3]
CALLS_BACK = CALLS[12] + LAST_STANDS


@dataclass(frozen=True, slots=True)
class WorkCall:
    """A person to ask: ``months`` after the end, about the day ``due_on``.

    ``known`` is the latest that the adviser said of where the person went.
    """

    placement: Placement
    participant: Participant
    opening: Opening
    employer: Employer | None
    months: int
    due_on: date
    known: Outcome | None


def due_calls(
    engine: sa.Engine, viewer: Viewer, office_id: str, today: date, adviser: str | None = None
) -> tuple[WorkCall, ...]:
    """The calls that stand on ``today``, the oldest first; of one adviser's people, or of all.

    NotFound where ``viewer`` may not see the office.
    """
    with reading(engine) as connection:
        people = {
            each.participant_id: each
            for each in read_participants_of_office(connection, viewer, office_id)
            if adviser is None or each.adviser == adviser
        }
        placements, outcomes = _ended_since(connection, office_id, today - CALLS_BACK)
        said = _steps_by_placement(outcomes, today)
        due = standing_calls([p for p in placements if p.participant_id in people], outcomes, today)
        at = _workplaces(connection, [placement.opening_id for placement, _, _ in due])
    calls = (
        WorkCall(
            placement, people[placement.participant_id], *at[placement.opening_id], months, due_on,
            next(iter(said.get(placement.placement_id, [])[-1:]), None),
        )
        for placement, months, due_on in due
    )  # fmt: skip
    return tuple(sorted(calls, key=lambda call: (call.due_on, call.placement.placement_id)))


def standing_calls(
    placements: Iterable[Placement], outcomes: Sequence[Outcome], today: date
) -> list[tuple[Placement, int, date]]:
    """The calls about these placements that stand: with the months, and the day asked about.

    ``outcomes`` are all the reports on them. Pure; what ended more than ``CALLS_BACK`` ago asks
    for nothing any more.
    """
    said = _steps_by_placement(outcomes, today)
    due = [
        (placement, call)
        for placement in placements
        for call in [_call_due(placement, said.get(placement.placement_id, []), today)]
        if call is not None
    ]
    completed = {row.placement_id for row in _completed([p for p, _ in due], outcomes, today)}
    return [(each, *call) for each, call in due if each.placement_id in completed]


def calls_between(
    connection: sa.Connection, viewer: Viewer, first: date, last: date
) -> tuple[tuple[Placement, int, date], ...]:
    """The calls about the viewer's own people that fall due on these days, answered ones left out.

    Each is the placement, the months and the day; only what ended long enough ago is read.
    """
    own = sa.select(t.participants.c.participant_id).where(
        t.participants.c.office_id == viewer.office_id, t.participants.c.adviser == viewer.name
    )
    c = t.placements.c
    ended = sa.func.coalesce(c.ended, c.planned_end)
    then = sa.or_(*(ended.between(first - after, last - after) for after in CALLS.values()))
    here = c.participant_id.in_(own) & (c.status == PlacementStatus.ENDED.value) & then
    placements = read_all(connection, Placement, here)
    ids = sa.select(c.placement_id).where(here)
    outcomes = read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ids))
    said = _steps_by_placement(outcomes, last)
    falls = (
        (placement, months, day)
        for placement in _completed(placements, outcomes, last)
        for months in CALLS
        if (day := _due_on(placement, months)) is not None and first <= day <= last
    )
    return tuple(
        call
        for call in falls
        if all(report.reported_on < call[2] for report in said.get(call[0].placement_id, []))
    )


def answer_call(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    months: int,
    typed: Mapping[str, str],
    *,
    now: datetime,
    today: date,
) -> bool:
    """Keep the answer as the adviser's report of today; False where it is kept already.

    What the adviser reported before stays, but for the step. FormRefused with a ``Wrong`` for each
    bad field; NotFound where ``viewer`` may not see the placement; Conflict before the due day.
    """
    with writing(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        due_on = _due_on(placement, months)
        if due_on is None or due_on > today or placement.purpose is Purpose.TASTE:
            raise Conflict("There is nothing to ask about this placement yet.")
        answers = read_answers(STEP, typed, placement, today)
        if "next_step" not in answers:
            raise FormRefused({"next_step": Wrong.NOTHING})
        before = _latest_of_adviser(read_outcomes_of(connection, placement_id))
        answers = {**answers, "next_step_on": _since(answers, before, due_on)}
        report = outcome_of(placement_id, Reporter.ADVISER, STEP, answers, before, today)
        return keep_report(
            connection, report, given_by=viewer.name, given_at=now,
            answers={CALL: due_on.isoformat(), **answers},
        )  # fmt: skip


def _since(answers: Mapping[str, str], before: Outcome | None, due_on: date) -> str:
    """From when: as said; as known where nothing changed; else true on the day asked about."""
    if "next_step_on" in answers:
        return answers["next_step_on"]
    if before is not None and before.next_step_on and before.next_step == answers["next_step"]:
        return before.next_step_on.isoformat()
    return due_on.isoformat()


def _due_on(placement: Placement, months: int) -> date | None:
    ended = placement.ended or placement.planned_end
    if placement.status is not PlacementStatus.ENDED or ended is None or months not in CALLS:
        return None
    return ended + CALLS[months]


def _call_due(
    placement: Placement, said: Sequence[Outcome], today: date
) -> tuple[int, date] | None:
    """The latest call that fell due, unless the adviser has told of the person since."""
    falls = [(months, _due_on(placement, months)) for months in CALLS]
    fallen = [(months, day) for months, day in falls if day is not None and day <= today]
    if not fallen:
        return None
    months, due_on = fallen[-1]
    answered = any(report.reported_on >= due_on for report in said)
    too_late = months == max(CALLS) and today >= due_on + LAST_STANDS
    return None if answered or too_late else (months, due_on)


def _completed(
    placements: Sequence[Placement], outcomes: Sequence[Outcome], today: date
) -> list[Placement]:
    """Those whose last label is open: they ended, were no tastes, and nobody says they failed."""
    longer = tuple(
        p
        for p in placements
        if p.purpose is not Purpose.TASTE and status_as_of(p, today) is PlacementStatus.ENDED
    )
    rows = label_placements(Market(placements=longer, outcomes=tuple(outcomes)), today)
    failed = (Stage.SHOWS_UP, Stage.COMPLETES)
    return [row.placement for row in rows if all(row.labels[s] is not False for s in failed)]


def _steps_by_placement(outcomes: Iterable[Outcome], today: date) -> dict[str, list[Outcome]]:
    """The adviser's reports that say where the person went, in the order of their days."""
    told: dict[str, list[Outcome]] = {}
    for report in sorted(outcomes, key=lambda each: each.reported_on):
        says = report.reporter is Reporter.ADVISER and report.next_step is not None
        if says and report.reported_on <= today:
            told.setdefault(report.placement_id, []).append(report)
    return told


def _latest_of_adviser(outcomes: Sequence[Outcome]) -> Outcome | None:
    own = [each for each in outcomes if each.reporter is Reporter.ADVISER]
    return own[-1] if own else None


def _ended_since(
    connection: sa.Connection, office_id: str, since: date
) -> tuple[tuple[Placement, ...], tuple[Outcome, ...]]:
    """The office's placements that ended from ``since`` on, and all reports on them."""
    people = sa.select(t.participants.c.participant_id).where(
        t.participants.c.office_id == office_id
    )
    c = t.placements.c
    here = c.participant_id.in_(people) & (c.status == PlacementStatus.ENDED.value)
    here &= sa.func.coalesce(c.ended, c.planned_end) >= since
    ids = sa.select(t.placements.c.placement_id).where(here)
    placements = read_all(connection, Placement, here)
    return placements, read_all(connection, Outcome, t.outcomes.c.placement_id.in_(ids))


def _workplaces(
    connection: sa.Connection, opening_ids: Sequence[str]
) -> dict[str, tuple[Opening, Employer | None]]:
    openings = read_openings(connection, t.openings.c.opening_id.in_(opening_ids))
    ids = [opening.employer_id for opening in openings]
    found = read_all(connection, Employer, t.employers.c.employer_id.in_(ids))
    employers = {employer.employer_id: employer for employer in found}
    return {o.opening_id: (o, employers.get(o.employer_id)) for o in openings}
