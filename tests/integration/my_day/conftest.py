"""A store with one who works, one who does nothing, and another office."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from matcher.domain.market import Market
from matcher.store.engine import writing
from matcher.store.writers import Account, add_account, upsert_market
from tests.integration.my_day.day_steps import KARI, LIV, NILS, PEOPLE, TODAY, WORKS


@pytest.fixture
def office(engine: sa.Engine, small_market: Market) -> sa.Engine:
    """P1 of kari works for two weeks more; P:3 of per, and P2 of the other office, do nothing."""
    market = replace(small_market, participants=PEOPLE, placements=(WORKS,))
    with writing(engine) as connection:
        upsert_market(connection, market)
        for viewer in (KARI, NILS, LIV):
            account = Account(viewer.name, viewer.role, "x", TODAY, viewer.office_id)
            add_account(connection, account)
    return engine
