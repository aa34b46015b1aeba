"""What is over its time is shown, then removed; what became of people is counted first."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from matcher.cli import cli
from matcher.domain.errors import BadInput
from matcher.domain.retention import Retention, months_after, months_before
from matcher.store import personal_data as where
from matcher.store.columns import METADATA
from matcher.store.data_subjects import data_subjects
from matcher.store.engine import reading, writing
from matcher.store.expiring import EXPIRING, WITHOUT_PERIOD
from matcher.workflows.erased_models import erased_finding, erased_in, erased_note
from matcher.workflows.retention import apply_retention, kept_counts, overdue, read_retention
from tests.integration.rights_store import AT, OTHER, PERSON, fill
from tests.integration.test_rights import assert_gone, dump

NEVER = Retention(**dict.fromkeys(Retention.__slots__, 0))
# The programme ended on 2026-01-30.
OVER = date(2028, 1, 31)
NOW = datetime(2028, 6, 1, 12, tzinfo=UTC)
JUST_PEOPLE = Retention(**dict.fromkeys(Retention.__slots__, 0) | {"programme_ended_months": 24})


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    fill(engine)
    return engine


def rows(engine: sa.Engine, table: str) -> int:
    with reading(engine) as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(METADATA.tables[table])
        ).scalar_one()


def test_the_programs_own_periods_are_what_the_code_says() -> None:
    assert read_retention() == Retention()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plans_months = -1", "plans_months must be a whole number"),
        ("plans_months = true", "plans_months must be a whole number"),
        ("plans = 3", "'plans' is not a period"),
        ("programme_ended_months = 6", "0, or at least 12"),
        ("plans_months", "not valid TOML"),
    ],
)
def test_a_period_that_is_wrong_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "retention.toml").write_text(text)
    with pytest.raises(BadInput, match=said):
        read_retention(tmp_path)


def test_a_missing_file_of_periods_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        read_retention(tmp_path)


DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
MONTHS = st.integers(1, 120)


@given(DAYS, MONTHS)
def test_the_day_of_erasure_is_the_first_on_which_the_day_is_over(day: date, months: int) -> None:
    erased = months_after(day, months)
    assert months_before(erased, months) > day
    assert months_before(erased - timedelta(days=1), months) <= day


@given(DAYS, DAYS, MONTHS)
def test_later_days_never_keep_more(first: date, then: date, months: int) -> None:
    if first <= then:
        assert months_before(first, months) <= months_before(then, months)


def test_a_day_too_early_nobody_is_over(full: sa.Engine) -> None:
    assert overdue(full, JUST_PEOPLE, today=OVER - timedelta(days=1)).people == ()
    seen = overdue(full, JUST_PEOPLE, today=OVER)
    assert seen.people == (PERSON,) and seen.without_end == 1 and seen.models == ("new",)


def test_to_look_removes_nothing(full: sa.Engine) -> None:
    before = dump(full)
    assert overdue(full, Retention(), today=date(2040, 1, 1)).people == (PERSON,)
    assert dump(full) == before


def test_somebody_in_a_placement_is_never_over(full: sa.Engine) -> None:
    people = METADATA.tables["participants"]
    with writing(full) as connection:
        connection.execute(
            people.update().where(people.c.participant_id == OTHER).values(
                programme_end=date(2026, 1, 30)
            )
        )  # fmt: skip
    assert overdue(full, JUST_PEOPLE, today=OVER).people == (PERSON,)


def test_people_go_whole_and_what_became_of_them_is_counted(full: sa.Engine) -> None:
    done = apply_retention(full, JUST_PEOPLE, today=OVER, now=NOW)
    assert done.people == 1 and done.lingers is None
    text = dump(full)
    assert_gone(text)
    assert OTHER in text
    counts = {(c.of.office_id, c.of.year, c.of.kind, c.of.name): c.count for c in kept_counts(full)}
    assert counts == {
        ("N1", 2026, "programme", "job"): None,
        ("N1", 2026, "placement", "completed"): None,
        ("N1", 2026, "next_step", "job"): None,
    }  # one person: hidden, but kept
    assert "N1" in text and rows(full, "kept_statistics") == 3


def test_counts_add_up_over_the_years(full: sa.Engine) -> None:
    for number in range(6):
        with writing(full) as connection:
            person = {
                "participant_id": f"X{number}", "office_id": "N1",
                "programme_end": date(2026, 1, 30), "programme_outcome": "job",
            }  # fmt: skip
            connection.execute(METADATA.tables["participants"].insert().values(person))
        apply_retention(full, JUST_PEOPLE, today=OVER, now=NOW)
    (programme,) = [c for c in kept_counts(full) if c.of.kind == "programme"]
    assert programme.count == 7


def test_many_people_go_in_parts_and_all_of_them(
    full: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.workflows.retention.PEOPLE_AT_ONCE", 2)
    with writing(full) as connection:
        person = {"office_id": "N1", "programme_end": date(2026, 1, 30)}
        many = [person | {"participant_id": f"X{number}"} for number in range(4)]
        connection.execute(METADATA.tables["participants"].insert(), many)
    done = apply_retention(full, JUST_PEOPLE, today=OVER, now=NOW)
    assert done.people == done.removed.rows["participants"] == 5
    assert rows(full, "erasures") == 5 and rows(full, "participants") == 1
    assert done.removed.models == ("new",)


def test_nothing_over_leaves_the_store_as_it_was(full: sa.Engine) -> None:
    before = dump(full)
    done = apply_retention(full, NEVER, today=OVER, now=NOW)
    assert done.people == 0 and done.lingers is None and dump(full) == before


def test_a_day_that_is_still_to_come_is_refused(full: sa.Engine) -> None:
    with pytest.raises(BadInput, match="still to come"):
        apply_retention(full, Retention(), today=date(2040, 1, 1), now=NOW)


OLD = {
    "sign_in_attempts": {
        "tried_at": AT, "name_digest": "a", "address_digest": "b", "succeeded": False,
    },
    "sessions": {"digest": "s", "account": "kari", "began_at": AT, "used_at": AT, "ends_at": AT},
    "mails": {
        "id": "m", "subject_key": "k", "to_address": "a@b.no", "subject": "s", "body": "b",
        "language": "nb", "made_at": AT, "made_by": "kari", "state": "sent", "attempts": 1,
    },
    "invitations": {
        "id": "i", "employer_id": "E1", "email": "a@b.no", "made_at": AT, "made_by": "kari",
        "expires_at": AT,
    },
    "sign_in_links": {"id": "l", "account": "kari", "made_at": AT, "expires_at": AT},
    "call_requests": {"employer_id": "E1", "asked_at": AT, "asked_by": "a", "settled_at": AT},
    "complaints": {
        "employer_id": "E1", "office_id": "N1", "kind": "other", "text": "x",
        "said_on": AT.date(), "said_by": "kari", "settled_on": AT.date(), "settled_by": "astrid",
    },
    "stops": {
        "mentor_id": "M1", "reason": "away", "starts": AT.date(), "ends": AT.date(),
        "set_on": AT.date(), "set_by": "kari",
    },
    "api_tokens": {
        "id": "t", "digest": "d", "name": "n", "scopes": "s", "office_id": "N1",
        "made_by": "kari", "made_on": AT.date(), "expires_on": AT.date(),
    },
    "idempotency_keys": {"token_id": "t", "key": "k", "request_digest": "d", "made_at": AT},
    "api_usage": {"token_id": "t", "minute": AT, "count": 1},
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPIRING, ids=lambda kind: kind.period)
def test_each_kind_goes_by_its_own_period_and_nothing_else(kind: object, full: sa.Engine) -> None:
    with writing(full) as connection:
        for table, row in OLD.items():
            connection.execute(METADATA.tables[table].insert().values(row))
        marks = METADATA.tables["day_marks"]
        connection.execute(marks.update().values(until=date(2026, 4, 1)))
        talks = METADATA.tables["employer_contacts"]
        connection.execute(talks.update().values(settled_on=date(2026, 4, 1)))
    names = [t for t in METADATA.tables if not t.startswith(("audit", "store_version"))]
    before = {name: rows(full, name) for name in names}
    one = Retention(**dict.fromkeys(Retention.__slots__, 0) | {kind.period: 12})
    seen = overdue(full, one, today=OVER)
    done = apply_retention(full, one, today=OVER, now=NOW)
    changed = {name for name in names if rows(full, name) != before[name]}
    parts = {table.name for table, _ in kind.parts}
    assert changed == (parts if kind.stays else {kind.table, *parts})
    assert done.kinds == seen.kinds
    assert [each.rows > 0 for each in done.kinds] == [each is kind for each in EXPIRING]


def test_every_table_has_a_period_goes_with_the_person_holds_nobody_or_says_why() -> None:
    of_people = {*where.BY_TABLE, *where.NAMED_IN}
    with_period = {kind.table for kind in EXPIRING}
    assert not set(WITHOUT_PERIOD) & (of_people | with_period) - {"plans"}  # only its parts go
    for name in METADATA.tables:
        told = name in of_people or name in with_period or name in WITHOUT_PERIOD
        assert told or not data_subjects(name), name


def test_what_has_no_period_is_counted(full: sa.Engine) -> None:
    seen = overdue(full, Retention(), today=OVER).without_period
    assert seen["accounts"] == 1 and seen["mentors"] == 1 and seen["plans"] == 2
    assert "findings" not in seen


def test_an_open_complaint_and_a_ban_without_an_end_stay(full: sa.Engine) -> None:
    open_ones = {
        "complaints": OLD["complaints"] | {"settled_on": None, "settled_by": None},
        "stops": {"employer_id": "E1", "reason": "banned", "starts": AT.date(),
                  "set_on": AT.date(), "set_by": "astrid"},
    }  # fmt: skip
    with writing(full) as connection:
        for table, row in open_ones.items():
            connection.execute(METADATA.tables[table].insert().values(row))
    apply_retention(full, Retention(), today=OVER, now=NOW)
    assert rows(full, "complaints") == 1 and rows(full, "stops") == 1


def test_an_open_promise_stays(full: sa.Engine) -> None:
    apply_retention(full, Retention(employer_talks_months=1), today=OVER, now=NOW)
    assert rows(full, "employer_contacts") == 1


def test_the_command_shows_first_and_then_removes(
    sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))

    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["retention", *words], prog_name="jobbsmak")
        assert result.exit_code == 0, result.output
        return result.stdout

    people = METADATA.tables["participants"]
    long_over = {"programme_start": date(2018, 1, 8), "programme_end": date(2020, 1, 31)}
    with writing(sqlite_engine) as connection:
        connection.execute(people.update().values(long_over))
        placements = METADATA.tables["placements"]
        long_ago = {"starts": date(2019, 1, 1), "planned_end": None, "ended": date(2020, 1, 31)}
        connection.execute(placements.update().values(long_ago | {"status": "ended"}))
    assert PERSON in run()
    assert json.loads(run("--json"))["people"] == [OTHER, PERSON]
    done = run("--apply")
    assert "people 2" in done and PERSON not in done
    again = json.loads(run("--apply", "--json"))
    assert again["people"] == 0 and again["applied"]
    assert "N1 2020 programme, job: hidden" in run("--statistics")
    assert json.loads(run("--statistics", "--json"))["statistics"]
    both = CliRunner().invoke(cli, ["retention", "--apply", "--statistics"])
    assert both.exit_code == 2


def test_a_model_in_use_that_learned_from_somebody_erased_is_said(full: sa.Engine) -> None:
    assert erased_finding(full, "new") == () and erased_note(full, "new") == ()
    apply_retention(full, JUST_PEOPLE, today=OVER, now=NOW)
    assert erased_in(full, "new") == 1 and erased_in(full, "old") == 0
    assert "Run `jobbsmak train`" in erased_finding(full, "new")[0].text
    assert "learned from 1 people" in erased_note(full, "new")[0]
