"""Every page with every role, another office's ids and no sign-in, against `web/ACCESS.md`."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import web
from matcher.cli import cli
from matcher.domain.access import Role
from matcher.domain.employers import Employer
from matcher.store.employer_tables import call_requests, complaints, invitations, requests, stops
from matcher.store.engine import reading, writing
from matcher.store.readers import Account, read_market
from matcher.store.writers import add_account, upsert_rows
from tests.integration.web_start import PASSWORD, PASSWORD_HASH

TABLE = (Path(web.__file__).parent / "ACCESS.md").read_text(encoding="utf-8")
TODAY = date(2025, 9, 1)
NAME = "Hemmelig Hansen"
ROLES = (
    "adviser", "leader", "administrator", "another office", "employer", "another employer",
    "nobody",
)  # fmt: skip
# Role, office and employer of each.
ACCOUNTS = (
    ("adviser", Role.ADVISER, "N1", None),
    ("leader", Role.LEADER, "N1", None),
    ("administrator", Role.ADMINISTRATOR, None, None),
    ("another office", Role.ADVISER, "N2", None),
    ("employer", Role.EMPLOYER, None, "E1"),
    ("another employer", Role.EMPLOYER, None, "E2"),
)
# What stands in the store about P1, and in no answer to anybody else.
SECRETS = (NAME, "stå i kassa")
LOGS = ("placement_events", "reports_given", "week_activities", "follow_ups", "suggestion_lists")
IDS = {
    "participant_id": "P1",
    "placement_id": "PL1",
    "opening_id": "O1",
    "employer_id": "E1",
    "call_id": 1,
    "complaint_id": 1,
    "contact_id": 1,
    "filename": "app.js",
    "invitation_id": "I1",
    "mail_id": "guessed",
    "mentor_id": "M1",
    "months": 3,
    "rank": 1,
    "reporter": "mentor",
    "request_id": "R1",
    "rule": "travel",
    "secret": "guessed",
    "sheet_id": "R1",
    "step": "end",
    "stop_id": 1,
    "token": "guessed",
}
INVITATION = {
    "id": "I1", "employer_id": "E1", "office_id": "N1", "email": "ny@butikken.no",
    "made_at": datetime(2025, 9, 1), "made_by": "adviser", "expires_at": datetime(2100, 9, 1),
}  # fmt: skip
COMPLAINT = {"id": 1, "employer_id": "E1", "office_id": "N1", "kind": "unsafe",
             "text": "Vått gulv.", "said_on": TODAY, "said_by": "adviser"}  # fmt: skip
CALL = {"id": 1, "employer_id": "E1", "placement_id": "PL1", "asked_at": datetime(2025, 9, 1),
        "asked_by": "employer"}  # fmt: skip
AWAY = {"id": 1, "mentor_id": "M1", "reason": "away", "starts": TODAY, "ends": TODAY,
        "set_on": TODAY, "set_by": "employer"}  # fmt: skip
ASKED = {
    "id": "R1", "placement_id": "PL1", "status": "sent", "profile": "Vil prøve.",
    "agreed_on": TODAY, "agreed_with": "adviser", "made_at": datetime(2025, 9, 1),
    "made_by": "adviser", "answer_by": TODAY, "version": 1, "sent_at": datetime(2025, 9, 1),
}  # fmt: skip
# What a form needs before it asks whose it is.
FORMS = {
    "employer_people.close": {"email": "employer"},
    "employer_people.reopen": {"email": "employer"},
    "language.choose": {"lang": "en"},
    "my_day.done": {"key": "programme:P1:half_time:2025-01-01"},
    "my_day.later": {"key": "programme:P1:half_time:2025-01-01", "to": "2025-09-08"},
    "my_day.undo": {"key": "programme:P1:half_time:2025-01-01"},
    "placement.change": {"version": "1"},
    "requests.consent": {"say": "no"},
    "workplace_requests.answer": {"answer": "yes"},
    "plan_steps.undo": {"undo": "dismiss|P1|O1"},
}


def lines(pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each line of a table whose first cell is such a name: its cells, by the table's headings."""
    headings: list[str] = []
    for line in TABLE.splitlines():
        first, *others = [cell.strip() for cell in line.strip("|").split("|")]
        if first in ("page", "command", "call"):
            headings = others
        elif found := re.fullmatch(f"`({pattern})`", first):
            yield found[1], dict(zip(headings, others, strict=True))


