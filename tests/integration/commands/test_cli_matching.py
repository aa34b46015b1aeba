"""The commands ``suggest`` and ``why``, as a user or a script meets them: documents and text."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from matcher.eligibility.rules import Rule
from matcher.ranking.model import STAGES
from tests.integration.commands.command_steps import (
    AT,
    assert_suggestions_document,
    document,
    lists,
    run,
    somebody,
)


def rows(town: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(town)) as connection:
        return connection.execute(query).fetchall()


class TestSuggest:
    def test_one_document_as_the_contract_says(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "--json"))
        assert_suggestions_document(found)
        assert found["participant_id"] == participant and found["suggestions"]
        assert found["model_version"].startswith("day-one-")

    def test_all_is_one_document_a_line_and_not_logged(self, town: Path) -> None:
        everybody = lists("-n", "2")
        assert len(everybody) > 3
        for each in everybody:
            assert_suggestions_document(each)
            assert len(each["suggestions"]) <= 2
        assert rows(town, "SELECT count(*) FROM suggestion_lists") == [(0,)]

    def test_one_list_is_logged(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "-n", "3", "--json"))
        kept = rows(
            town, "SELECT position, opening_id, probability FROM suggestions_shown ORDER BY 1"
        )
        assert [row[:2] for row in kept] == [
            (each["rank"], each["opening_id"]) for each in found["suggestions"]
        ]
        assert all(0 < row[2] <= 1 for row in kept)

    def test_an_office_and_a_purpose_can_be_asked_for(self, town: Path) -> None:
        offices = {office: lists("--office", office) for office in ("N1", "N2", "N3")}
        assert sum(len(each) for each in offices.values()) == len(lists())
        assert all(
            each["participant_id"] for each in lists("--purpose", "language", "--office", "N1")
        )

    def test_plain_text_says_the_same(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        found = document(run("suggest", participant, *AT, "--json", "--lang", "en"))
        text = run("suggest", participant, *AT, "--lang", "en").stdout
        for each in found["suggestions"]:
            assert each["opening_id"] in text and each["reasons"][0]["text"] in text
        assert "Stopped by rule: " in text and "None" not in text

    def test_text_where_nothing_is_possible(self, town: Path) -> None:
        participant = somebody()["participant_id"]
        text = run("suggest", participant, "--today", "2099-01-01").stdout
        assert "No opening passes every rule." in text


class TestWhy:
    def test_every_rule_and_every_contribution(self, town: Path) -> None:
        asked = somebody()
        opening = asked["suggestions"][0]["opening_id"]
        found = document(run("why", asked["participant_id"], opening, *AT, "--json"))
        assert [rule["rule"] for rule in found["rules"]] == list(Rule)
        assert {rule["state"] for rule in found["rules"]} <= {"met", "not_met", "unknown"}
        assert [stage["stage"] for stage in found["stages"]] == [str(stage) for stage in STAGES]
        for stage in found["stages"]:
            parts = sum(part["log_odds"] for part in stage["contributions"])
            assert stage["intercept"] + parts == pytest.approx(stage["log_odds"], abs=1e-9)
        assert found["eligible"] is True
        assert found["value"] == pytest.approx(asked["suggestions"][0]["value"])

    def test_plain_text(self, town: Path) -> None:
        asked = somebody()
        opening = asked["suggestions"][0]["opening_id"]
        text = run("why", asked["participant_id"], opening, *AT, "--lang", "en").stdout
        assert "The opening is open: The opening is open." in text and "intercept" in text
        assert f"value {asked['suggestions'][0]['value']:.3f}" in text
