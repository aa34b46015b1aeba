"""What the benchmarks share: one large simulated market, made once."""

import pytest

from matcher.domain.market import Market
from matcher.ranking.rank import MarketDay
from tests.bench.large_market import ready_day, simulate


@pytest.fixture(scope="session")
def large_market() -> Market:
    """2 000 people in the programme, 5 000 openings, two years of history."""
    return simulate()


@pytest.fixture(scope="session")
def large_day(large_market: Market) -> MarketDay:
    """That market, ready to rank."""
    return ready_day(large_market)