PAGES = {
    name: {"another employer": words["employer"], **words}
    for name, words in lines("(?:GET|POST) [^`]+")
    if "employer" in words
}
# With a token alone: every role is asked for one, for a cookie opens nothing there.
CALLS = {name: words for name, words in lines("(?:GET|POST|PATCH) [^`]+") if "scope" in words}
PAGES |= dict.fromkeys(CALLS, dict.fromkeys(ROLES, "token"))


@pytest.fixture(params=ROLES)
def role(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def app(store: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    """The pages on the small market, where P1 has a name, and E2 takes nobody yet."""
    with writing(store) as connection:
        connection.execute(sa.text("UPDATE participants SET name = :n WHERE participant_id = 'P1'"),
                           {"n": NAME})  # fmt: skip
        upsert_rows(connection, "employers", [Employer("E2", "Naboen")])
        for name, role, office, employer in ACCOUNTS:
            add_account(
                connection,
                Account(name, role, PASSWORD_HASH, TODAY, office, employer_id=employer),
            )
        connection.execute(invitations.insert().values(INVITATION))
        connection.execute(requests.insert().values(ASKED))
        connection.execute(call_requests.insert().values(CALL))
        connection.execute(complaints.insert().values(COMPLAINT))
        connection.execute(stops.insert().values(AWAY))
    made = serve(store, TODAY=TODAY)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def client(app: Flask, role: str) -> FlaskClient:
    made = app.test_client()
    if role != "nobody":
        answer = made.post("/sign-in", data={"name": role, "password": PASSWORD})
        assert answer.status_code == 303
    return made


def rules(app: Flask) -> list[tuple[str, Rule]]:
    found = [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    # The forms after the pages, for they change what is there; signing in and out at the very end.
    last = ("sign_in.sign_out", "sign_in.sign_in")
    return sorted(found, key=lambda one: (one[1].endpoint in last, one[0], one[1].rule))


def word_of(status: int, location: str, rule: Rule) -> str:
    if location.startswith("/sign-in") and not rule.endpoint.startswith("sign_in."):
        return "sign in"
    return {401: "token", 403: "refused", 404: "hidden"}.get(status, "let in")


EXPECTED = {"yes": "let in", "own": "let in", "link": "hidden"}


def held(store: sa.Engine) -> list[object]:
    """What is held of the participants."""
    with reading(store) as connection:
        market = read_market(connection)
        counts = [connection.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in LOGS]
    return [market.participants, market.wishes, market.placements, market.outcomes,
            market.dismissals, market.facts, counts]  # fmt: skip


def test_every_page_lets_in_whom_the_table_says_and_nobody_else(app, client, role, store):
    wrong, before = [], held(store)
    for method, rule in rules(app):
        words = PAGES.get(f"{method} {rule.rule}")
        if words is None or not rule.arguments <= IDS.keys():
            lacks = "web/ACCESS.md" if words is None else "IDS above"
            wrong.append(f"`{method} {rule.rule}` is missing in {lacks}")
            continue
        _, path = rule.build({name: IDS[name] for name in rule.arguments})
        answer = client.open(path, method=method, data=FORMS.get(rule.endpoint, {}))
        said = word_of(answer.status_code, answer.location or "", rule)
        if said != EXPECTED.get(words[role], words[role]):
            wrong.append(f"{method} {rule.rule}: {words[role]} expected, {answer.status_code}")
        if role not in ("adviser", "leader"):
            text = answer.get_data().decode("utf-8", "replace")
            wrong += [f"{method} {rule.rule} shows {s}" for s in SECRETS if s in text]
    assert "; ".join(wrong) == ""
    assert role in ("adviser", "leader") or held(store) == before


def test_the_table_names_no_page_that_is_not_there(app):
    there = {f"{method} {rule.rule}" for method, rule in rules(app)}
    assert set(PAGES) - there == set()


def test_the_table_uses_its_own_words_only():
    known = {"yes", "own", "hidden", "refused", "sign in", "link", "token"}
    assert {word for words in PAGES.values() for word in words.values()} <= known


def commands(group: click.Group, name: str = "jobbsmak") -> Iterator[str]:
    for own, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {own}")
        else:
            yield f"{name} {own}"


def test_the_table_names_every_command_and_no_other():
    table = dict(lines("jobbsmak [^`]+"))
    assert set(table) == set(commands(cli))
    assert {cells["noted"] for cells in table.values()} <= {"each", "all", "counts", "nobody"}
