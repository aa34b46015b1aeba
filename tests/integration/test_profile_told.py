"""What was told of somebody is read by an employer while something is under way, and not after."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.requests import Answer, NotNow
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.workflows.program import open_program
from matcher.workflows.workplace.answer import Given, answer_signed_in
from matcher.workflows.workplace.ask_employer import withdraw_request
from tests.integration.request_cases import KARI, NOW, OLA, PROFILE
from tests.integration.under_way import UnderWay, call
from tests.integration.web_start import TODAY, signed_in

TOLD = PROFILE.splitlines()[0]


def answer(store: sa.Engine, under_way: UnderWay, given: Given) -> None:
    program = open_program(str(store.url))
    answer_signed_in(program, OLA, "E1", under_way.request_id, given, now=NOW, today=TODAY)
    program.engine.dispose()


def end_it(store: sa.Engine) -> None:
    with writing(store) as connection:
        ended = {"status": "ended", "ended": date(2025, 11, 28)}
        one = t.placements.c.placement_id == "PL2"
        connection.execute(t.placements.update().where(one).values(ended))


def ways(app: Flask, under_way: UnderWay) -> dict[str, bool]:
    """By which ways the employer reads the profile."""
    ola = signed_in(app, OLA.name)
    link = f"/answer/{under_way.token('/answer/')}"
    system = app.test_client(use_cookies=False)
    path = f"/api/v1/requests/{under_way.request_id}"
    pages: dict[str, tuple[FlaskClient, str]] = {
        "page": (ola, f"/workplace/E1/requests/{under_way.request_id}"),
        "list": (ola, "/workplace/E1/requests"),
        "link": (app.test_client(), link),
    }
    found = {name: TOLD in client.get(at).text for name, (client, at) in pages.items()}
    return found | {"call": TOLD in (call(system, path, under_way.employer).json["profile"] or "")}


@pytest.mark.parametrize("given", [None, Given(Answer.TALK), Given(Answer.YES)])
def test_while_something_is_under_way_it_is_read(given, store, under_way, serve):
    if given is not None:
        answer(store, under_way, given)
    assert all(ways(serve(store, TODAY=TODAY), under_way).values())


def say_no(store: sa.Engine, under_way: UnderWay) -> None:
    answer(store, under_way, Given(Answer.NOT_NOW, NotNow.BUSY))


def take_back(store: sa.Engine, under_way: UnderWay) -> None:
    withdraw_request(store, KARI, under_way.request_id, now=NOW)


def come_to_an_end(store: sa.Engine, under_way: UnderWay) -> None:
    answer(store, under_way, Given(Answer.YES))
    end_it(store)


@pytest.mark.parametrize("over", [say_no, take_back, come_to_an_end])
def test_once_it_is_over_the_employer_reads_it_no_more_and_the_office_does(
    over: Callable[[sa.Engine, UnderWay], None], store, under_way, serve
):
    over(store, under_way)
    app = serve(store, TODAY=TODAY)
    assert not any(ways(app, under_way).values())
    path = f"/api/v1/requests/{under_way.request_id}"
    assert TOLD in call(app.test_client(), path, under_way.office).json["profile"]
    assert TOLD in signed_in(app, "kari").get(f"/requests/{under_way.request_id}").text
