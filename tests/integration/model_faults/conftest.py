"""A store with yesterday's model in use, a newer one that is about to be harmed, and a server."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.store.model_registry import ModelVersion
from tests.integration.learned_models import keep_model
from tests.integration.model_faults.model_steps import NOW
from tests.integration.web_start import add_accounts


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def people(store: sa.Engine) -> sa.Engine:
    """The store, where everybody of `web_start` has an account."""
    add_accounts(store)
    return store


@pytest.fixture
def yesterday(people: sa.Engine, versions: Path) -> str:
    """The version of a model in use since yesterday."""
    return keep_model(people, versions, 1, NOW - timedelta(days=1)).version


@pytest.fixture
def newest(people: sa.Engine, versions: Path, yesterday: str) -> ModelVersion:
    """A newer one, which is about to be harmed."""
    return keep_model(people, versions, 2, NOW - timedelta(hours=1))


@pytest.fixture
def start(people: sa.Engine, versions: Path, serve) -> Callable[[], Flask]:
    """Starts a server, as after the fault happened."""
    return lambda: serve(people, MODELS=versions)
