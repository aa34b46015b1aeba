"""A store in which Amina waits for a place at E1, and the request by which E1 is asked."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.integration.crawl.employer_scene import ask_about_amina, fill


@pytest.fixture
def store(sqlite_engine: sa.Engine) -> sa.Engine:
    fill(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def asked(app: Flask, store: sa.Engine) -> str:
    """The id of the request by which E1 is asked about Amina."""
    return ask_about_amina(store)
