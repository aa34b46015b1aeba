"""The true chances of many pairs at once, in additive worlds and in those with bends and crossings.

A placement's value is not known here; liking is an argument, since hearts are hidden from some.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import PURPOSES, Flags, Floats
from matcher.domain.cefr import Level
from matcher.domain.purposes import Purpose
from matcher.simulation.effects import CAUSES, chance
from matcher.simulation.pairs import causes
from matcher.simulation.people import Person
from matcher.simulation.policy_worlds import PolicyWorld, Shape
from matcher.simulation.workplaces import Ints, Workplaces

_COLUMN = {name: column for column, name in enumerate(CAUSES)}
# Thresholds: travel hurts beyond 35 minutes, language helps from one level above the need,
# experience from a year and a half, and dislike weighs three times what liking does.
_TRAVEL_FROM, _TRAVEL_SLOPE = 0.5, 2.0
_EXPERIENCE_FROM = 0.7
_DISLIKED, _LIKED = 1.5, 0.5
# Interactions, in log-odds of every stage.
_EXPERIENCE_AND_LIKING = 0.35
_LANGUAGE_AND_USE = 0.35
_SHIFTS_AND_TRAVEL = 0.35
# And a mentor matters more to those who speak little Norwegian.
_MENTOR_CLOSE, _MENTOR_FAR = 1.5, 0.5


@dataclass(frozen=True, slots=True)
class Facts:
    """n pairs of people and openings: ``causes`` (n, causes) with nothing in the place of liking.

    ``trade``, ``employer`` and ``mentor`` (n,) are rows; ``closeness`` (n,) is how much a mentor
    matters to the person, ``use`` (n,) how much Norwegian is used, ``taste`` (n,) where it is one.
    """

    causes: Floats
    person: Ints
    trade: Ints
    employer: Ints
    mentor: Ints
    closeness: Floats
    use: Floats
    taste: Flags


def pair_facts(
    world: PolicyWorld, people: Sequence[Person], person: Ints, opening: Ints, purpose: Ints
) -> Facts:
    """The facts of n pairs sorted by person; ``purpose`` (n,) indexes ``PURPOSES``."""
    columns = world.workplaces.columns
    matrix = _causes(world.workplaces, people, person, opening)
    for name, wanted in (
        ("taste", Purpose.TASTE),
        ("job_here", Purpose.JOB_HERE),
        ("language_practice", Purpose.LANGUAGE),
    ):
        matrix[:, _COLUMN[name]] = purpose == PURPOSES.index(wanted)
    matrix[:, _COLUMN["language_practice"]] *= columns.use[opening]
    little = np.array([p.spoken <= Level.A2 for p in people], dtype=np.bool_)[person]
    crossed = world.kind.shape is Shape.CROSSED
    return Facts(
        causes=matrix,
        person=person,
        trade=columns.trade[opening],
        employer=columns.employer[opening],
        mentor=world.mentor_of[opening],
        closeness=np.where(little, _MENTOR_CLOSE, _MENTOR_FAR) if crossed else np.ones(len(person)),
        use=columns.use[opening],
        taste=purpose == PURPOSES.index(Purpose.TASTE),
    )


def _causes(
    workplaces: Workplaces, people: Sequence[Person], person: Ints, opening: Ints
) -> Floats:
    starts = np.searchsorted(person, np.arange(len(people) + 1))
    blocks = [
        causes(who, workplaces.columns, opening[starts[row] : starts[row + 1]], Purpose.EXPERIENCE)
        for row, who in enumerate(people)
    ]
    return np.concatenate(blocks) if blocks else np.empty((0, len(CAUSES)))


def true_liking(people: Sequence[Person], facts: Facts) -> Floats:
    """(n,) how much each person truly likes the work of the pair."""
    likings = np.array([person.likings for person in people])
    return likings[facts.person, facts.trade]


def true_own(people: Sequence[Person], facts: Facts) -> Floats:
    """(n, 4) what each person adds to the log-odds, wherever it is."""
    return np.array([person.effect for person in people])[facts.person]


def chances(world: PolicyWorld, facts: Facts, liking: Floats, own: Floats) -> Floats:
    """(n, 4) chances of the stages, each given the last; a taste leads to no work by itself.

    ``liking`` is (n,), ``own`` what the person adds to the log-odds, (n, 4) or (4,).
    """
    shape, effects = world.kind.shape, world.effects
    matrix = facts.causes.copy()
    matrix[:, _COLUMN["liking"]] = liking
    if shape is Shape.BENT:
        _bend(matrix)
    log_odds = matrix @ effects.coefficients.T
    log_odds += effects.employers[facts.employer]
    log_odds += effects.mentors[facts.mentor] * facts.closeness[:, None]
    if shape is Shape.CROSSED:
        log_odds += _crossed(matrix, facts.use)[:, None]
    found = chance(log_odds + own)
    found[facts.taste, -1] = 0.0
    return found


def _bend(matrix: Floats) -> None:
    travel, margin = _COLUMN["travel"], _COLUMN["spoken_margin"]
    experience, liking = _COLUMN["experience"], _COLUMN["liking"]
    matrix[:, travel] = _TRAVEL_SLOPE * np.maximum(matrix[:, travel] - _TRAVEL_FROM, 0.0)
    matrix[:, margin] = np.where(matrix[:, margin] >= 0, 1.0, -1.0)
    matrix[:, experience] = matrix[:, experience] >= _EXPERIENCE_FROM
    matrix[:, liking] *= np.where(matrix[:, liking] < 0, _DISLIKED, _LIKED)


def _crossed(matrix: Floats, use: Floats) -> Floats:
    """(n,) log-odds that only come of two causes together."""
    of = {name: matrix[:, column] for name, column in _COLUMN.items()}
    together: Floats = (
        _EXPERIENCE_AND_LIKING * of["experience"] * of["liking"]
        - _LANGUAGE_AND_USE * np.maximum(-of["spoken_margin"], 0.0) * use
        - _SHIFTS_AND_TRAVEL * of["shifts"] * np.maximum(of["travel"], 0.0)
    )
    return together
