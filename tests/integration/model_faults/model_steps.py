"""What is asked of a server and of doctor when something is wrong with the learned models."""

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import OPERATOR
from matcher.workflows.doctor import examine
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest

TODAY = date(2025, 9, 1)
NOW = datetime.now(UTC).replace(microsecond=0)


def program_of(app: Flask) -> Program:
    """What a server opened when it started."""
    program: Program = app.extensions["program"]
    return program


def suggested_by(program: Program) -> str:
    """The version that a suggestion comes from."""
    return suggest(program, OPERATOR, "P1", today=TODAY).model_version


def text(client: FlaskClient, path: str) -> str:
    """What stands on a page."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def findings(people: sa.Engine, versions: Path) -> dict[str, str]:
    """What doctor finds, which must be something, by its entry in the runbook."""
    found = examine(str(people.url), versions, now=NOW)
    assert not found.well
    return {each.entry: each.text for each in found.findings if each.entry}
