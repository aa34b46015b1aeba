"""The command ``evaluate prices``: a table of factors and one of policies."""

import pytest
from click.testing import CliRunner

from matcher.cli import cli
from matcher.workflows import evaluate_prices as made
from matcher.workflows.evaluate_prices import FACTORS, POLICIES, Share


def test_the_command_prints_a_row_for_each_factor_and_each_policy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[int]] = []

    def quickly(policies: dict[str, object], seeds: range, report: object) -> tuple[Share, ...]:
        asked.append(list(seeds))
        return tuple(Share(name, 0.875, 0.004) for name in policies)

    monkeypatch.setattr(made, "shares_of_hindsight", quickly)
    done = CliRunner().invoke(cli, ["evaluate", "prices", "--seeds", "3"])
    assert done.exit_code == 0, done.output
    assert asked == [[0, 1, 2]]
    assert "everybody here is made up" in done.stdout
    for factor in FACTORS:
        assert f"| {factor:g} | 87.5 ± 0.4 | 87.5 ± 0.4 |" in done.stdout
    for policy in POLICIES:
        assert f"| {policy} | 87.5 ± 0.4 |" in done.stdout
