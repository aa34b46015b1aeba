"""A person's data out, and a person removed everywhere: from tables, texts, files and lists."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.errors import NotFound
from matcher.domain.retention import Retention
from matcher.store import personal_data as where
from matcher.store.audit_chain import verify_chain
from matcher.store.columns import METADATA
from matcher.store.engine import reading
from matcher.store.erasing import count_rows, erased_models
from matcher.store.wiping import IN_USE
from matcher.workflows.disclose import disclose, disclosure_document
from matcher.workflows.disclosure_text import disclosure_text
from matcher.workflows.erase import erase, preview_erasure
from matcher.workflows.export_files import export_files
from tests.integration.rights_store import NAME, OTHER, PERSON, TODAY, TRACES, fill

Run = Callable[..., Result]
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def full(engine: sa.Engine) -> sa.Engine:
    fill(engine)
    return engine


@pytest.fixture
def run(sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    fill(sqlite_engine)
    monkeypatch.setenv("DATABASE_URL", str(sqlite_engine.url))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))
    return lambda *words: CliRunner().invoke(cli, list(words), prog_name="jobbsmak")


def dump(engine: sa.Engine) -> str:
    """Every row of every table of the database, those that the program does not know too."""
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return "\n".join(
            f"{name} {row!r}"
            for name in names
            for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )


def assert_gone(text: str) -> None:
    for trace in TRACES:
        assert trace.lower() not in text.lower(), trace


def _parents(table: sa.Table) -> set[str]:
    return {key.column.table.name for key in table.foreign_keys}


def _refer_to_people() -> set[str]:
    """The tables that name a participant, or a row of a table that does."""
    found = {"participants"} | {t.name for t in METADATA.tables.values() if "participant_id" in t.c}
    while more := {t.name for t in METADATA.tables.values() if _parents(t) & found} - found:
        found |= more
    return found


def test_every_table_stands_in_the_list_exactly_once() -> None:
    parts = [
        set(where.BY_TABLE), set(where.NAMED_IN), set(where.BY_DIGEST),
        set(where.NOT_PARTICIPANTS), set(where.STATISTICS),
    ]  # fmt: skip
    assert sorted(name for part in parts for name in part) == sorted(METADATA.tables)


def test_every_table_that_refers_to_a_participant_is_held() -> None:
    assert _refer_to_people() <= set(where.BY_TABLE)


def test_the_way_to_the_participant_is_one_that_the_tables_have() -> None:
    for held in where.HELD:
        table = where.table_of(held)
        if held.through is not None:
            assert held.through in _parents(table)
            assert {key.parent.name for key in table.foreign_keys
                    if key.column.table.name == held.through} == {held.column}  # fmt: skip
        else:
            assert held.column in table.c


def test_every_column_of_free_text_is_there() -> None:
    for name, columns in where.FREE_TEXT.items():
        assert set(columns) <= set(METADATA.tables[name].c.keys())
    for name, table in METADATA.tables.items():
        written = {"note", "text", "reason", "promised", "answers", "message", "report"}
        free = {
            c.name for c in table.c if c.name in written
            and not any(isinstance(k, sa.CheckConstraint) for k in c.constraints)
        }  # fmt: skip
        assert free <= set(where.FREE_TEXT.get(name, ())), name


def test_the_store_of_these_tests_has_a_row_everywhere(full: sa.Engine) -> None:
    with reading(full) as connection:
        held = set(count_rows(connection, [PERSON]))
    assert held == {*where.BY_TABLE, *where.NAMED_IN} - {"audit_keys"}


def test_a_disclosure_has_every_column_of_every_row(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    document = json.loads(json.dumps(disclosure_document(found, "nb")))
    for held in where.HELD:
        if held.disclosed:
            rows = document["held"][held.table]
            assert rows, held.table
            for row in rows:
                assert set(where.table_of(held).c.keys()) <= set(row)
    assert len(document["held"]["day_marks"]) == 3
    assert document["models_that_learned"] == ["new"]
    assert document["kept"]["erased_from"] == "2028-01-31"
    assert NAME in json.dumps(document, ensure_ascii=False)
    assert "Kari Olsen" not in json.dumps(document, ensure_ascii=False)


def test_a_mentors_own_figures_are_left_out(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    (kept,) = found.held["chosen_features"]
    assert kept["features"] == {"travel_minutes": 25.0, "past_no_shows": None}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("nb", ["Ønskene dine", "stå i kassa", "reisevei i minutter: 25", "formål: arbeidserfaring",
                "ville ansatt: ja", "opplæring som trengs: mer kasse", "likte det: ikke kjent",
                "tidligst 2028-01-31", "Grunnene i ord ble ikke lagret", "truckførerbevis"]),
        ("en", ["Your wishes", "purpose: work experience", "training that is needed: mer kasse",
                "employer: Prøvebutikken", "score that the order follows: 0.42"]),
    ],
)  # fmt: skip
def test_a_disclosure_is_read_in_plain_words(lang: str, said: list[str], full: sa.Engine) -> None:
    text = disclosure_text(disclose(full, OPERATOR, PERSON, Retention(), today=TODAY), lang)
    for each in said:
        assert each in text


def test_who_asked_for_a_disclosure_stands_in_the_next_one(full: sa.Engine) -> None:
    disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    found = disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    assert OPERATOR.name in {look.actor for look in found.looks}
    assert OPERATOR.name in disclosure_text(found, "nb")


def test_after_an_erasure_no_row_of_any_table_tells_of_the_person(full: sa.Engine) -> None:
    disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)  # leaves a key and rows in the log
    assert all(trace.lower() in dump(full).lower() for trace in TRACES)
    with reading(full) as connection:
        before = count_rows(connection, [OTHER])
    done = erase(full, OPERATOR, PERSON, now=NOW)
    assert_gone(dump(full))
    assert set(done.removed.rows) == {*where.BY_TABLE, *where.NAMED_IN}
    with reading(full) as connection:
        after = count_rows(connection, [OTHER])
        assert {name: after[name] for name in before} == before
        assert verify_chain(connection).problem is None


def test_what_was_written_about_others_stays_without_the_name(full: sa.Engine) -> None:
    done = erase(full, OPERATOR, PERSON, now=NOW)
    assert set(done.removed.texts) == {
        "call_requests", "dismissals", "employer_contacts", "experiences", "follow_ups", "nights",
        "placement_events", "reports_given",
    }  # fmt: skip
    text = dump(full)
    assert "fornøyd med […]" in text and "ring […] ([…]) eller […]" in text
    assert "tok over etter […]" in text and "butikk, sammen med […]" in text


def test_the_models_that_learned_are_named_and_the_erasure_is_not_about_anybody(
    full: sa.Engine,
) -> None:
    assert preview_erasure(full, OPERATOR, PERSON).models == ("new",)
    assert erase(full, OPERATOR, PERSON, now=NOW).removed.models == ("new",)
    with reading(full) as connection:
        assert erased_models(connection) == {"new": 1}


def test_an_export_after_an_erasure_has_nothing_of_the_person(
    full: sa.Engine, tmp_path: Path
) -> None:
    erase(full, OPERATOR, PERSON, now=NOW)
    export_files(full, tmp_path / "out")
    written = [file.read_text("utf-8") for file in (tmp_path / "out").iterdir()]
    assert written
    assert_gone("\n".join(written))


def test_the_erasure_itself_stands_in_the_log_and_later_looks_do_not_bring_a_key(
    full: sa.Engine,
) -> None:
    erase(full, OPERATOR, PERSON, now=NOW)
    with pytest.raises(NotFound):
        disclose(full, OPERATOR, PERSON, Retention(), today=TODAY)
    with pytest.raises(NotFound):
        erase(full, OPERATOR, PERSON, now=NOW)
    with reading(full) as connection:
        log = METADATA.tables["audit_log"]
        actions = connection.execute(sa.select(log.c.action, log.c.person)).all()
        assert verify_chain(connection).problem is None
    assert [person is not None for action, person in actions if action == "erase"] == [True]
    assert_gone(dump(full))


def test_no_byte_of_an_erased_person_lingers_in_the_file(
    sqlite_engine: sa.Engine,
) -> None:
    fill(sqlite_engine)
    path = Path(str(sqlite_engine.url.database))
    assert erase(sqlite_engine, OPERATOR, PERSON, now=NOW).lingers is None
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    content = b"".join(file.read_bytes() for file in files)
    for trace in TRACES:
        assert trace.encode() not in content, trace


def test_an_erasure_while_somebody_reads_is_done_and_says_that_bytes_may_linger(
    sqlite_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matcher.store.engine.BUSY_SECONDS", 0.1)
    fill(sqlite_engine)
    with reading(sqlite_engine) as connection:
        connection.exec_driver_sql("SELECT count(*) FROM participants").scalar()
        assert erase(sqlite_engine, OPERATOR, PERSON, now=NOW).lingers == IN_USE
    assert_gone(dump(sqlite_engine))


def test_another_offices_participant_is_not_there_to_be_erased(full: sa.Engine) -> None:
    for viewer in (Viewer("eva", Role.LEADER, "N2"), Viewer("admin", Role.ADMINISTRATOR)):
        with pytest.raises(NotFound):
            erase(full, viewer, PERSON, now=NOW)
    assert PERSON in dump(full)


def test_without_yes_nothing_is_removed_and_it_ends_with_2(run: Run) -> None:
    shown = run("erase", PERSON)
    assert shown.exit_code == 2
    assert "Would be removed" in shown.stdout and "placements           1" in shown.stdout
    assert "Nothing was removed" in shown.stderr
    assert run("disclose", PERSON).exit_code == 0


def test_with_yes_the_person_is_gone_from_every_command(run: Run, tmp_path: Path) -> None:
    done = run("erase", PERSON, "--yes", "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["erased"] and document["models"] == ["new"] and document["lingers"] is None
    today = ("--today", TODAY.isoformat())
    said = [
        run("suggest", "--all", "--json", *today),
        run("plan", "N1", "--json", *today),
        run("report", "N1", "--from", "2026-01-01", "--to", "2026-08-31", "--json", *today),
        run("taste", "--office", "N1", "--json", *today),
        run("doctor", "--json"),
        run("export", str(tmp_path / "out")),
    ]
    for each in said:
        assert_gone(each.stdout)
    assert [each.exit_code for each in said[:4]] == [0, 0, 0, 0]
    for command in (["erase", PERSON, "--yes"], ["erase", PERSON], ["disclose", PERSON],
                    ["suggest", PERSON], ["taste", PERSON]):  # fmt: skip
        refused = run(*command)
        assert refused.exit_code == 1 and "Traceback" not in refused.stderr
        assert refused.stderr.count("\n") == 1


def test_disclose_prints_one_document_or_a_text(run: Run) -> None:
    document = json.loads(run("disclose", PERSON, "--json").stdout)
    assert document["participant_id"] == PERSON
    assert "Alt som er lagret" in run("disclose", PERSON).stdout
    assert "Everything that Jobbsmak holds" in run("disclose", PERSON, "--lang", "en").stdout


def test_a_day_without_an_end_of_the_programme_has_no_day_of_erasure(full: sa.Engine) -> None:
    found = disclose(full, OPERATOR, OTHER, Retention(), today=date(2026, 9, 1))
    assert found.erased_from is None
    text = disclosure_text(found, "nb")
    assert "24 måneder" in text and "Ingen modell har lært" in text
