"""The papers say whom data reaches (employers, systems, mail), as counted; and what was broken."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role
from matcher.domain.mails import MailState
from matcher.domain.requests import ConsentState, RequestStatus
from matcher.store.columns import METADATA
from matcher.store.engine import reading, writing
from matcher.store.paper_doors import DoorCounts, read_doors
from matcher.store.trail import LINK_ROLE, NOBODY, note_person
from matcher.workflows.papers import about_doors
from matcher.workflows.papers.robustness import FAULTS, faults_table
from tests.integration.rights_store import AT, PERSON, TODAY, fill

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def add(engine: sa.Engine, table: str, *rows: Mapping[str, object]) -> None:
    with writing(engine) as connection:
        connection.execute(METADATA.tables[table].insert(), list(rows))


def fill_doors(engine: sa.Engine) -> None:
    fill(engine)
    token = {"scopes": "openings:read", "made_by": "kari", "made_on": TODAY,
             "expires_on": TODAY + timedelta(days=9)}  # fmt: skip
    add(engine, "api_tokens",
        token | {"id": "t2", "digest": "d2", "name": "a", "office_id": "N1", "employer_id": None},
        token | {"id": "t3", "digest": "d3", "name": "b", "office_id": None, "employer_id": "E1",
                 "made_on": TODAY - timedelta(days=91)})  # fmt: skip
    old = {"expires_on": TODAY - timedelta(days=1)}
    with writing(engine) as connection:
        tokens = METADATA.tables["api_tokens"]
        connection.execute(tokens.update().where(tokens.c.id == "t1").values(old))
    add(engine, "api_usage", {"token_id": "t2", "minute": AT, "count": 7})
    add(engine, "complaints", {"employer_id": "E1", "office_id": "N1", "kind": "other",
                               "text": "x", "said_on": TODAY, "said_by": "kari"})  # fmt: skip
    person = {"role": "employer", "employer_id": "E1", "password_hash": "x", "created_on": TODAY,
              "language": "nb"}  # fmt: skip
    add(engine, "accounts", *(person | {"name": f"{name}@e.no"} for name in "ab"))
    add(engine, "closed_accounts", {"account": "b@e.no", "closed_on": TODAY, "closed_by": "kari"})


def counted(engine: sa.Engine) -> DoorCounts:
    with reading(engine) as connection:
        return read_doors(connection, today=TODAY, now=NOW)


def test_who_is_reached_is_counted_as_of_a_day(engine: sa.Engine) -> None:
    fill_doors(engine)
    doors = counted(engine)
    assert (doors.employers, doors.employer_accounts) == (1, 1)
    assert (doors.tokens_of_employers, doors.tokens_of_offices, doors.tokens_unused) == (1, 1, 1)
    assert (doors.scopes, doors.calls) == (("openings:read",), 7)
    assert doors.mails == {MailState.QUEUED: 2, MailState.SENT: 1}
    assert doors.mails_stuck == 2 and doors.complaints_open == 1
    # One of each: so few are recognised.
    assert doors.requests == {"answered": None, "sent": None}
    assert doors.consents == {"refused": None}


def test_who_stands_in_the_log_is_counted_by_role(engine: sa.Engine) -> None:
    fill(engine)
    with reading(engine) as connection:
        note_person(connection, OPERATOR, PERSON)
    assert counted(engine).log == {"operator": 1}


def test_every_state_has_words() -> None:
    assert set(about_doors.REQUESTS) == set(RequestStatus)
    assert set(about_doors.CONSENTS) == set(ConsentState)
    assert set(about_doors.MAILS) == set(MailState)
    assert set(about_doors.ROLES) == {*Role, LINK_ROLE, NOBODY}


@pytest.fixture
def papers(
    sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], str]:
    fill_doors(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))
    monkeypatch.setenv("JOBBSMAK_SMTP", "smtps://post.example.org")
    monkeypatch.setenv("JOBBSMAK_SMTP_FROM", "nav@example.org")
    called = ["papers", str(tmp_path / "papers"), "--today", TODAY.isoformat()]
    assert CliRunner().invoke(cli, called, prog_name="jobbsmak").exit_code == 0
    return lambda name: (tmp_path / "papers" / name).read_text(encoding="utf-8")


def test_the_impact_assessment_says_whom_data_reaches(papers: Callable[[str], str]) -> None:
    text = papers("personvernkonsekvenser.md")
    assert "Åpne kontoer: 1, hos 1 arbeidsgivere" in text
    assert "Nøkler som gjelder i dag: 1 hos arbeidsgivere, 1 hos kontorer" in text
    assert "Sendes gjennom `post.example.org`" in text and "| venter | 2 |" in text
    assert "nav@example.org" not in text and "butikken@example.no" not in text
    # Not even that the only answer was a no.
    assert "| nei |" not in text.partition("## 5.")[0]


def test_nobody_is_said_to_be_about_no_person(papers: Callable[[str], str]) -> None:
    for name in ("datablad.md", "personvernkonsekvenser.md"):
        text = papers(name)
        for table, whose in (("mentors", "mentorer"), ("invitations", "folk hos arbeidsgivere"),
                             ("sessions", "ansatte"), ("requests", "deltakere")):  # fmt: skip
            (line,) = [line for line in text.splitlines() if line.startswith(f"| `{table}`")]
            assert whose in line, (name, line)


def test_the_risks_at_the_doors_are_measured(papers: Callable[[str], str]) -> None:
    lines = papers("risikoregister.md").splitlines()
    for risk, today in (("E-post når ikke fram", "2"), ("Misbruk hos en arbeidsgiver", "1"),
                        ("Et system har en nøkkel det ikke trenger", "1")):  # fmt: skip
        (line,) = [line for line in lines if line.startswith(f"| {risk}")]
        assert f"| {today} | **se på** |" in line


def test_what_was_broken_and_lost_stands_in_the_paper_on_robustness(
    papers: Callable[[str], str],
) -> None:
    text = papers("noyaktighet-og-robusthet.md")
    assert "kill -9 of the server under load, SQLite" in text and "Tapt i alt: 0." in text


def test_without_the_table_of_faults_it_is_unknown(tmp_path: Path) -> None:
    assert "ukjent" in faults_table(tmp_path)
    (tmp_path / FAULTS).parent.mkdir(parents=True)
    rows = "| a | b | c | d | e | f | g |\n| - | - | - | - | - | - | - |\n"
    (tmp_path / FAULTS).write_text(rows + "| disk | 5 | 9 | 2 | 0 | 0 | clean |\n")
    assert "Tapt i alt: 2." in faults_table(tmp_path)
