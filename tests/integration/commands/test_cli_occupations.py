"""The command ``occupations``: a document for each text, plain words, bytes that are no text."""

import json
from pathlib import Path

import pytest

from tests.integration.commands.command_steps import document, run


class TestOccupations:
    """Needs no store."""

    @pytest.fixture(autouse=True)
    def without_a_store(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")

    def test_one_document_as_the_contract_says(self) -> None:
        found = document(run("occupations", "butikk", "--json"))
        assert list(found) == ["text", "matches"] and found["text"] == "butikk"
        for match in found["matches"]:
            assert list(match) == ["code", "name", "score", "via"]
            assert len(match["code"]) == 4 and 0 < match["score"] <= 1
        scores = [match["score"] for match in found["matches"]]
        assert scores == sorted(scores, reverse=True) and scores

    def test_nothing_is_an_honest_nothing(self) -> None:
        assert document(run("occupations", "vet ikke", "--json"))["matches"] == []
        assert run("occupations", "vet ikke").stdout == "No occupation is named there.\n"

    def test_a_text_a_line_is_a_document_a_line(self) -> None:
        result = run("occupations", "-", given=b"kokk\r\n\nvet ikke\n")
        documents = [json.loads(line) for line in result.stdout.splitlines()]
        assert [each["text"] for each in documents] == ["kokk", "", "vet ikke"]
        assert documents[0]["matches"] and documents[1]["matches"] == []

    def test_a_bom_is_no_part_of_the_text(self) -> None:
        result = run("occupations", "-", given=b"\xef\xbb\xbfkokk\n")
        assert json.loads(result.stdout)["text"] == "kokk"

    def test_bytes_that_are_no_text(self) -> None:
        result = run("occupations", "-", given=b"kokk\nsjaf\xf8r\n")
        assert result.exit_code == 1 and "Traceback" not in result.output
        assert result.stderr == "Error: Line 2 is not UTF-8 text; save the input as UTF-8.\n"
        assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["kokk"]
