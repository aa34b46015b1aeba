"""The model's page: who may see it, what it says of the model in use, and going back from it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotAllowed
from matcher.domain.outcomes import Stage
from matcher.store.engine import reading
from matcher.store.model_registry import DAY_ONE, champion, read_promotions
from matcher.workflows.model_page import Move, model_page, moves
from matcher.workflows.program import open_program
from tests.integration.learned_models import keep_model, keep_night
from tests.integration.web_start import add_accounts, send, signed_in

TODAY = date(2025, 9, 1)
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def app(store: sa.Engine, serve, versions: Path) -> Flask:
    add_accounts(store)
    return serve(store, MODELS=versions)


@pytest.fixture
def rot(app: Flask) -> FlaskClient:
    return signed_in(app, "rot")


def shown(client: FlaskClient, path: str = "/model") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def two(store: sa.Engine, versions: Path) -> tuple[str, str]:
    first = keep_model(store, versions, 1, NOW - timedelta(days=1)).version
    keep_night(store, NOW - timedelta(days=1), "promoted", version=first)
    second = keep_model(store, versions, 2, NOW - timedelta(hours=2)).version
    keep_night(store, NOW - timedelta(hours=2), "kept")
    return first, second


@pytest.mark.parametrize("path", ["/model", "/model/roll-back"])
def test_the_page_is_not_for_advisers(path, kari, two):
    assert kari.get(path).status_code == 403
    assert 'href="/model' not in shown(kari, "/participants")


def test_a_leader_sees_and_may_not_go_back(app, two):
    liv = signed_in(app, "liv")
    assert two[1] in shown(liv) and "/model/roll-back" not in shown(liv)
    assert liv.get("/model/roll-back").status_code == 403
    assert send(liv, "/model/roll-back", seen=two[1]).status_code == 403
    assert "Modell</a>" in shown(liv, "/participants")


def test_the_page_says_from_what_the_model_was_learned_and_how_well_it_does(rot, two):
    page = shown(rot)
    for part in ("En modell lært av utfall er i bruk", two[1], "412 plasseringer", "164",
                 "tatt i bruk av natten", "Stemmer sannsynlighetene?", "0,561 (0,541 til 0,581)",
                 "Gruppe A", "Færre enn fem personer", "Hva lærte vi", "Beholdt modellen",
                 "412 plasseringer, 7 nye", "Stoppet:", "Bedre enn modellen i bruk"):  # fmt: skip
        assert part in page, part
    assert page.count("<circle") == 4 * 8
    # Text in the chart's source is set by attributes: the page's policy allows no inline style.
    assert "style=" not in page and "<style" not in page


def test_a_group_of_fewer_than_five_shows_no_figure(rot, two):
    line = re.search(r"Gruppe D</th>(.*?)</tr>", shown(rot), re.DOTALL)[1]
    assert re.findall(r"\d", re.sub(r"<[^>]*>", "", line)) == []


def test_the_start_model_has_a_page_of_its_own(rot):
    page = shown(rot)
    assert "Startmodellen er i bruk" in page and "Ingen natt har kjørt ennå." in page
    assert "/model/roll-back" not in page and "<circle" not in page
    assert rot.get("/model/roll-back").status_code == 409


def test_an_administrator_goes_back_in_two_steps_and_every_suggestion_follows(rot, two, store):
    asked = shown(rot, "/model/roll-back")
    assert two[0] in asked and two[1] in asked
    done = send(rot, "/model/roll-back", seen=two[1])
    assert (done.status_code, done.location) == (303, "/model")
    page = shown(rot)
    assert f"Nå er {two[0]} i bruk." in page and "gått tilbake til" in page
    with reading(store) as connection:
        assert champion(connection) == two[0]
        assert read_promotions(connection)[-1].promoted_by == "rot"


def test_a_form_that_is_sent_twice_goes_back_once(rot, two, store):
    assert send(rot, "/model/roll-back", seen=two[1]).status_code == 303
    assert send(rot, "/model/roll-back", seen=two[1]).status_code == 409
    with reading(store) as connection:
        assert champion(connection) == two[0]


def test_the_last_step_back_is_the_start_model(rot, two, store):
    send(rot, "/model/roll-back", seen=two[1])
    assert "Startmodellen" in shown(rot, "/model/roll-back")
    send(rot, "/model/roll-back", seen=two[0])
    assert "Startmodellen er i bruk" in shown(rot)
    with reading(store) as connection:
        assert champion(connection) is None
        assert read_promotions(connection)[-1].version == DAY_ONE


def test_the_page_is_in_english_too(rot, two):
    send(rot, "/language", lang="en")
    page = shown(rot)
    assert "Are the probabilities right?" in page and "gets a job" not in page
    assert "0.561 (0.541 to 0.581)" in page


def test_effects_that_intercepts_replaced_are_not_compared():
    one = {"prior": 0.3, "fitted": 1.0, "se": 0.1}
    assert moves({"completes": {"employer_completes": one, "mentor_completes": one}}) == ()


@pytest.mark.parametrize(
    ("fitted", "se", "turned", "sure"),
    [(0.4, 0.05, False, True), (0.4, 0.3, False, False), (-0.1, 0.05, True, True)],
)
def test_a_move_says_whether_it_turned_and_whether_it_may_be_chance(fitted, se, turned, sure):
    move = Move("travel", Stage.FITS, 0.2, fitted, se, (fitted - 0.2) / 0.2)
    assert (move.turned, move.sure) == (turned, sure)


def test_the_use_case_refuses_an_adviser_itself(store, versions):
    program = open_program(str(store.url), versions=versions)
    with pytest.raises(NotAllowed):
        model_page(program, Viewer("kari", Role.ADVISER, "N1"))


def test_an_administrator_begins_at_the_model_and_an_adviser_does_not(rot, kari, two):
    assert rot.get("/").location == "/model"
    assert kari.get("/").location != "/model"


def test_an_administrator_is_shown_no_way_to_participants(rot, two):
    page = rot.get("/model").get_data(as_text=True)
    assert 'href="/participants"' not in page
