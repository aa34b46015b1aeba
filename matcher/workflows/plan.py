"""Use case: the office's plan for a day, kept as its latest (``plan``)."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.plans import OfficePlan, PlaceKind
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import screen
from matcher.planning.explain import shortage_text, why_not_text
from matcher.ranking.rank import CHUNK_PAIRS, MarketDay
from matcher.store.engine import appending, reading
from matcher.store.readers import (
    read_all,
    read_participants_of_office,
)
from matcher.store.trail import note_everybody
from matcher.store.writers import save_plan
from matcher.workflows.office_people import people_of_office
from matcher.workflows.plan_making import PlanWishes, make_plans
from matcher.workflows.plan_people import waiting
from matcher.workflows.program import Program

# What the command contract calls each kind of price. A place is a slot with its mentor and its
# employer's consent, under the opening's id: its price, times a factor, is what rankings subtract.
PRICE_KINDS = {
    PlaceKind.OPENING: "opening",
    PlaceKind.MENTOR: "mentor",
    PlaceKind.EMPLOYER: "employer",
    PlaceKind.WHOLE: "place",
}


def make_plan(
    program: Program,
    viewer: Viewer,
    office_id: str,
    *,
    today: date,
    purpose: Purpose | None = None,
    wishes: PlanWishes | None = None,
    keep: bool = True,
) -> OfficePlan:
    """The office's plan for everybody in its programme without a running placement.

    Kept as the office's latest unless ``keep`` is False (a trial with other locks). ``wishes``
    say objective, fairness, locks and refusals; ``purpose`` is theirs where they are given.
    NotFound where ``viewer`` may not see the office; BadInput or Conflict where locks do not fit.
    """
    participants = people_of_office(program, viewer, office_id, today=today)
    day = program.market_day(today)
    asked = wishes or usual_wishes(program, purpose)
    (plan,) = make_plans(program, day, [office_id], participants, asked, viewer.name)
    if keep:
        with appending(program.engine) as connection:
            save_plan(connection, plan)
    return plan


def usual_wishes(program: Program, purpose: Purpose | None = None) -> PlanWishes:
    """What the office's policy says, with nothing locked or refused."""
    policy = program.policy
    return PlanWishes(
        purpose=purpose, objective=policy.plan_objective, fairness=policy.plan_fairness
    )


def refuse_unknown(
    program: Program,
    viewer: Viewer,
    office_id: str,
    pairs: Collection[tuple[str, str]],
    *,
    today: date,
) -> None:
    """NotFound that names the first participant or opening of ``pairs`` that is not there.

    Pairs are (participant_id, opening_id), as in ``PlanWishes``; the office is checked too.
    """
    with reading(program.engine) as connection:
        participants = read_participants_of_office(connection, viewer, office_id)
    people = {person.participant_id for person in participants}
    openings = program.market_day(today).ready.column_of
    for participant_id, opening_id in pairs:
        if participant_id not in people:
            raise NotFound(f'There is no participant "{participant_id}" at the office {office_id}.')
        if opening_id not in openings:
            raise NotFound(f'There is no opening "{opening_id}".')


def plan_all(
    program: Program,
    viewer: Viewer,
    *,
    today: date,
    purpose: Purpose | None = None,
    wishes: PlanWishes | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Iterator[OfficePlan]:
    """A plan for every office that ``viewer`` sees; offices that share employers in one network.

    ``progress`` is told how many offices are done at a time, and of how many.
    """
    with reading(program.engine) as connection:
        note_everybody(connection, viewer)
        everybody = read_all(connection, Participant)
    seen = [p for p in everybody if viewer.sees_office(p.office_id)]
    day = program.market_day(today)
    asked = wishes or usual_wishes(program, purpose)
    together = offices_together(day, seen, asked.purpose)
    progress(0, sum(map(len, together)))
    for offices in together:
        own = [p for p in seen if p.office_id in offices]
        plans = make_plans(program, day, sorted(offices), own, asked, viewer.name)
        with appending(program.engine) as connection:
            for plan in plans:
                save_plan(connection, plan)
        progress(len(plans), sum(map(len, together)))
        yield from plans


def offices_together(
    day: MarketDay, participants: Sequence[Participant], purpose: Purpose | None = None
) -> list[set[str]]:
    """The offices, those together whose people could go to the same employers."""
    people = waiting(day, participants).people
    employer_ids = [o.employer_id for o in day.ready.openings]
    groups: list[tuple[set[str], set[str]]] = [
        ({office_id}, set()) for office_id in sorted({p.office_id for p in participants})
    ]
    reach = {next(iter(offices)): employers for offices, employers in groups}
    size = max(1, CHUNK_PAIRS // max(len(employer_ids), 1))
    for first in range(0, len(people), size):
        chunk = people[first : first + size]
        for person, eligible in zip(
            chunk, screen(day.ready, chunk, purpose).eligible(), strict=True
        ):
            reach[person.office_id].update(employer_ids[o] for o in np.flatnonzero(eligible))
    merged: list[tuple[set[str], set[str]]] = []
    for offices, employers in groups:
        joined = [group for group in merged if group[1] & employers]
        merged = [group for group in merged if group not in joined]
        merged.append(
            (offices.union(*(g[0] for g in joined)), employers.union(*(g[1] for g in joined)))
        )
    return [offices for offices, _ in merged]


def plan_document(plan: OfficePlan, lang: str = "nb") -> dict[str, object]:
    """The command contract's document (design.md section 5)."""
    rates = {
        kind: {rate.name: rate.rate for rate in plan.rates if rate.kind == kind}
        for kind in ("need", "audit")
    }
    return {
        "office_id": plan.office_id,
        "today": plan.today,
        "assignments": [
            {
                "participant_id": line.participant_id,
                "opening_id": line.opening_id,
                "mentor_id": line.mentor_id,
                "value": line.value,
            }
            for line in plan.assignments
        ],
        "unassigned": [
            {
                "participant_id": line.participant_id,
                "reason": line.reason,
                "text": why_not_text(line, lang),
            }
            for line in plan.unassigned
        ],
        "value": plan.value,
        "upper_bound": plan.upper_bound,
        "baselines": {"first_come": plan.first_come, "greedy": plan.greedy},
        "prices": [
            {"kind": PRICE_KINDS[price.kind], "id": price.id, "price": price.price}
            for price in plan.prices
        ],
        "placement_rate_by_need": rates["need"],
        "placement_rate_by_audit_group": rates["audit"],
    }


def shortage_sentence(plan: OfficePlan, lang: str = "nb") -> str | None:
    """Which shortage binds the plan most, or None where nothing is short."""
    return None if plan.shortage is None else shortage_text(plan.shortage, lang)
