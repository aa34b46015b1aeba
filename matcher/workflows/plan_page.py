"""Use case: names behind the ids of a plan, and how it compares with doing without."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import PURPOSES, Floats, day_numbers
from matcher.domain.employers import Employer, Mentor, Office, Opening
from matcher.domain.participants import Participant
from matcher.domain.plans import GroupRate, Objective, OfficePlan, PlaceKind
from matcher.domain.purposes import Purpose
from matcher.planning.baselines import first_come, greedy
from matcher.planning.free_places import supply_of
from matcher.planning.problem import Candidates
from matcher.ranking.rank import MarketDay
from matcher.workflows.office_people import people_of_office
from matcher.workflows.plan_people import Valued, value_pairs, waiting
from matcher.workflows.plan_round import Round
from matcher.workflows.program import Program

# Fewer people than this are recognised by those who know the office.
FEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Who and where the ids of an office's plan are; the openings are everybody's."""

    office: Office
    people: dict[str, Participant]
    openings: dict[str, Opening]
    employers: dict[str, Employer]
    mentors: dict[str, Mentor]

    def employer_at(self, opening_id: str) -> Employer:
        """Whose opening it is."""
        return self.employers[self.openings[opening_id].employer_id]


def read_named(program: Program, viewer: Viewer, office_id: str, *, today: date) -> Named:
    """Names for a plan's ids; NotFound where ``viewer`` may not see the office."""
    people = people_of_office(program, viewer, office_id, today=today)
    day = program.market_day(today)
    ready, office = day.ready, next(o for o in day.market.offices if o.office_id == office_id)
    return Named(
        office=office,
        people={person.participant_id: person for person in people},
        openings={opening.opening_id: opening for opening in ready.openings},
        employers=ready.board.employers,
        mentors=ready.board.mentors,
    )


@dataclass(frozen=True, slots=True)
class Ease:
    """A third of the people, by what their possible places are worth on average.

    ``placed`` and ``scarce`` are by objective: how many have a place, and how many of those one
    that others would need.
    """

    people: int
    placed: dict[Objective, int]
    scarce: dict[Objective, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """People placed without a plan on the same day, and who gets scarce places (hardest first).

    ``ease`` is empty where fewer than three people have any possible place.
    """

    first_come: int
    greedy: int
    ease: tuple[Ease, ...]


def compare(
    program: Program,
    named: Named,
    plans: dict[Objective, OfficePlan],
    asked: Round,
    *,
    today: date,
) -> Comparison:
    """The plan beside first come, greedy, and the other objective, with the round's decisions."""
    day = program.market_day(today)
    return program.kept.find(
        day,
        program.model,
        ("compared", named.office.office_id, asked),
        lambda: _compare(program, day, named, plans, asked),
    )


def _compare(
    program: Program,
    day: MarketDay,
    named: Named,
    plans: dict[Objective, OfficePlan],
    asked: Round,
) -> Comparison:
    people = waiting(day, list(named.people.values())).people
    valued = value_pairs(day, program.model, people)
    pairs = _candidates(day, people, valued, asked)
    places = supply_of(day.ready.board, day.ready.openings, _wanted(day, valued)).places
    arrival = day_numbers(person.programme_start for person in people)
    return Comparison(
        first_come=int((first_come(places, pairs, arrival) >= 0).sum()),
        greedy=int((greedy(places, pairs) >= 0).sum()),
        ease=_ease(people, valued, plans),
    )


def _candidates(
    day: MarketDay, people: Sequence[Participant], valued: Valued, asked: Round
) -> Candidates:
    wishes = asked.wishes()
    names = [person.participant_id for person in people]
    openings = day.ready.openings
    pair_names = [
        (names[person], openings[opening].opening_id)
        for person, opening in zip(valued.person.tolist(), valued.opening.tolist(), strict=True)
    ]
    locked, forbidden = set(wishes.locked), set(wishes.forbidden)
    return Candidates(
        people=len(people),
        person=valued.person,
        opening=valued.opening,
        value=valued.value,
        locked=np.array([pair in locked for pair in pair_names], dtype=np.bool_),
        forbidden=np.array([pair in forbidden for pair in pair_names], dtype=np.bool_),
    )


def _wanted(day: MarketDay, valued: Valued) -> list[frozenset[Purpose]]:
    """For each opening the purposes that somebody could come for."""
    wanted: list[set[Purpose]] = [set() for _ in day.ready.openings]
    for opening, purpose in zip(valued.opening.tolist(), valued.purpose.tolist(), strict=True):
        wanted[opening].add(PURPOSES[purpose])
    return [frozenset(purposes) for purposes in wanted]


def _ease(
    people: Sequence[Participant], valued: Valued, plans: dict[Objective, OfficePlan]
) -> tuple[Ease, ...]:
    count = np.bincount(valued.person, minlength=len(people))
    total = np.bincount(valued.person, weights=valued.value, minlength=len(people))
    mean: Floats = total / np.maximum(count, 1)
    rows = np.flatnonzero(count)
    if len(rows) < 3:
        return ()
    hardest_first = rows[np.argsort(mean[rows], kind="stable")]
    return tuple(
        _third({people[row].participant_id for row in third.tolist()}, plans)
        for third in np.array_split(hardest_first, 3)
    )


def _third(names: set[str], plans: dict[Objective, OfficePlan]) -> Ease:
    placed, scarce = dict[Objective, int](), dict[Objective, int]()
    for objective, plan in plans.items():
        needed = {price.id for price in plan.prices if price.kind is PlaceKind.WHOLE}
        here = [line for line in plan.assignments if line.participant_id in names]
        placed[objective] = len(here)
        scarce[objective] = sum(line.opening_id in needed for line in here)
    return Ease(len(names), placed, scarce)


def audit_rates(plan: OfficePlan) -> tuple[tuple[GroupRate, ...], int]:
    """Rates by audit group that may be shown, and how many groups are too small for that.

    Where the hidden groups are so few people together that the totals would give them away, the
    smallest of the others is hidden too. Empty where no group but ``unknown`` is registered.
    """
    groups = sorted(
        (rate for rate in plan.rates if rate.kind == "audit"), key=lambda r: (-r.people, r.name)
    )
    if all(rate.name == "unknown" for rate in groups):
        return (), 0
    shown = [rate for rate in groups if rate.people >= FEWEST_SHOWN]
    hidden = sum(rate.people for rate in groups[len(shown) :])
    if shown and 0 < hidden < FEWEST_SHOWN:
        shown.pop()
    return tuple(sorted(shown, key=lambda rate: rate.name)), len(groups) - len(shown)
