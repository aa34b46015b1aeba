"""Shrunk rates by hand."""

from math import log

import pytest

from matcher.domain.outcomes import Stage
from matcher.features.history import shrunk_rates
from matcher.features.labels import Labelled
from tests.unit.market_builders import a_placement


def log_odds(rate: float) -> float:
    return log(rate / (1 - rate))


def row(group: str, completes: bool | None) -> Labelled:
    labels = dict.fromkeys(Stage) | {Stage.COMPLETES: completes}
    return Labelled(a_placement(None, None, mentor_id=group), labels)


def rate_of(group: str | None, *rows: Labelled) -> float:
    rates = shrunk_rates(rows, lambda past: past.placement.mentor_id)
    return rates.of(group, Stage.COMPLETES)


def test_a_group_is_pulled_towards_the_common_rate_by_four_placements() -> None:
    rows = [row("A", True), row("A", True), row("B", False), row("B", None)]
    common = (2 + 1) / (3 + 2)
    assert rate_of("A", *rows) == pytest.approx(log_odds((2 + 4 * common) / 6) - log_odds(common))
    assert rate_of("B", *rows) == pytest.approx(log_odds((0 + 4 * common) / 5) - log_odds(common))


def test_a_missing_label_counts_neither_way() -> None:
    rows = [row("A", True), row("B", False)]
    assert rate_of("A", *rows, row("A", None)) == rate_of("A", *rows)


def test_an_unknown_group_and_another_stage_are_as_usual() -> None:
    rows = [row("A", True), row("B", False)]
    assert rate_of("C", *rows) == rate_of(None, *rows) == rate_of("A") == 0.0
    by_mentor = shrunk_rates(rows, lambda past: past.placement.mentor_id)
    assert by_mentor.of("A", Stage.FITS) == 0.0


def test_a_group_of_nobody_adds_to_the_common_rate_only() -> None:
    rows = [row("A", True), row("B", True)]
    rates = shrunk_rates(rows, lambda past: None if past.placement.mentor_id == "B" else "A")
    common = 3 / 4
    assert rates.of("A", Stage.COMPLETES) == pytest.approx(
        log_odds((1 + 4 * common) / 5) - log_odds(common)
    )


def test_more_of_the_same_says_more() -> None:
    other = [row("B", False)] * 3
    advantages = [rate_of("A", *other, *[row("A", True)] * times) for times in (1, 2, 5, 20)]
    assert advantages == sorted(advantages) and advantages[0] > 0
