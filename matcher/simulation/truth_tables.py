"""The truth of a simulation as plain tables, for whoever wants to see what there was to learn."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from matcher.domain.purposes import Purpose, purposes_asked
from matcher.simulation.effects import CAUSES, STAGES, Floats
from matcher.simulation.pairs import first_purpose
from matcher.simulation.trades import TRADES
from matcher.simulation.truth import Simulation

# Rows of the table of pairs: a municipality of 200 whole, of more only its first participants.
PAIRS_LIMIT = 150_000

_Row = list[str]


@dataclass(frozen=True, slots=True)
class TruthTable:
    """A table with its heading; every cell is text, and empty where a stage does not apply."""

    name: str
    heading: tuple[str, ...]
    rows: list[_Row]


def truth_tables(simulation: Simulation, pairs_limit: int = PAIRS_LIMIT) -> Iterator[TruthTable]:
    """All tables: effects in log-odds, chances given that the stages before went well."""
    makers: tuple[Callable[[Simulation], TruthTable], ...] = (
        *(_coefficients, _employers, _mentors, _participants, _likings, _wishes, _placements),
    )
    for make in makers:
        yield make(simulation)
    yield _pairs(simulation, pairs_limit)


def _coefficients(simulation: Simulation) -> TruthTable:
    matrix = simulation.truth.effects.coefficients
    rows = [
        [stage, cause, *_numbers(matrix[s, c : c + 1])]
        for s, stage in enumerate(STAGES)
        for c, cause in enumerate(CAUSES)
    ]
    return TruthTable("coefficients", ("stage", "cause", "log_odds"), rows)


def _employers(simulation: Simulation) -> TruthTable:
    ids = [employer.employer_id for employer in simulation.market.employers]
    return _effects("employers", "employer_id", ids, simulation.truth.effects.employers)


def _mentors(simulation: Simulation) -> TruthTable:
    ids = [mentor.mentor_id for mentor in simulation.market.mentors]
    return _effects("mentors", "mentor_id", ids, simulation.truth.effects.mentors)


def _participants(simulation: Simulation) -> TruthTable:
    effects = np.array([person.effect for person in simulation.truth.people])
    return _effects("participants", "participant_id", _people_ids(simulation), effects)


def _effects(name: str, key: str, ids: list[str], effects: Floats) -> TruthTable:
    rows = [[one, *_numbers(effect)] for one, effect in zip(ids, effects, strict=True)]
    return TruthTable(name, (key, *STAGES), rows)


def _likings(simulation: Simulation) -> TruthTable:
    people = zip(_people_ids(simulation), simulation.truth.people, strict=True)
    rows = [[one, *_numbers(person.likings)] for one, person in people]
    return TruthTable("likings", ("participant_id", *(trade.code for trade in TRADES)), rows)


def _wishes(simulation: Simulation) -> TruthTable:
    rows = [
        [
            *(one, str(rank), "|".join(TRADES[trade].code for trade in wish.trades)),
            *("yes" if wish.real else "no", wish.origin.value),
        ]
        for one, person in zip(_people_ids(simulation), simulation.truth.people, strict=True)
        for rank, wish in enumerate(person.wishes, start=1)
    ]
    return TruthTable("wishes", ("participant_id", "rank", "occupations", "real", "origin"), rows)


def _placements(simulation: Simulation) -> TruthTable:
    placed = zip(simulation.market.placements, simulation.truth.episodes, strict=True)
    rows = [
        [placement.placement_id, *_chances(placement.purpose, episode.chances)]
        for placement, episode in placed
    ]
    return TruthTable("placements", ("placement_id", *STAGES), rows)


def _pairs(simulation: Simulation, limit: int) -> TruthTable:
    count = min(simulation.truth.current, limit // len(simulation.market.openings))
    rows = [row for person in range(count) for row in _pairs_of(simulation, person)]
    heading = ("participant_id", "opening_id", "mentor_id", "purpose", "allowed", *STAGES)
    return TruthTable("pairs", heading, rows)


def _pairs_of(simulation: Simulation, person: int) -> Iterator[_Row]:
    """One row per opening: for the purpose that the track asks for, else the opening's first."""
    truth, market = simulation.truth, simulation.market
    asked = (*purposes_asked(truth.stays[person].track), *Purpose)
    chances = {purpose: truth.chances(person, purpose) for purpose in Purpose}
    allowed = {purpose: truth.allowed(person, purpose) for purpose in Purpose}
    offered = truth.workplaces.columns.purposes.tolist()
    for row, opening in enumerate(truth.workplaces.openings):
        purpose = first_purpose(asked, offered[row]) or Purpose.EXPERIENCE
        yield [
            market.participants[person].participant_id,
            opening.opening_id,
            truth.workplaces.mentors[truth.workplaces.mentors_of[row][0]].mentor_id,
            purpose.value,
            "yes" if allowed[purpose][row] else "no",
            *_chances(purpose, chances[purpose][row]),
        ]


def _chances(purpose: Purpose, chances: Floats) -> _Row:
    cells = _numbers(chances)
    return [*cells[:-1], ""] if purpose is Purpose.TASTE else cells


def _numbers(values: Floats) -> _Row:
    return [f"{value:.5f}" for value in values.tolist()]


def _people_ids(simulation: Simulation) -> list[str]:
    return [participant.participant_id for participant in simulation.market.participants]
