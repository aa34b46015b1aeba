"""The commands about tokens of the API, as an operator types them."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from tests.integration.web_start import TODAY

Run = Callable[..., Result]
ADD = ("add", "--employer", "E1", "--scopes", "openings:read,openings:write", "--name", "Vakter")


@pytest.fixture
def run(store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("DATABASE_URL", store.url.render_as_string(hide_password=False))
    return lambda *words: CliRunner().invoke(cli, ["token", *words])


def test_a_token_is_shown_once_opens_the_api_and_is_revoked(run, store, serve):
    made = run(*ADD)
    secret = made.stdout.strip()
    (kept,) = json.loads(run("list", "--json").stdout)
    assert secret not in run("list").output
    assert (kept["name"], kept["employer_id"]) == ("Vakter", "E1")
    client = serve(store, TODAY=TODAY).test_client()
    sent = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/openings", headers=sent).status_code == 200
    assert run("revoke", kept["id"]).exit_code == 0
    assert client.get("/api/v1/openings", headers=sent).status_code == 401
    assert "revoked" in run("list").output
    assert run("revoke", kept["id"]).exit_code == 1


def test_what_cannot_be_is_said_in_one_line(run):
    assert "There are no tokens" in run("list").output
    both = run(*ADD, "--office", "N1")
    assert both.exit_code == 2
    unknown = run("add", "--office", "N1", "--scopes", "everything", "--name", "x")
    assert (unknown.exit_code, "everything is no scope" in unknown.output) == (2, True)
    never = run("add", "--employer", "E1", "--scopes", "outcomes:read", "--name", "x")
    assert (never.exit_code, "never gets outcomes:read" in never.output) == (1, True)
    nobody = run("add", "--office", "N9", "--scopes", "openings:read", "--name", "x")
    assert (nobody.exit_code, 'no office "N9"' in nobody.output) == (1, True)
