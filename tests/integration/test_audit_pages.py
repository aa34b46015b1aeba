"""What the pages and commands leave in the audit log, and the page that shows it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

import matcher
from matcher.cli import cli
from matcher.domain.outcomes import Reporter
from matcher.store.engine import reading, writing
from matcher.store.readers import read_participant
from matcher.store.trust_tables import audit_log
from matcher.store.writers import upsert_rows
from tests.integration.web_start import PASSWORD, signed_in

TODAY = date(2025, 9, 1)
NAME = "Hemmelig Hansen"


@pytest.fixture
def app(app: Flask, store: sa.Engine) -> Flask:
    with writing(store) as connection:
        connection.exec_driver_sql(
            f"UPDATE participants SET name = '{NAME}' WHERE office_id = 'N1'"
        )
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def log(store: sa.Engine, *, sign_ins: bool = False) -> list[tuple[object, ...]]:
    c = audit_log.c
    asked = sa.select(c.actor, c.action, c.allowed, c.page).order_by(c.id)
    with store.connect() as connection:
        rows = [tuple(row) for row in connection.execute(asked)]
    return [row for row in rows if sign_ins or row[1] != "sign_in"]


def page(name: str, rule: str) -> str:
    return f"{name} /participants{rule}"


SHOWN = page("participant.show", "/<participant_id>")


def test_a_participants_page_is_noted_once_however_much_it_reads(kari, store):
    kari.get("/participants/P1?purpose=taste")
    kari.get("/participants/P1")
    assert log(store) == [("kari", "read", True, SHOWN)] * 2


def test_a_change_is_noted_as_one(kari, store):
    kari.post("/participants/P1/edit", data={"name": "Ny"})
    where = page("edit.save", "/<participant_id>/edit")
    assert ("kari", "write", True, where) in log(store)


def test_a_refused_change_and_look_are_noted_with_the_person(app, store):
    nils, rot = signed_in(app, "nils"), signed_in(app, "rot")
    nils.get("/participants/P1")
    nils.post("/placements/PL1/steps/end", data={"version": "1"})
    rot.get("/participants/P1")
    steps = "placement.change /placements/<placement_id>/steps/<step>"
    assert log(store) == [
        ("nils", "read", False, SHOWN),
        ("nils", "read", False, steps),
        ("rot", "read", False, SHOWN),
    ]
    with store.connect() as connection:
        asked = sa.select(audit_log.c.person).where(audit_log.c.action == "read")
        assert len(set(connection.execute(asked).scalars())) == 1


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/participants", page("caseload.participants", "")),
        ("/participants?who=office", page("caseload.participants", "")),
        ("/portfolio", "portfolio.show /portfolio"),
        ("/day", "my_day.show /day"),
        ("/placements", "placement.placements /placements"),
        ("/employers", "employers.show /employers"),
        ("/employers/E1", "employers.employer /employers/<employer_id>"),
        ("/plan", "plan.show /plan"),
        ("/doors", "doors.office /doors"),
        ("/calls", "calls.show /calls"),
        ("/find?q=hemmelig", "find.show /find"),
    ],
)
def test_a_list_notes_whom_it_shows_and_not_what_was_typed(path, where, kari, store):
    assert kari.get(path).status_code == 200
    assert log(store) == [("kari", "read", True, where)]
    kari.get(path)  # whoever is known by then
    assert log(store) == [("kari", "read", True, where)]


def test_a_second_viewer_of_what_is_in_memory_is_noted_too(kari, app, store):
    liv = signed_in(app, "liv")
    for client in (kari, liv):
        client.get("/employers?who=office")
        client.get("/find?q=hemmelig")
    assert [row[0] for row in log(store)] == ["kari", "kari", "liv", "liv"]


@pytest.mark.parametrize("path", ["/portfolio/portfolio.xlsx", "/plan/plan.xlsx"])
def test_a_file_that_leaves_the_program_is_noted_as_an_export_each_time(path, kari, store):
    for _ in range(2):
        assert kari.get(path).status_code == 200
    assert [row[:3] for row in log(store)] == [("kari", "export", True)] * 2


def test_signing_in_is_noted_and_so_is_failing(app, store):
    client = app.test_client()
    for name in ("kari", "my secret password"):
        client.post("/sign-in", data={"name": name, "password": "wrong"})
    client.post("/sign-in", data={"name": "kari", "password": PASSWORD})
    assert [row[:3] for row in log(store, sign_ins=True)] == [
        ("kari", "sign_in", False),
        ("nobody", "sign_in", False),
        ("kari", "sign_in", True),
    ]


def test_a_link_to_a_form_is_noted_by_who_holds_it(app, kari, store):
    path = f"/placements/PL1/report/{Reporter.MENTOR}/link"
    sent = kari.post(path, follow_redirects=True).get_data(as_text=True)
    link = re.search(r"/r/[\w.~=-]+", sent)[0]
    app.test_client().get(link)
    assert log(store)[-1] == ("mentor", "read", True, "report_link.show /r/<token>")
    kari.post(f"/placements/PL1/report/{Reporter.MENTOR}/withdraw")
    app.test_client().get(link)
    assert log(store)[-1] == ("mentor", "read", False, "report_link.show /r/<token>")


def test_pages_about_nobody_leave_nothing(kari, store):
    for path in ("/health", "/sign-in", "/calendar", "/static/app.js", "/nowhere"):
        kari.get(path)
    assert log(store) == []


def test_what_cannot_be_noted_is_not_shown(kari, store):
    with store.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_head")
    for path in ("/participants/P1", "/participants", "/portfolio/portfolio.xlsx"):
        answer = kari.get(path)
        assert answer.status_code == 503 and NAME not in answer.get_data(as_text=True)
        assert answer.headers["Content-Security-Policy"]
    sent = kari.post("/participants/P1/edit", data={"name": "Ny"})
    assert sent.status_code == 503
    with store.connect() as connection:
        asked = "SELECT name FROM participants WHERE participant_id = 'P1'"
        assert connection.exec_driver_sql(asked).scalar() == NAME
    assert kari.get("/health").status_code == 200


def test_a_participants_page_leads_to_who_has_looked(kari, app):
    assert "/participants/P1/looked" in kari.get("/participants/P1").get_data(as_text=True)
    signed_in(app, "liv").post("/participants/P1/edit", data={"name": "Ny"})
    signed_in(app, "nils").get("/participants/P1")
    text = kari.get("/participants/P1/looked").get_data(as_text=True)
    assert "Du så: siden om deltakeren" in text
    assert "Liv endret: opplysningene om deltakeren" in text
    assert "Noen ved et annet kontor fikk ikke se: siden om deltakeren" in text
    assert "nils" not in text.casefold()


def test_a_long_list_of_looks_is_read_page_by_page(kari, store):
    for number in range(120):
        kari.get("/participants/P1/stopped/travel" if number % 2 else "/participants/P1/doors")
    first = kari.get("/participants/P1/looked").get_data(as_text=True)
    older = re.search(r'href="(/participants/P1/looked\?before=\d+)"', first)[1]
    second = kari.get(older).get_data(as_text=True)
    assert "Vis eldre" not in second and "Vis de nyeste" in second
    assert first.count("<li><div>") == 100 and second.count("<li><div>") >= 20
    assert kari.get("/participants/P1/looked?before=x").status_code == 200


def test_moving_to_another_office_closes_the_old_ones_access_at_once(app, kari, store):
    nils = signed_in(app, "nils")
    for path in ("/participants", "/employers?who=office", "/find?q=hemmelig", "/plan"):
        kari.get(path)  # what could be remembered
    assert NAME in kari.get("/participants?who=office").get_data(as_text=True)
    with reading(store) as connection:
        from matcher.domain.access import OPERATOR

        person = read_participant(connection, OPERATOR, "P1")
    with writing(store) as connection:
        upsert_rows(connection, "participants", [replace(person, office_id="N2")])
    for path in ("/participants/P1", "/participants/P1/week", "/placements/PL1"):
        assert kari.get(path).status_code == 404
        assert nils.get(path).status_code == 200
    lists = (
        "/participants?who=office", "/portfolio?who=office", "/day?who=office", "/placements",
        "/employers?who=office", "/employers/E1?who=office", "/find?q=hemmelig", "/plan", "/doors",
    )  # fmt: skip
    for path in lists:
        answer = kari.get(path)
        assert answer.status_code == 200 and NAME not in answer.get_data(as_text=True), path
    assert NAME in nils.get("/participants?who=office").get_data(as_text=True)


# --- Commands -----------------------------------------------------------------------------------


@pytest.fixture
def run(store: sa.Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", str(store.url))
    return lambda *arguments: CliRunner().invoke(cli, list(arguments), prog_name="jobbsmak")


def test_a_command_is_noted_by_its_name(run, store, tmp_path):
    run("suggest", "P1", "--json", "--today", "2025-09-01")
    run("export", str(tmp_path / "out"))
    run("suggest", "P9")
    assert log(store) == [
        ("command line", "read", True, "jobbsmak suggest"),
        ("command line", "export", True, "jobbsmak export"),
        ("command line", "read", False, "jobbsmak suggest"),
    ]


def test_audit_verify_says_whole_and_gives_an_anchor(run):
    run("suggest", "P1", "--today", "2025-09-01")
    done = run("audit", "verify")
    assert done.exit_code == 0 and "The log is whole: 1 rows" in done.output
    anchor = done.output.split()[-1]
    assert run("audit", "verify", "--anchor", anchor).exit_code == 0
    assert run("audit", "verify", "--anchor", "nonsense").exit_code == 1


def test_audit_verify_names_the_row_that_was_altered_and_ends_with_one(run, store):
    for _ in range(3):
        run("suggest", "P1", "--today", "2025-09-01")
    with store.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_log_no_update")
        connection.exec_driver_sql("UPDATE audit_log SET actor = 'nobody' WHERE id = 2")
    done = run("audit", "verify")
    assert done.exit_code == 1 and "broken at row 2: it was altered" in done.stderr
    assert done.stdout == ""
    told = run("audit", "verify", "--json")
    assert told.exit_code == 1 and '"broken_at": 2' in told.stdout


def test_audit_show_lists_the_looks_the_latest_first(run, kari):
    kari.get("/participants/P1")
    run("why", "P1", "O1", "--today", "2025-09-01")
    lines = run("audit", "show", "--participant", "P1").stdout.splitlines()
    assert "command line" in lines[0] and "jobbsmak why" in lines[0]
    assert "kari (adviser)" in lines[1] and SHOWN in lines[1]
    assert (
        '"page": "jobbsmak audit show"'
        in run("audit", "show", "--participant", "P1", "--json").stdout
    )
    assert run("audit", "show", "--participant", "P9").exit_code == 1


# --- No workflow forgets ------------------------------------------------------------------------

# They read people and show none, or somebody whom their caller has looked up and noted.
OF_NOBODY = {
    "warm_up.py": "the market is made ready",
    "why_shown.py": "a disclosure asks, which reads the person first",
    "workplace/request_mails.py": "which office and adviser follow somebody up",
}


def test_every_workflow_that_reads_people_itself_notes_whom():
    folder = Path(matcher.__file__).parent / "workflows"
    reads = re.compile(r"read_all\(\s*connection,\s*Participant\b")
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.py")}
    own = {name for name, text in texts.items() if reads.search(text)}
    assert {name for name in own if "note_" not in texts[name]} == set(OF_NOBODY)
