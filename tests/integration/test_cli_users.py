"""The commands about accounts, as an operator types them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.store.audit import read_looks
from matcher.store.audit_chain import verify_chain
from matcher.store.engine import reading
from matcher.store.readers import read_account
from matcher.store.trust_tables import audit_log
from matcher.workflows.change_user import change_own_password
from matcher.workflows.sessions import begin_session, resume_session
from matcher.workflows.sign_in import sign_in
from matcher.workflows.throttle import Attempt

PASSWORD, NEW = "en lang setning", "en annen lang setning"
IDLE = timedelta(hours=2)
Run = Callable[..., Result]


@pytest.fixture
def run(store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    url = store.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)

    def command(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["user", *words], input=typed)

    return command


@pytest.fixture
def kari(run: Run) -> None:
    assert run("add", "kari", "--office", "N1", "--password-stdin", typed=PASSWORD).exit_code == 0


def opens(engine: sa.Engine, password: str) -> bool:
    attempt = Attempt("kari", password, "192.0.2.1", None, "k" * 32)
    return sign_in(engine, attempt, datetime.now(UTC)) is not None


def signed_in(engine: sa.Engine, session_id: str) -> bool:
    return resume_session(engine, session_id, datetime.now(UTC), IDLE) is not None


@pytest.mark.parametrize("password", ["kort", "passordpassord", "karikarikari", "x" * 201])
def test_a_password_that_may_not_be_chosen_adds_nobody(password, run, store):
    done = run("add", "kari", "--office", "N1", "--password-stdin", typed=password)
    assert done.exit_code == 1 and done.output.startswith("Error: The password is")
    with reading(store) as connection:
        assert read_account(connection, "kari") is None


def test_the_password_is_asked_for_twice_and_never_shown(run, store):
    done = run("add", "kari", "--office", "N1", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0 and PASSWORD not in done.output
    assert opens(store, PASSWORD)


def test_an_account_without_a_password_opens_with_none(run, store):
    assert run("add", "kari", "--office", "N1", "--no-password").exit_code == 0
    assert not opens(store, "") and not opens(store, "None")
    both = run("add", "nils", "--no-password", "--password-stdin")
    assert both.exit_code == 2


def test_a_new_password_signs_out_everywhere(run, kari, store):
    session_id = begin_session(store, "kari", datetime.now(UTC))
    assert run("password", "kari", "--password-stdin", typed=NEW).exit_code == 0
    assert not signed_in(store, session_id)
    assert opens(store, NEW) and not opens(store, PASSWORD)


def test_a_closed_account_is_out_until_it_is_opened_again(run, kari, store):
    session_id = begin_session(store, "kari", datetime.now(UTC))
    assert "1 session ended" in run("close", "kari").output
    assert not signed_in(store, session_id) and not opens(store, PASSWORD)
    again = run("close", "kari")
    assert again.exit_code == 1 and "closed already" in again.output
    for words in (("password", "kari"), ("link", "kari", "https://x", "1"), ("unlink", "kari")):
        assert run(*words).exit_code == 1
    assert "already" in run("add", "kari", "--office", "N1", "--no-password").output
    assert run("reopen", "kari").exit_code == 0
    assert opens(store, PASSWORD)
    assert run("reopen", "kari").exit_code == 1


def test_revoking_ends_the_sessions_and_leaves_the_account(run, kari, store):
    session_id = begin_session(store, "kari", datetime.now(UTC))
    assert "1 session ended" in run("revoke", "kari").output
    assert not signed_in(store, session_id) and opens(store, PASSWORD)
    assert "0 sessions ended" in run("revoke", "kari").output


def test_the_list_says_who_may_sign_in(run, kari):
    run("add", "rot", "--role", "administrator", "--no-password")
    run("close", "kari")
    assert run("list").output.splitlines() == [
        "kari\tadviser\tN1\t-\t-\tclosed", "rot\tadministrator\t-\t-\t-",
    ]  # fmt: skip
    found = json.loads(run("list", "--json").output)
    assert found[0] == {"name": "kari", "role": "adviser", "office_id": "N1",
                        "employer_id": None, "person_name": None, "phone": None,
                        "closed": True}  # fmt: skip


def test_an_account_is_linked_to_one_person_and_a_person_to_one_account(run, kari):
    run("add", "nils", "--office", "N2", "--no-password")
    assert run("link", "kari", "https://login.example.org", "1").exit_code == 0
    for name, subject in (("kari", "2"), ("nils", "1")):
        done = run("link", name, "https://login.example.org", subject)
        assert done.exit_code == 1 and "linked already" in done.output
    assert "1 link forgotten" in run("unlink", "kari").output
    assert run("link", "nils", "https://login.example.org", "1").exit_code == 0


def test_every_change_of_an_account_stands_in_the_audit_log_by_its_name(run, kari, store):
    issuer = "https://login.example.org"
    assert run("password", "kari", "--password-stdin", typed=NEW).exit_code == 0
    assert run("link", "kari", issuer, "1").exit_code == 0
    for verb in ("unlink", "revoke", "close", "reopen"):
        assert run(verb, "kari").exit_code == 0
    run("close", "nobody")
    run("reopen", "kari")
    assert logged(store) == [
        ("command line", "sign_in", f"cli user {verb}: kari")
        for verb in ("add", "password", "link", "unlink", "revoke", "close", "reopen")
    ]
    with reading(store) as connection:
        assert verify_chain(connection).problem is None
        assert read_looks(connection, "P1", 10) == (), "nobody was looked at"


def test_a_password_that_somebody_changes_stands_in_the_log_under_their_own_name(kari, store):
    attempt = Attempt("kari", PASSWORD, "192.0.2.1", None, "k" * 32)
    change_own_password(store, attempt, {"new": NEW, "again": NEW}, now=datetime.now(UTC))
    assert logged(store)[-1] == ("kari", "sign_in", "unnamed: kari")


def logged(engine: sa.Engine) -> list[tuple[str, ...]]:
    c = audit_log.c
    with engine.connect() as connection:
        rows = connection.execute(sa.select(c.actor, c.action, c.page).order_by(c.id))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    "words", [("password", "x"), ("close", "x"), ("reopen", "x"), ("revoke", "x"), ("unlink", "x")]
)
def test_a_name_that_nobody_has_is_said_so(words, run):
    done = run(*words)
    assert done.exit_code == 1 and "There is no" in done.output and '"x"' in done.output


def test_an_employers_person_has_an_address_and_an_employer(run, store):
    added = run("add", "Ola@Butikken.no", "--employer", "E1", "--role", "employer", "--no-password")
    assert added.exit_code == 0
    with reading(store) as connection:
        account = read_account(connection, "ola@butikken.no")
    assert account is not None and (account.employer_id, account.office_id) == ("E1", None)
    (listed,) = json.loads(run("list", "--json").output)
    assert (listed["role"], listed["employer_id"]) == ("employer", "E1")


@pytest.mark.parametrize(
    "words",
    [
        ("ola", "--employer", "E1", "--role", "employer"),
        ("ola@butikken.no", "--role", "employer"),
        ("ola@butikken.no", "--employer", "E9", "--role", "employer"),
        ("ola@butikken.no", "--employer", "E1", "--office", "N1", "--role", "employer"),
        ("kari", "--office", "N1", "--employer", "E1"),
    ],
)
def test_an_employers_account_that_does_not_fit_is_refused(run, words):
    done = run("add", *words, "--no-password")
    assert done.exit_code == 1 and done.output.startswith("Error: ")
