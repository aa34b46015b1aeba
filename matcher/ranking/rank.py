"""The whole way from participants and openings to ranked lists: screen, encode, score, select.

Participants are taken in chunks, so that memory is bounded however many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.domain.market import Market, same_rows
from matcher.domain.participants import Participant
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.ready_again import ready_again
from matcher.eligibility.screening import OpeningsReady, Screening, ready_openings, screen
from matcher.features.encoder import (
    Encoder,
    LikingOf,
    Pairs,
    Rows,
    make_encoder,
    no_tastes,
    renewed_encoder,
)
from matcher.features.known_past import KnownPast, known_past
from matcher.features.work_match import Resolve
from matcher.ranking.model import AdditiveModel, probabilities
from matcher.ranking.selection import seed_of, select
from matcher.ranking.value import placement_value

# Pairs held as features at a time: 250 000 x 40 columns x 8 bytes are 80 MB.
CHUNK_PAIRS = 250_000


@dataclass(frozen=True, slots=True)
class MarketDay:
    """One day of the market, ready to rank for anybody: the openings' rules and their features.

    ``market`` is what it was made of, ``past`` what was known of placements.
    """

    ready: OpeningsReady
    encoder: Encoder
    market: Market = field(repr=False)
    past: KnownPast = field(repr=False)

    @property
    def today(self) -> date:
        """The day that it stands for."""
        return self.encoder.today

    @property
    def policy(self) -> Policy:
        """The office's choices."""
        return self.encoder.policy

    def pairs(self, screening: Screening, person: Rows, opening: Rows) -> Pairs:
        """The chosen pairs of a screening: (n,) rows of its participants and of the openings."""
        return Pairs(
            encoder=self.encoder,
            people=self.encoder.encode_people(screening.participants),
            person=person,
            opening=opening,
            purpose=screening.purpose[person, opening],
            first_day=screening.starts[person, opening],
            minutes=screening.minutes[person, opening],
        )


def market_day(
    market: Market,
    today: date,
    policy: Policy,
    resolve: Resolve,
    liking: LikingOf = no_tastes,
    before: MarketDay | None = None,
) -> MarketDay:
    """Everything about ``market`` that does not depend on the participant, as known on ``today``.

    ``resolve`` reads free text as occupations, ``liking`` says what tastes have told of a person.
    ``before`` is a day made of an earlier reading, with the same policy and the same two functions:
    what nothing that changed has touched is taken from it.
    """
    if before is not None and before.today != today:
        before = None
    past = known_past(market, today, before.past if before else None)
    ready = _ready(market, today, policy, past, before)
    if before is None:
        encoder = make_encoder(market, today, policy, resolve, liking, past.history)
    else:
        encoder = renewed_encoder(before.encoder, before.market, market, past.history)
    return MarketDay(ready, encoder, market, past)


_PLACES = ("openings", "employers", "mentors", "postal_codes", "stops")


def _ready(
    market: Market, today: date, policy: Policy, past: KnownPast, before: MarketDay | None
) -> OpeningsReady:
    if before is not None and same_rows(
        before.market, market, *_PLACES, "placements", "outcomes", "dismissals"
    ):
        return before.ready
    board = make_board(market, today, policy, past.badly_ended)
    if before is not None and same_rows(before.market, market, *_PLACES):
        return ready_again(before.ready, board)
    return ready_openings(board, market.openings)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One participant's list of k openings, best first, all arrays in that order.

    ``row`` is the participant's in ``screening`` and ``openings`` (k,) are columns of it;
    ``columns`` (k, F) are standardised features, ``raw`` (k, F) the unstandardised ones,
    ``chances`` (k, 4) the stages' probabilities, ``shown`` (k,) the chance of being on the list.
    """

    participant: Participant
    screening: Screening
    row: int
    openings: NDArray[np.intp]
    raw: Floats
    columns: Floats
    chances: Floats
    values: Floats
    prices: Floats
    scores: Floats
    shown: Floats


def score_pairs(model: AdditiveModel, pairs: Pairs) -> tuple[Floats, Floats, Floats]:
    """(n, F) raw and (n, F) standardised columns, and (n, 4) chances of ``pairs``."""
    if len(pairs.person) == 0:  # scikit-learn refuses a frame without rows
        return np.empty((0, len(model.names))), np.empty((0, len(model.names))), np.empty((0, 4))
    steps = model.pipeline.named_steps
    raw: Floats = steps["encode"].transform(pairs)
    columns: Floats = steps["standardise"].transform(raw)
    return raw, columns, probabilities(model.log_odds(columns))


def rank_openings(
    day: MarketDay,
    model: AdditiveModel,
    participants: Sequence[Participant],
    *,
    limit: int,
    purpose: Purpose | None = None,
    prices: Floats | None = None,
) -> Iterator[Ranked]:
    """A ranked list of at most ``limit`` openings for each of ``participants``, in their order.

    ``prices`` (O,) are what a place at each opening costs the office's others; 0 where None.
    """
    openings = len(day.ready.openings)
    price = np.zeros(openings) if prices is None else prices
    size = max(1, CHUNK_PAIRS // max(openings, 1))
    for first in range(0, len(participants), size):
        chunk = participants[first : first + size]
        yield from _rank_chunk(day, model, chunk, limit, purpose, price)


def _rank_chunk(
    day: MarketDay,
    model: AdditiveModel,
    participants: Sequence[Participant],
    limit: int,
    purpose: Purpose | None,
    price: Floats,
) -> Iterator[Ranked]:
    screening = screen(day.ready, participants, purpose)
    person, opening = np.nonzero(screening.eligible())
    raw, columns, chances = score_pairs(model, day.pairs(screening, person, opening))
    values = placement_value(chances, day.policy)
    scores = values - day.policy.price_factor * price[opening]
    starts = np.searchsorted(person, np.arange(len(participants) + 1))
    for row, participant in enumerate(participants):
        own = slice(starts[row], starts[row + 1])
        seed = seed_of(participant.participant_id, day.today)
        occupation = day.encoder.offers.code[opening[own]]
        chosen = select(scores[own], occupation, limit, day.policy, seed)
        rows = starts[row] + chosen.rows
        yield Ranked(
            participant=participant,
            screening=screening,
            row=row,
            openings=opening[rows],
            raw=raw[rows],
            columns=columns[rows],
            chances=chances[rows],
            values=values[rows],
            prices=price[opening[rows]],
            scores=scores[rows],
            shown=chosen.chances,
        )
