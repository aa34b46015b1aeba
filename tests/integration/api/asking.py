"""Asking the JSON API with a token of a system, as the tests of the API do it."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.domain.api import EMPLOYERS, Scope
from matcher.workflows.api_tokens import make_token
from tests.integration.web_start import TODAY

Ask = Callable[..., TestResponse]
POST = {"title": "Kokk", "slots": 2}


def token(store: sa.Engine, **whose: Any) -> str:
    scopes = whose.pop("scopes", EMPLOYERS if "employer_id" in whose else Scope)
    return make_token(
        store, name="Test", scopes=sorted(scopes), made_by="test", today=TODAY, **whose
    ).secret


def ask(client: FlaskClient, secret: str, method: str, path: str, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {secret}", **more.pop("headers", {})}
    return client.open(f"/api/v1{path}", method=method, headers=headers, **more)
