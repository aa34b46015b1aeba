"""A store in which somebody works and is to be followed up."""

import pytest
import sqlalchemy as sa

from matcher.domain.participants import Participant
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from tests.integration.follow_ups.follow_up_steps import PLACED


@pytest.fixture
def placed(filled: sa.Engine) -> sa.Engine:
    """The store of ``small_market``, where P2 of kari works since the fifth of January."""
    with writing(filled) as connection:
        upsert_rows(connection, "participants", [Participant("P2", "N1", adviser="kari")])
        upsert_rows(connection, "placements", [PLACED])
    return filled
