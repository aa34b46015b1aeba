"""The feature frame of a small market: every pair of it, or the first pair's features by name."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from matcher.domain.arrays import Floats
from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import make_board
from matcher.eligibility.screening import ready_openings, screen
from matcher.features.columns import FEATURES
from matcher.features.encoder import Pairs, encode_pairs, make_encoder
from tests.unit.market_builders import TODAY, a_market, a_participant, an_opening

BENDS = {"travel_minutes_over_5": ("travel_minutes", 5.0)}


def no_text(text: str) -> Sequence[tuple[str, float]]:
    return ()


def every_pair(market: Market, purpose: Purpose | None = None) -> Pairs:
    """Every pair of the market, possible or not."""
    policy = Policy()
    ready = ready_openings(make_board(market, TODAY, policy), market.openings)
    screening = screen(ready, market.participants, purpose)
    encoder = make_encoder(market, TODAY, policy, no_text)
    person, opening = np.indices((len(market.participants), len(market.openings))).reshape(2, -1)
    return Pairs(
        encoder=encoder,
        people=encoder.encode_people(market.participants),
        person=person,
        opening=opening,
        purpose=screening.purpose[person, opening],
        first_day=screening.starts[person, opening],
        minutes=screening.minutes[person, opening],
    )


def frame(market: Market, purpose: Purpose | None = None) -> Floats:
    return encode_pairs(every_pair(market, purpose))


def features(**tables: Any) -> dict[str, float]:
    """The first pair's features by name."""
    return dict(zip(FEATURES, frame(a_market(**tables))[0].tolist(), strict=True))


def of(name: str, **tables: Any) -> float:
    return features(**tables)[name]


def person(**facts: Any) -> dict[str, Any]:
    return {"participants": (a_participant(**facts),)}


def offer(**facts: Any) -> dict[str, Any]:
    return {"openings": (an_opening(**facts),)}


def same(left: float, right: float | None) -> bool:
    return np.isnan(left) if right is None else left == pytest.approx(right)
