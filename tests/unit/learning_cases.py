"""The learning set of a market as of a date, and a small simulated town to learn from."""

from datetime import date
from functools import lru_cache
from typing import Any

from matcher.domain.market import Market
from matcher.domain.policy import Policy
from matcher.learning.dataset import LearningSet, learning_set
from matcher.simulation.municipality import simulate_municipality
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.program import ROOT, read_tastes
from tests.unit.features_cases import BENDS, no_text
from tests.unit.market_builders import TODAY

LIKING = liking_from_tastes(read_tastes(ROOT / "models" / "tastes.toml"))


def as_of(market: Market, day: date, **parts: Any) -> LearningSet:
    known = {"policy": Policy(), "resolve": no_text, "liking": LIKING, "bends": BENDS, "kept": {}}
    return learning_set(market, day, **{**known, **parts})


@lru_cache(maxsize=8)
def town(seed: int) -> Market:
    return simulate_municipality(participants=8, seed=seed, today=TODAY).market
