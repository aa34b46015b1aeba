"""The report of a tiny office, reckoned by hand: what counts, who may see it, how often we ask."""

import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import BadInput, NotAllowed, NotFound
from matcher.domain.outcomes import NextStep, Reporter
from matcher.store.engine import writing
from matcher.store.report_links import make_link, note_answered
from matcher.store.writers import upsert_market
from matcher.workflows.office_period import Period
from matcher.workflows.report_office import office_report, report_document
from tests.integration.tiny_office import FIRST, LAST, MARKET, TODAY

PERIOD = Period(FIRST, LAST)
NOBODY = dict.fromkeys((str(step) for step in NextStep), 0)
CONTRACT = ["office_id", "from", "to", "placements", "next_steps", "programme_outcomes"]


@pytest.fixture
def office(engine: sa.Engine) -> sa.Engine:
    with writing(engine) as connection:
        upsert_market(connection, MARKET)
    return engine


@pytest.fixture
def tiny(sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """The same on SQLite, named by the environment."""
    with writing(sqlite_engine) as connection:
        upsert_market(connection, MARKET)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    return sqlite_engine


def report_of(engine, viewer=OPERATOR, office_id="N1", period=PERIOD, today=TODAY):
    return office_report(engine, viewer, office_id, period, today=today)


def test_the_tiny_office_is_as_reckoned_by_hand(office):
    document = report_document(report_of(office))
    assert document["placements"] == {"ended": 6, "completed": 3, "no_show": 1}
    assert document["drop_outs"] == 1 and document["unreported"] == 1
    assert document["next_steps"] == {**NOBODY, "job": 2, "aap": 1, "unknown": 3}
    assert document["programme_outcomes"] == {
        **NOBODY, "job": 1, "subsidised_job": 1, "unknown": 1,
    }  # fmt: skip
    assert document["tastes"] == {"tastes": 2, "placements": 3, "per_placement": 2 / 3}
    reported = {row.reporter: (row.reported, row.of) for row in document["reporting"]}
    assert reported == {
        Reporter.PARTICIPANT: (1, 6), Reporter.MENTOR: (1, 6), Reporter.ADVISER: (4, 6),
    }  # fmt: skip


def test_every_group_of_the_tiny_office_is_hidden(office):
    document = report_document(report_of(office))
    figures = [
        value
        for name in ("by_month", "by_adviser", "hires_by_sector")
        for row in document[name]
        for field, value in ((f, getattr(row, f)) for f in row.__slots__)
        if field not in ("group", "sector")
    ]
    assert figures and set(figures) == {None}
    # Nobody's track or group is known: one group is the total, and no breakdown.
    assert document["by_track"] == document["by_audit_group"] == ()


def test_nothing_that_was_reported_later_is_known(office):
    assert report_of(office).next_steps[NextStep.JOB] == 2
    assert report_of(office, today=date(2026, 4, 2)).next_steps[NextStep.JOB] == 3
    early = report_of(office, today=date(2026, 2, 1))
    assert (early.ended, early.completed, early.next_steps[NextStep.JOB]) == (3, 2, 0)
    assert early.programmes_ended == 1


def test_shares_are_of_those_whose_outcome_is_known(office):
    work, gone, subsidised = report_of(office).beside
    assert (work.office.count, work.office.of, work.national_percent) == (1, 2, 25.2)
    assert (gone.office.share, gone.national_percent) == (0, 15.4)
    assert (subsidised.office.share, subsidised.national_percent) == (0.5, 11.2)
    assert {row.national_year for row in report_of(office).beside} == {2011}


def test_links_are_counted_by_placement_and_only_up_to_today(office):
    at = datetime(2026, 2, 2, 12, tzinfo=UTC)
    late = datetime(2026, 4, 2, 12, tzinfo=UTC)
    common = {"expires_on": date(2026, 5, 1), "made_by": "kari", "today": TODAY}
    with writing(office) as connection:
        answered = make_link(connection, "L1", Reporter.MENTOR, now=at, **common)
        note_answered(connection, answered.id, at)
        open_one = make_link(connection, "L4", Reporter.MENTOR, now=at, **common)
        note_answered(connection, open_one.id, late)
        make_link(connection, "L5", Reporter.MENTOR, now=late, **common)
        make_link(connection, "L6", Reporter.MENTOR, now=at, **common)
    mentor = next(r for r in report_of(office).reporting if r.reporter is Reporter.MENTOR)
    assert (mentor.asked, mentor.answered) == (2, 1)


@pytest.mark.parametrize(
    ("viewer", "refused"),
    [
        (Viewer("kari", Role.ADVISER, "N1"), NotAllowed),
        (Viewer("rot", Role.ADMINISTRATOR), NotAllowed),
        (Viewer("nina", Role.LEADER, "N2"), NotFound),
    ],
)
def test_the_report_is_for_the_offices_own_leader(viewer, refused, tiny):
    with pytest.raises(refused):
        report_of(tiny, viewer)
    assert report_of(tiny, Viewer("liv", Role.LEADER, "N1")).ended == 6


def test_another_offices_people_are_never_counted(tiny):
    other = report_of(tiny, office_id="N2")
    assert (other.ended, other.completed, other.programmes_ended) == (1, 1, 1)


def test_a_period_the_wrong_way_round_is_refused():
    with pytest.raises(BadInput, match="begins on 2026-03-31, after its end on 2026-01-01"):
        Period(LAST, FIRST)


def queries(engine: sa.Engine, period: Period) -> int:
    seen = []
    listen = (engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    sa.event.listen(*listen)
    try:
        report_of(engine, period=period)
    finally:
        sa.event.remove(*listen)
    return len(seen)


def test_the_number_of_queries_does_not_grow_with_the_period(tiny):
    short, long = Period(LAST, LAST), Period(date(2000, 1, 1), LAST)
    queries(tiny, short)  # opens the connection
    assert queries(tiny, short) == queries(tiny, long) == 8


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["report", *arguments])


ASKED = ("N1", "--from", "2026-01-01", "--to", "2026-03-31", "--today", "2026-03-31")


def test_the_command_keeps_its_contract(tiny):
    result = run(*ASKED, "--json")
    assert result.exit_code == 0 and result.stderr == "" and result.stdout.count("\n") == 1
    document = json.loads(result.stdout)
    assert list(document)[: len(CONTRACT)] == CONTRACT
    assert {name: document[name] for name in CONTRACT} == {
        "office_id": "N1",
        "from": "2026-01-01",
        "to": "2026-03-31",
        "placements": {"ended": 6, "completed": 3, "no_show": 1},
        "next_steps": {**NOBODY, "job": 2, "aap": 1, "unknown": 3},
        "programme_outcomes": {**NOBODY, "job": 1, "subsidised_job": 1, "unknown": 1},
    }
    assert [row["group"] for row in document["by_month"]] == ["2026-01", "2026-02", "2026-03"]
    assert document["by_month"][0]["ended"] is None


def test_the_command_tells_the_same_in_words(tiny):
    told = run(*ASKED).stdout
    assert "Placements that ended: 6; completed 3, no-show 1, broken off 1, not reported 1" in told
    assert "work: 1 of 2, 50.0 % (" in told and "country 25.2 %" in told
    assert "P1" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("N1", "--from", "2026-02-01", "--to", "2026-01-01"), 1, "after its end"),
        (("N7", "--from", "2026-01-01", "--to", "2026-02-01"), 1, 'no office "N7"'),
        (("N1", "--from", "2026-01-01"), 2, "--to"),
        (("N1", "--to", "2026-01-01"), 2, "--from"),
        (("--from", "2026-01-01", "--to", "2026-02-01"), 2, "OFFICE"),
        (("N1", "--from", "yesterday", "--to", "2026-02-01"), 2, "not a date"),
    ],
)
def test_what_cannot_be_met_is_said_in_one_clear_line(arguments, code, said, tiny):
    result = run(*arguments)
    assert result.exit_code == code and result.stdout == ""
    assert said in result.stderr.splitlines()[-1]


def test_a_store_that_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    result = run(*ASKED)
    assert result.exit_code == 1 and "no store" in result.stderr
