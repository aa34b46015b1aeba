"""The API as schemathesis tries it: calls that its document allows, and calls that it does not.

The pages are called in this process. What a token could not see is as good as not there, so an
employer's and an office's token take turns, and addresses name what is there about half the time.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import schemathesis
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import strategies as st
from schemathesis import GenerationMode

from matcher.domain.api import EMPLOYERS, Scope
from matcher.store.engine import open_store, writing
from matcher.store.writers import upsert_market
from matcher.workflows import api_tokens
from matcher.workflows.api_tokens import make_token
from tests.integration.small_market import SMALL_MARKET
from tests.integration.web_start import TODAY, settings_of
from web import create_app
from web.api.calls import COUNTER

DOCUMENT = "/api/openapi.json"
# What is there, in the small market.
THERE = {"opening_id": "O1", "mentor_id": "M1", "request_id": "R1", "participant_id": "P1"}


@dataclass(frozen=True)
class Served:
    """The pages on a store of their own, with a token of each kind."""

    app: Flask
    office: str
    employer: str


@contextmanager
def served(template: Path, folder: Path, today: date = TODAY) -> Iterator[Served]:
    """The API on the small market; calls are not counted against a limit."""
    path = folder / "api.db"
    shutil.copy(template, path)
    url = f"sqlite:///{path}"
    engine = open_store(url)
    with writing(engine) as connection:
        upsert_market(connection, SMALL_MARKET)
    own: dict[str, Any] = {"name": "tried", "made_by": "test", "today": today}
    office = make_token(engine, scopes=list(Scope), office_id="N1", **own).secret
    employer = make_token(engine, scopes=sorted(EMPLOYERS), employer_id="E1", **own).secret
    engine.dispose()
    app = create_app(settings_of(url, TODAY=today))
    app.extensions[COUNTER].limit = 10**9
    # Wrong tokens are tried by the hundred here, and each is to be answered 401.
    with patch.object(api_tokens, "claim_attempt"):
        yield Served(app, office, employer)
    app.extensions["program"].engine.dispose()


def document_of(app: Flask) -> Any:
    """The document as schemathesis reads it."""
    return schemathesis.openapi.from_wsgi(DOCUMENT, app)


def try_everything(made: Served, examples: int) -> int:
    """So many calls of each operation and kind, each answer checked; how many there were."""
    calls = 0
    for found in document_of(made.app).get_all_operations():
        operation = found.ok()
        names = [each.name for each in operation.path_parameters]
        known = {name: THERE[name] for name in names}
        for mode in GenerationMode:
            calls += _try(made, operation.as_strategy(mode), examples)
            if known:
                calls += _try(made, operation.as_strategy(mode, path_parameters=known), examples)
    return calls


def _try(made: Served, cases: Any, examples: int) -> int:
    count = 0

    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(case=cases, token=st.sampled_from([made.office, made.employer]))
    def call(case: Any, token: str) -> None:
        nonlocal count
        count += 1
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    with suppress(hypothesis.errors.Unsatisfiable):  # nothing can be wrong where nothing is sent
        call()
    return count
