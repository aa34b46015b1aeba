"""A plan as the page shows it: a row for each line, what changed, and the weeks as bars."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matcher.domain.employers import Employer, Mentor, Opening
from matcher.domain.errors import BadInput
from matcher.domain.participants import Participant
from matcher.domain.plans import NotPlanned, OfficePlan, Planned, WhyNot
from matcher.domain.purposes import Purpose
from matcher.eligibility.lengths import first_working_day
from matcher.workflows.capacity_ahead import Week
from matcher.workflows.plan_page import Named
from matcher.workflows.plan_round import Change, Step
from web.asked import word


@dataclass(frozen=True, slots=True)
class Row:
    """One line; ``was`` is the line before the last step, where that was another."""

    line: Planned
    person: Participant
    opening: Opening
    employer: Employer
    mentor: Mentor | None
    change: Change | None = None
    was: "Row | None" = None

    @property
    def begins(self) -> date:
        """The first working day of the line, on which the placement will begin."""
        return first_working_day(self.line.starts)

    @property
    def sent(self) -> str:
        """What the form sends when the line is chosen: what was seen is what is proposed."""
        line = self.line
        return json.dumps(
            [line.participant_id, line.opening_id, line.mentor_id, line.purpose,
             line.starts.isoformat(), line.planned_end.isoformat()],
            ensure_ascii=False,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a line; ``was`` as in ``Row``."""

    person: Participant
    why: WhyNot
    was: Row | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with its names, and whether it can be undone without storing anything."""

    step: Step
    person: Participant | None
    opening: Opening | None
    employer: Employer | None


def rows(lines: Iterable[Planned], named: Named) -> dict[str, Row]:
    """Rows by participant, by name; lines whose place is gone are left out."""
    found = [
        Row(
            line=line,
            person=named.people[line.participant_id],
            opening=named.openings[line.opening_id],
            employer=named.employer_at(line.opening_id),
            mentor=named.mentors.get(line.mentor_id or ""),
        )
        for line in lines
        if line.participant_id in named.people and line.opening_id in named.openings
    ]
    found.sort(key=lambda row: ((row.person.name or "").casefold(), row.line.participant_id))
    return {row.line.participant_id: row for row in found}


def left(plan: OfficePlan, named: Named, was: Mapping[str, Row]) -> tuple[list[Left], list[Left]]:
    """Who has no place in the plan; and, apart, who has one on the way already."""
    everybody = [
        Left(named.people[why.participant_id], why, was.get(why.participant_id))
        for why in plan.unassigned
        if why.participant_id in named.people
    ]
    waiting = [one for one in everybody if one.why.reason is not NotPlanned.HAS_PROPOSAL]
    on_the_way = [one for one in everybody if one.why.reason is NotPlanned.HAS_PROPOSAL]
    return waiting, on_the_way


def decided(steps: Iterable[Step], named: Named) -> list[Decided]:
    """The decisions of a round with names, the latest first."""
    found = []
    for step in steps:
        opening = named.openings.get(step.opening_id)
        employer = named.employers[opening.employer_id] if opening else None
        found.append(Decided(step, named.people.get(step.participant_id), opening, employer))
    return found[::-1]


def sent_line(text: str) -> Planned:
    """The line that ``Row.sent`` wrote; BadInput where it is something else.

    >>> sent_line('["P1", "O1", null, "taste", "2026-03-02", "2026-03-06"]').purpose
    <Purpose.TASTE: 'taste'>
    """
    try:
        participant, opening, mentor, purpose, starts, ends = json.loads(text)
        days = date.fromisoformat(starts), date.fromisoformat(ends)
    except (ValueError, TypeError):
        raise BadInput(f"Expected a line of the plan; got {text[:60]!r}.") from None
    if not all(isinstance(name, str) for name in (participant, opening, purpose, mentor or "")):
        raise BadInput(f"Expected a line of the plan; got {text[:60]!r}.")
    return Planned(participant, opening, mentor, word(Purpose, purpose), *days, value=0.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a chart: x and width in per cent, heights from the ground in pixels."""

    week: int
    x: float
    middle: float
    wide: float
    now: int
    after: int
    high: float
    high_after: float


# Pixels of the highest bar, and the share of a week's width that the bar takes.
HIGHEST = 120.0
FILLED = 0.7


def bars(weeks: Sequence[Week], kind: str) -> list[Bar]:
    """A chart of ``need`` or ``free`` over the weeks."""
    now = [getattr(week, kind) for week in weeks]
    after = [getattr(week, f"{kind}_after") for week in weeks]
    most, step = max([*now, *after, 1]), 100 / max(len(weeks), 1)
    return [
        Bar(
            week=week.day.isocalendar().week,
            x=round(place * step + step * (1 - FILLED) / 2, 2),
            middle=round((place + 0.5) * step, 2),
            wide=round(step * FILLED, 2),
            now=now[place],
            after=after[place],
            high=round(HIGHEST * now[place] / most, 1),
            high_after=round(HIGHEST * after[place] / most, 1),
        )
        for place, week in enumerate(weeks)
    ]


def share(part: float, whole: float) -> Any:
    """Per cent, rounded for a picture."""
    return round(100 * part / whole, 1) if whole else 0
