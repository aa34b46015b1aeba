"""The other way round: for one opening, which of many people it would be worth most to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.domain.participants import Participant
from matcher.eligibility.one_opening import of_one_opening
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening, screen
from matcher.features.encoder import Pairs
from matcher.features.people import PeopleFeatures
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay, score_pairs
from matcher.ranking.selection import seed_of
from matcher.ranking.value import placement_value


@dataclass(frozen=True, slots=True)
class People:
    """Some people with their features, (P,) and ``features`` in the same order."""

    participants: tuple[Participant, ...]
    features: PeopleFeatures


@dataclass(frozen=True, slots=True)
class RankedPeople:
    """Those who may have the opening, best first; all arrays are (k, ...) in that order.

    ``rows`` are theirs in ``screening``, whose only column is the opening; ``raw``, ``columns``
    and ``chances`` as in ``Ranked``. ``not_met`` counts the people whom each rule stops, somebody
    stopped by two twice.
    """

    screening: Screening
    rows: NDArray[np.intp]
    raw: Floats
    columns: Floats
    chances: Floats
    values: Floats
    scores: Floats
    not_met: dict[Rule, int]


def encode_people(day: MarketDay, participants: Sequence[Participant]) -> People:
    """The people's half of the features, made once for a day and used for every opening."""
    return People(tuple(participants), day.encoder.encode_people(participants))


def rank_people(
    day: MarketDay,
    model: AdditiveModel,
    people: People,
    opening_id: str,
    *,
    among: Flags | None = None,
    price: float = 0.0,
) -> RankedPeople:
    """Those of ``people`` (P,), all or only ``among``, whom the rules let in; by score.

    Scores are those of ``rank_openings`` without a purpose; equal ones stand in an order drawn by
    opening and day. KeyError where ``day`` has no such opening.
    """
    column = day.ready.column_of[opening_id]
    screening = screen(of_one_opening(day.ready, column), people.participants)
    asked = np.ones(len(people.participants), dtype=np.bool_) if among is None else among
    rows = np.flatnonzero(screening.eligible()[:, 0] & asked)
    raw, columns, chances = score_pairs(model, _pairs(day, people, screening, rows, column))
    values = placement_value(chances, day.policy)
    scores = values - day.policy.price_factor * price
    lot = np.random.default_rng(seed_of(opening_id, day.today)).random(len(asked))
    order = np.lexsort((lot[rows], -scores))
    return RankedPeople(
        screening=screening,
        rows=rows[order],
        raw=raw[order],
        columns=columns[order],
        chances=chances[order],
        values=values[order],
        scores=scores[order],
        not_met=_not_met(screening, asked),
    )


def _pairs(
    day: MarketDay, people: People, screening: Screening, rows: NDArray[np.intp], column: int
) -> Pairs:
    return Pairs(
        encoder=day.encoder,
        people=people.features,
        person=rows,
        opening=np.full(len(rows), column),
        purpose=screening.purpose[rows, 0],
        first_day=screening.starts[rows, 0],
        minutes=screening.minutes[rows, 0],
    )


def _not_met(screening: Screening, asked: Flags) -> dict[Rule, int]:
    counts = {
        rule: int((np.broadcast_to(state, (len(asked), 1))[asked, 0] == State.NOT_MET).sum())
        for rule, state in screening.states.items()
    }
    return {rule: count for rule, count in counts.items() if count}
