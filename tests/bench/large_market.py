"""A simulated municipality large enough to measure with, and what ranks it."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.policy import Policy
from matcher.features.work_match import Resolve
from matcher.occupations import catalogue
from matcher.occupations.resolver import Resolver
from matcher.ranking.day_one import parse_day_one
from matcher.ranking.model import AdditiveModel, day_one_model
from matcher.ranking.rank import MarketDay, market_day
from matcher.simulation.municipality import simulate_municipality
from matcher.workflows.open_store import ROOT
from matcher.workflows.program import read_policy

PARTICIPANTS, OPENINGS, SEED = 2_000, 5_000, 1
TODAY = date(2026, 3, 2)


def simulate() -> Market:
    """The market; its first ``PARTICIPANTS`` are in the programme today."""
    return simulate_municipality(
        participants=PARTICIPANTS, openings=OPENINGS, seed=SEED, today=TODAY
    ).market


def in_programme(market: Market) -> tuple[Participant, ...]:
    """The people to find places for."""
    return market.participants[:PARTICIPANTS]


def policy() -> Policy:
    """The policy as it is shipped."""
    return read_policy(ROOT / "models" / "policy.toml")


def model() -> AdditiveModel:
    """The day-one model as it is shipped."""
    return day_one_model(parse_day_one(Path(ROOT / "models" / "day_one.toml").read_text("utf-8")))


def resolve() -> Resolve:
    """Free text to occupations, as the workflows read it."""
    resolver = Resolver(catalogue())

    def codes(text: str) -> Sequence[tuple[str, float]]:
        return [(match.code, match.score) for match in resolver.resolve(text)]

    return lru_cache(20_000)(codes)


def ready_day(market: Market) -> MarketDay:
    """The market, ready to rank."""
    return market_day(market, TODAY, policy(), resolve())
