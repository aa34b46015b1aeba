"""A disclosure says why what was suggested was: each opening's reasons, in plain words."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcher.cli import cli
from matcher.domain.access import OPERATOR
from matcher.domain.retention import Retention
from matcher.workflows.disclose import disclose, disclosure_document, with_reasons
from matcher.workflows.disclosure_text import disclosure_text
from matcher.workflows.program import Program
from matcher.workflows.suggest import suggest
from tests.integration.learning_stores import (
    TODAY,
    copied_store,
    made_up_market,
    make_template,
    program_on,
)

PEOPLE = [
    each.participant_id
    for each in made_up_market().participants
    if each.programme_end is None or each.programme_end > TODAY
]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder: Path = tmp_path_factory.mktemp("why")
    return program_on(copied_store(make_template(folder), folder / "own"), folder / "versions")


def disclosed(program: Program, person: str, *, later: int = 0) -> dict:
    today = TODAY + timedelta(days=later)
    found = disclose(program.engine, OPERATOR, person, Retention(), today=today)
    return disclosure_document(with_reasons(program, found, lang="nb"), "nb")


def test_every_opening_that_was_shown_has_the_reasons_of_its_card(program: Program) -> None:
    for person in PEOPLE[:5]:
        shown = suggest(program, OPERATOR, person, today=TODAY, log=True).suggestions
        why = disclosed(program, person)["why_today"]
        assert why["model_version"] == program.model.version
        by_id = {each["opening_id"]: each for each in why["openings"]}
        assert set(by_id) == {each.opening_id for each in shown}
        for card in shown:
            reasons = [r for r in card.reasons if not r.feature.startswith("mentor_")]
            told = by_id[card.opening_id]
            assert told["speaks_for"] == tuple(r.text for r in reasons if r.effect > 0)
            assert told["speaks_against"] == tuple(r.text for r in reasons if r.effect < 0)
            assert told["chances"] == pytest.approx(card.outcomes)
            assert told["value"] == pytest.approx(card.value)
            assert not told["stopped_by"]


def test_a_place_that_is_no_longer_possible_says_what_stops_it(program: Program) -> None:
    (person, *_) = PEOPLE
    suggest(program, OPERATOR, person, today=TODAY, log=True)
    later = disclosed(program, person, later=4000)["why_today"]["openings"]
    assert later and all(each["stopped_by"] for each in later)


def test_who_was_never_suggested_anything_is_told_that_no_reasons_are_kept(
    program: Program,
) -> None:
    person = PEOPLE[-1]
    found = disclose(program.engine, OPERATOR, person, Retention(), today=TODAY)
    told = with_reasons(program, found, lang="nb")
    assert told.reasons is not None and told.reasons.openings == ()
    text = disclosure_text(told, "nb")
    assert "Grunnene i ord ble ikke lagret" in text and "Taler for" not in text


def test_the_command_tells_the_reasons(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", str(program.engine.url))
    monkeypatch.setenv("JOBBSMAK_MODELS", str(tmp_path / "versions"))
    (person, *_) = PEOPLE
    suggest(program, OPERATOR, person, today=TODAY, log=True)

    def run(*words: str) -> str:
        called = ["disclose", person, "--today", TODAY.isoformat(), *words]
        done = CliRunner().invoke(cli, called, prog_name="jobbsmak")
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "Taler for: " in run() and "Speaks for it: " in run("--lang", "en")
    assert json.loads(run("--json"))["why_today"]["openings"][0]["speaks_for"]
