"""An erasure says that backups still hold the person, which is the last, and until when."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR
from matcher.domain.retention import Retention
from matcher.workflows.backup import make_backup
from matcher.workflows.disclose import disclose
from matcher.workflows.disclosure_text import disclosure_text
from matcher.workflows.last_backup import backups_left
from tests.integration.rights_store import PERSON, TODAY, fill

MADE = datetime(2026, 3, 31, 2, 5, tzinfo=UTC)


class Now(datetime):
    """The clock stands still."""

    @classmethod
    def now(cls, tz=None):
        return MADE


@pytest.fixture
def full(sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    fill(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setattr("matcher.cli.rights.datetime", Now)
    return sqlite_engine


def said(*words: str) -> str:
    return CliRunner().invoke(cli, ["erase", PERSON, *words], prog_name="jobbsmak").stdout


def test_an_erasure_names_the_last_backup_and_the_day_by_which_all_must_be_gone(
    full: sa.Engine, tmp_path: Path
) -> None:
    made = make_backup(full, tmp_path / "versions", tmp_path, now=MADE)
    for text in (said(), said("--yes")):
        assert f"2026-03-31 02:05 UTC ({made.file})" in text and "by 2026-06-29" in text


def test_without_a_known_backup_it_is_said_all_the_same(full: sa.Engine) -> None:
    assert "Backups that were made before still hold the person (none is known here)" in said()
    document = json.loads(said("--yes", "--json"))
    assert document["backups"]["last"] is None and document["backups"]["gone_by"]


def test_without_a_period_no_day_is_promised(full: sa.Engine) -> None:
    left = backups_left(full.url, Retention(backups_days=0), today=date(2026, 3, 31))
    assert left.gone_by is None


def test_the_person_is_told_how_long_backups_may_be_kept(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    assert "senest 90 dager etter" in disclosure_text(found, "nb")
