"""What was done to the audit log is found, and where; the guards are taken away first."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.errors import BadInput, StoreProblem
from matcher.store.audit_chain import verify_chain, verify_end
from matcher.store.engine import reading
from matcher.store.readers import read_participant
from matcher.workflows.doctor import examine
from tests.integration.audit_looks import KARI, check, look, look_five_times


@pytest.fixture
def open_log(filled: sa.Engine) -> sa.Engine:
    """Five rows, and nothing that guards them."""
    look_five_times(filled)
    guards = ("audit_log_no_change ON audit_log",)
    if filled.dialect.name == "sqlite":
        guards = ("audit_log_no_update", "audit_log_no_delete")
    tamper(filled, *(f"DROP TRIGGER {guard}" for guard in guards))
    assert check(filled).problem is None
    return filled


def tamper(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statements", "at", "problem"),
    [
        (["DELETE FROM audit_log WHERE id = 3"], 3, "removed"),
        (["DELETE FROM audit_log WHERE id = 1"], 1, "removed"),
        (["DELETE FROM audit_log WHERE id = 5"], 5, "cut off"),
        (["DELETE FROM audit_log"], 1, "cut off"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 2"], 2, "altered"),
        (["UPDATE audit_log SET digest = 'x' WHERE id = 5"], 5, "altered"),
        (["UPDATE audit_log SET previous = 'x' WHERE id = 4"], 4, "does not follow"),
        (["UPDATE audit_log SET id = id + 100 WHERE id = 4"], 4, "removed"),
        (["UPDATE audit_log SET id = 0 WHERE id = 4"], 1, "put before"),
        (
            ["UPDATE audit_log SET id = 9 WHERE id = 2", "UPDATE audit_log SET id = 2 WHERE id = 3",
             "UPDATE audit_log SET id = 3 WHERE id = 9"],
            2,
            "does not follow",
        ),
        (
            ["INSERT INTO audit_log SELECT 6, happened_at, actor, role, office_id, action, allowed,"
             " page, person, digest, 'x' FROM audit_log WHERE id = 5"],
            6,
            "altered",
        ),
        (["UPDATE audit_head SET length = 4"], 5, "past the head"),
        (["UPDATE audit_head SET digest = 'x'"], 5, "head knows"),
        (["DELETE FROM audit_head"], 5, "head of the chain was removed"),
    ],
)  # fmt: skip
def test_what_was_done_to_the_log_is_found_and_where(open_log, statements, at, problem):
    tamper(open_log, *statements)
    found = check(open_log)
    assert found.broken_at == at and problem in found.problem


@pytest.mark.parametrize(
    ("statements", "at", "problem"),
    [
        (["DELETE FROM audit_log WHERE id = 5"], 5, "cut off"),
        (["DELETE FROM audit_log WHERE id = 3"], 3, "removed"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 4"], 4, "altered"),
        (["UPDATE audit_log SET digest = 'x' WHERE id = 3"], 4, "does not follow"),
        (["UPDATE audit_head SET length = 4"], 5, "past the head"),
        (["DELETE FROM audit_head"], 0, "head of the chain was removed"),
        (["UPDATE audit_log SET actor = 'ola' WHERE id = 1"], None, None),
    ],
)
def test_a_look_at_the_end_finds_what_was_done_there_and_only_there(
    open_log, statements, at, problem
):
    tamper(open_log, *statements)
    with reading(open_log) as connection:
        found = verify_end(connection, 2)
    assert found.broken_at == at and (problem or "") in (found.problem or "")


@pytest.mark.parametrize("most", [1, 2, 4, 5, 6, 1_000])
def test_the_end_of_a_whole_log_is_whole_however_much_is_looked_at(open_log, most):
    with reading(open_log) as connection:
        assert verify_end(connection, most) == verify_chain(connection)


def test_the_doctor_says_where_the_log_is_broken(open_log, tmp_path):
    url = open_log.url.render_as_string(hide_password=False)

    def said() -> dict[str | None, str]:
        found = examine(url, tmp_path, now=datetime.now(UTC)).findings
        return {each.entry: each.text for each in found if each.check == "audit"}

    assert list(said().values()) == ["The audit log's 5 rows end whole."]
    tamper(open_log, "UPDATE audit_log SET actor = 'ola' WHERE id = 4")
    assert "broken at row 4" in said()["audit-broken"]
    runbook = (Path(__file__).parents[2] / "models" / "DOCTOR.md").read_text(encoding="utf-8")
    assert "\n## audit-broken\n" in runbook


def test_without_the_head_nothing_can_be_read_of_anybody(open_log):
    tamper(open_log, "DELETE FROM audit_head")
    with pytest.raises(StoreProblem, match="audit verify"), reading(open_log) as connection:
        read_participant(connection, KARI, "P1")


def test_a_chain_that_was_cut_and_given_a_new_head_is_found_by_an_anchor(open_log):
    anchor = check(open_log).anchor
    with open_log.connect() as connection:
        fourth = connection.exec_driver_sql("SELECT digest FROM audit_log WHERE id = 4").scalar()
    tamper(
        open_log,
        "DELETE FROM audit_log WHERE id = 5",
        f"UPDATE audit_head SET length = 4, digest = '{fourth}'",
    )
    assert check(open_log).problem is None  # what cannot be found without one
    found = check(open_log, anchor)
    assert found.broken_at == 5 and "cut off" in found.problem
    look(open_log, KARI, "something else")
    found = check(open_log, anchor)
    assert found.broken_at == 5 and "anchor" in found.problem


@pytest.mark.parametrize("anchor", ["", "5", "x:y", "5:abc"])
def test_an_anchor_that_is_none_is_refused(filled, anchor):
    with pytest.raises(BadInput, match="anchor"):
        check(filled, anchor)
