"""The program over the small market, for what is kept and what is proposed after it."""

import pytest

from matcher.domain.market import Market


@pytest.fixture
def program(filled, open_store_of):
    """The program over the small market, closed afterwards."""
    return open_store_of(Market())
