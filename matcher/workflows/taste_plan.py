"""Use case: an office's scarce tastes, dealt to those whom they would teach most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.access import Viewer
from matcher.domain.arrays import PURPOSES
from matcher.domain.participants import Participant
from matcher.domain.plans import Objective
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import screen
from matcher.features.offers import NO_CODE
from matcher.planning.problem import Candidates
from matcher.planning.solving import Problem, planned, solve_problem
from matcher.ranking.rank import MarketDay
from matcher.store.engine import reading
from matcher.store.readers import read_participants_of_office
from matcher.tasting.settings import TasteSettings
from matcher.workflows.likings import belief_from, evidence_of, worth_of_tastes
from matcher.workflows.plan_people import waiting
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class DealtTaste:
    """Who tastes where, with whom and when; ``value`` is what it teaches less what it costs."""

    participant_id: str
    opening_id: str
    mentor_id: str | None
    free_from: date
    value: float


@dataclass(frozen=True, slots=True)
class TastePlan:
    """An office's tastes; for those ``without`` none is possible, or worth its cost."""

    office_id: str
    today: date
    assignments: tuple[DealtTaste, ...]
    without: tuple[str, ...]


def plan_tastes(program: Program, viewer: Viewer, office_id: str, *, today: date) -> TastePlan:
    """Tastes for everybody in the office's programme who waits, within every capacity.

    The sum of what is learned is the largest possible (the network of the office plan).
    NotFound where ``viewer`` may not see the office.
    """
    with reading(program.engine) as connection:
        participants = read_participants_of_office(connection, viewer, office_id)
    day = program.market_day(today)
    people = waiting(day, participants).people
    problem = _problem(day, people, _values(day, program.tastes, people))
    lines = planned(problem, solve_problem(problem))
    dealt = {line.participant_id for line in lines}
    return TastePlan(
        office_id=office_id,
        today=today,
        assignments=tuple(
            DealtTaste(
                line.participant_id, line.opening_id, line.mentor_id, line.starts, line.value
            )
            for line in lines
        ),
        without=tuple(p.participant_id for p in people if p.participant_id not in dealt),
    )


def _values(
    day: MarketDay, settings: TasteSettings, people: Sequence[Participant]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(P, O) worth of each possible taste; NaN where the rules say no or it is not worth it."""
    offers = day.encoder.offers
    codes = set(offers.codes) - {NO_CODE}
    values = np.full((len(people), len(day.ready.openings)), np.nan)
    eligible = screen(day.ready, people, Purpose.TASTE).eligible()
    for row, person in enumerate(people):
        evidence = evidence_of(day.encoder, settings, person.participant_id)
        worth = worth_of_tastes(settings, evidence, belief_from(settings, evidence, codes))
        by_code = np.array([worth.get(code, np.nan) for code in offers.codes])
        values[row] = np.where(eligible[row], by_code[offers.code], np.nan)
    values[~(values > 0)] = np.nan
    return values


def _problem(
    day: MarketDay,
    people: Sequence[Participant],
    values: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> Problem:
    person, opening = np.nonzero(~np.isnan(values))
    return Problem(
        board=day.ready.board,
        participants=people,
        openings=day.ready.openings,
        pairs=Candidates(len(people), person, opening, values[person, opening]),
        purpose=np.full(len(person), PURPOSES.index(Purpose.TASTE), dtype=np.int8),
        need=np.zeros(len(people), dtype=np.int64),
        objective=Objective.VALUE,
    )
