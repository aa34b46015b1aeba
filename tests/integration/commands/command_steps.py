"""A command is run in this process, and answers one document, or one clear line."""

import json
from datetime import date
from typing import Any

from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.eligibility.rules import Rule
from matcher.ranking.model import STAGES

TODAY = "2025-09-01"
AT = ("--today", TODAY)


def run(*arguments: str, given: bytes | None = None) -> Result:
    """``given`` is what comes on standard input."""
    return CliRunner().invoke(cli, list(arguments), input=given)


def document(result: Result) -> Any:
    """The one JSON document, alone on one line of standard output."""
    assert result.exit_code == 0, result.output
    assert result.stderr == "" and result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def assert_refused(result: Result, says: str, code: int = 1) -> None:
    """One clear line on standard error, nothing on standard output, no traceback."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert says in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    if code == 1:
        assert result.stderr.startswith("Error: ") and result.stderr.count("\n") == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)


def lists(*arguments: str) -> list[dict[str, Any]]:
    """What ``suggest --all`` says of each who waits."""
    result = run("suggest", "--all", *arguments, *AT, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def somebody() -> dict[str, Any]:
    """The first of those who wait that has suggestions, as ``suggest --all`` says it."""
    return next(each for each in lists() if each["suggestions"])


def assert_suggestions_document(found: dict[str, Any]) -> None:
    """Design section 5: these keys and types, the ranges besides, and no others."""
    assert list(found) == ["participant_id", "today", "model_version", "suggestions", "blocked"]
    assert found["today"] == TODAY and isinstance(found["model_version"], str)
    for rank, each in enumerate(found["suggestions"], start=1):
        assert list(each) == [
            "rank", "opening_id", "mentor_id", "free_from", "travel_minutes", "value", "price",
            "score", "outcomes", "ranges", "reasons", "unknown",
        ]  # fmt: skip
        assert each["rank"] == rank and isinstance(each["opening_id"], str)
        assert each["mentor_id"] is None or isinstance(each["mentor_id"], str)
        assert date.fromisoformat(each["free_from"]) >= date.fromisoformat(TODAY)
        assert each["travel_minutes"] is None or each["travel_minutes"] >= 0
        assert all(isinstance(each[key], float) for key in ("value", "price", "score"))
        assert list(each["outcomes"]) == [str(stage) for stage in STAGES]
        assert all(isinstance(chance, float) for chance in each["outcomes"].values())
        assert list(each["ranges"]) == list(each["outcomes"])
        for stage, (low, high) in each["ranges"].items():
            assert 0 < low <= each["outcomes"][stage] <= high < 1
        for reason in each["reasons"]:
            assert list(reason) == ["feature", "effect", "text"]
            assert isinstance(reason["effect"], float)
        for unknown in each["unknown"]:
            assert list(unknown) == ["rule", "field", "text"] and unknown["rule"] in set(Rule)
    assert all(rule in set(Rule) and count > 0 for rule, count in found["blocked"].items())
