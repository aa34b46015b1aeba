"""The API served over a small market, and the systems that ask it."""

from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.integration.api.asking import Ask, ask, token
from tests.integration.request_cases import propose
from tests.integration.web_start import TODAY


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    propose(store)
    return serve(store, TODAY=TODAY)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


@pytest.fixture
def employer(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, employer_id="E1"))


@pytest.fixture
def office(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, office_id="N1"))


@pytest.fixture
def naboen(client: FlaskClient, store: sa.Engine) -> Ask:
    return partial(ask, client, token(store, employer_id="E2"))
