"""Two advisers, or an adviser and an employer, at the last place at the same instant: one gets it.

Played through the pages, on both databases: the others are told, and never is there one more than
there is room for.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Employer, Mentor, Office, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.placements import OPEN_STATUSES
from matcher.domain.purposes import Purpose
from matcher.store import tables as t
from matcher.store.engine import reading, writing
from matcher.store.placement_events import kept_placements
from matcher.store.readers import Account
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from tests.integration.at_once import at_once
from tests.integration.request_cases import NOW
from tests.integration.web_start import PASSWORD_HASH, TODAY, add_accounts, signed_in, token_of

STARTS, ENDS = TODAY + timedelta(days=7), TODAY + timedelta(days=11)
PEOPLE = 4
ADVISERS = ("kari", "eva")


@pytest.fixture
def app(engine: sa.Engine, serve: Callable[..., Flask]) -> Flask:
    """One opening with many slots whose only mentor has room for one; several participants."""
    market = Market(
        offices=(Office("N1", "Testvik"), Office("N2", "Prøvedal")),
        participants=tuple(Participant(f"P{n}", "N1", "kari") for n in range(PEOPLE)),
        employers=(Employer("E1", "Prøvebutikken", capacity=9),),
        mentors=(Mentor("M1", "E1", "Mia", capacity=1),),
        openings=(
            Opening(
                "O1", "E1", "Butikk", "5223", tuple(Purpose), 9, ("M1",),
                status=OpeningStatus.OPEN,
            ),
        ),
    )  # fmt: skip
    with writing(engine) as connection:
        upsert_market(connection, market)
        add_account(
            connection,
            Account("ola@prove.no", Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id="E1"),
        )
    add_accounts(engine)
    return serve(engine, TODAY=TODAY)


def choosing(client: FlaskClient, person: str) -> Callable[[], TestResponse]:
    path = f"/participants/{person}/suggestions/O1/choose"
    form = {
        "csrf_token": token_of(client.get(path).text), "purpose": "taste", "mentor_id": "M1",
        "starts": STARTS.isoformat(), "planned_end": ENDS.isoformat(),
    }  # fmt: skip
    return lambda: client.post(path, data=form)


def answering(client: FlaskClient, path: str, answer: str) -> Callable[[], TestResponse]:
    form = {"csrf_token": token_of(client.get("/password").text), "answer": answer}
    return lambda: client.post(path, data=form)


def there(engine: sa.Engine) -> list[str]:
    with reading(engine) as connection:
        open_ones = t.placements.c.status.in_([status.value for status in OPEN_STATUSES])
        return [each.placement.status.value for each in kept_placements(connection, open_ones)]


def test_of_two_advisers_at_the_last_mentor_place_one_gets_it_and_the_other_is_told(app, engine):
    clients = [signed_in(app, name) for name in ADVISERS]
    for people in ((0, 1), (2, 3)):  # the second time it is full, and both are told
        answers = at_once(
            *(choosing(client, f"P{n}") for client, n in zip(clients, people, strict=True))
        )
        assert there(engine) == ["proposed"]
        statuses = sorted(each.status_code for each in answers)
        assert statuses == ([303, 422] if people == (0, 1) else [422, 422])
        told = [each.text for each in answers if each.status_code == 422]
        assert all("kapasitet i denne perioden" in text or "fullt" in text for text in told)


def test_an_employers_yes_and_an_advisers_cancelling_at_once_leave_one_truth(app, engine):
    kari, ola = signed_in(app, "kari"), signed_in(app, "ola@prove.no")
    assert choosing(kari, "P0")().status_code == 303
    with reading(engine) as connection:
        (kept,) = kept_placements(connection)
    placement = kept.placement.placement_id
    request = send_request(
        engine, Viewer("kari", Role.ADVISER, "N1"), placement,
        Ask("Vil prøve butikk.", TODAY, "kari", TODAY + timedelta(days=3)), now=NOW, today=TODAY,
    )  # fmt: skip
    cancel = {"csrf_token": token_of(kari.get("/password").text), "version": "1"}
    yes, off = at_once(
        answering(ola, f"/workplace/E1/requests/{request.id}", "yes"),
        lambda: kari.post(f"/placements/{placement}/steps/cancel", data=cancel),
    )
    assert sorted((yes.status_code, off.status_code)) == [303, 409]
    assert there(engine) == (["accepted"] if yes.status_code == 303 else [])
    loser = yes if off.status_code == 303 else off
    assert "gjelder ikke lenger" in loser.text or "ble endret mens" in loser.text


def test_of_two_answers_at_once_one_counts_and_the_other_sees_it(app, engine):
    kari = signed_in(app, "kari")
    clients = [signed_in(app, "ola@prove.no") for _ in range(2)]
    assert choosing(kari, "P0")().status_code == 303
    with reading(engine) as connection:
        (kept,) = kept_placements(connection)
    request = send_request(
        engine, Viewer("kari", Role.ADVISER, "N1"), kept.placement.placement_id,
        Ask("Vil prøve butikk.", TODAY, "kari", TODAY + timedelta(days=3)), now=NOW, today=TODAY,
    )  # fmt: skip
    path = f"/workplace/E1/requests/{request.id}"
    tokens = [token_of(client.get("/password").text) for client in clients]
    yes, no = at_once(
        lambda: clients[0].post(path, data={"csrf_token": tokens[0], "answer": "yes"}),
        lambda: clients[1].post(
            path, data={"csrf_token": tokens[1], "answer": "not_now", "not_now": "busy"}
        ),
    )
    assert sorted((yes.status_code, no.status_code)) == [303, 409]
    assert there(engine) == (["accepted"] if yes.status_code == 303 else [])
