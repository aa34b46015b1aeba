"""Every operation of the API, asked by a system it is not for: it tells and changes nothing."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.domain.api import EMPLOYERS, Scope
from matcher.store import tables as t
from matcher.store.employer_tables import mails, requests, stops
from matcher.store.engine import reading
from matcher.workflows.api_tokens import make_token
from tests.integration.under_way import UnderWay
from tests.integration.web_start import TODAY
from web.api.operations import Operation
from web.api.table import OPERATIONS

KEPT = (t.placements, t.outcomes, t.openings, t.mentors, requests, mails, stops)
# Bodies that are taken from whom the operation is for.
BODIES: dict[str, dict[str, Any]] = {
    "postOpening": {"title": "Kokk", "slots": 1, "employer_id": "E1"},
    "changeOpening": {"slots": 9},
    "addMentor": {"name": "Mia", "employer_id": "E1"},
    "changeMentor": {"name": "Mia"},
    "addAbsence": {"first": "2025-09-08"},
    "pauseMentor": {"until": "2025-09-30"},
    "pauseOpening": {"until": "2025-09-30"},
    "sendRequest": {
        "placement_id": "PL2", "profile": "Vil prøve.", "agreed_on": "2025-09-01",
        "agreed_with": "kari", "answer_by": "2025-09-08",
    },
    "answerRequest": {"answer": "yes"},
    "reportOutcome": {"placement_id": "PL1", "reporter": "mentor", "showed_up": True},
}  # fmt: skip
# What an office's system does with every employer's, as its advisers do.
OF_EMPLOYERS = ("Openings", "Mentors", "Capacity")


@pytest.fixture
def client(store: sa.Engine, under_way: UnderWay, serve: Any) -> FlaskClient:
    made: FlaskClient = serve(store, TODAY=TODAY).test_client(use_cookies=False)
    return made


def ask(
    client: FlaskClient, secret: str, operation: Operation, under_way: UnderWay
) -> TestResponse:
    path = f"/api/v1{operation.path.format_map(under_way.ids('PL1'))}"
    sent = {} if operation.takes is None else {"json": BODIES.get(operation.name, {})}
    headers = {"Authorization": f"Bearer {secret}"}
    return client.open(path, method=operation.method, headers=headers, **sent)


def kept(store: sa.Engine) -> list[list[tuple[object, ...]]]:
    with reading(store) as connection:
        return [list(map(tuple, connection.execute(sa.select(table)))) for table in KEPT]


@pytest.mark.parametrize("whose", ["another office", "another employer"])
def test_another_systems_call_tells_nothing_and_changes_nothing(whose, client, store, under_way):
    office = whose == "another office"
    own = {"office_id": "N2", "scopes": Scope} if office else {"employer_id": "E2"}
    given = {"scopes": EMPLOYERS, "name": "t", "made_by": "test", "today": TODAY, **own}
    secret = make_token(store, **given).secret
    before, wrong = kept(store), []
    for operation in OPERATIONS:
        if office and operation.tag in OF_EMPLOYERS:
            continue
        answer = ask(client, secret, operation, under_way)
        told = under_way.told_in(answer, "/")
        if told or kept(store) != before:
            wrong.append((operation.name, answer.status_code, told))
        elif "{" in operation.path or operation.name in BODIES:
            assert answer.status_code in (403, 404), (operation.name, answer.text)
    assert wrong == []


def test_the_bodies_are_taken_from_whom_the_operation_is_for(client, under_way):
    taken = {
        operation.name: ask(client, under_way.office, operation, under_way).status_code
        for operation in OPERATIONS
        if operation.name in BODIES and operation.name != "sendRequest"  # one waits already
    }
    assert {name: status for name, status in taken.items() if status >= 300} == {}
