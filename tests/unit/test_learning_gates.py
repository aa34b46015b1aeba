"""The gates of design.md 6.8, each on made-up forecasts that hold it or do not."""

import numpy as np
import pytest

from matcher.learning.comparison import MODELS, Comparison
from matcher.learning.gates import GATES, check_gates, stability_index

PEOPLE = 150


def logistic(x):
    return 1 / (1 + np.exp(-x))


def forecasts(*, candidate=1.0, champion=0.0, people=PEOPLE, group=None, slope=1.0, seed=1):
    """Two placements a person; what a model gives is the truth times its number, in log-odds."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(0.3, 1.2, (2 * people, 4))
    labels = (rng.random(truth.shape) < logistic(truth)).astype(float)
    labels[rng.random(truth.shape) < 0.3] = np.nan
    predicted = {model: logistic(champion * truth) for model in MODELS}
    predicted["candidate"] = logistic(candidate * truth / slope)
    return Comparison(
        folds=(),
        labels=labels,
        predicted=predicted,
        seen=np.ones(2 * people, dtype=bool),
        participant=np.arange(2 * people) // 2,
        audit_group=np.full(2 * people, "") if group is None else group,
    )


def gates_of(comparison, then=None, now=None, *, first=False):
    scores = np.linspace(0, 1, 100) if then is None else then
    gates = check_gates(comparison, scores, scores if now is None else now, first=first, seed=1)
    assert tuple(gate.gate for gate in gates) == GATES
    return {gate.gate: gate for gate in gates}


def test_a_candidate_that_knows_more_passes_every_gate():
    gates = gates_of(forecasts())

    assert all(gate.held for gate in gates.values())
    assert gates["better"].figure > 0.99
    assert gates["calibration"].figure == pytest.approx(1.0, abs=0.25)


def test_a_candidate_that_knows_less_is_not_better():
    gates = gates_of(forecasts(candidate=0.0, champion=1.0))

    assert not gates["better"].held
    assert gates["better"].figure < 0.01
    assert "higher" in gates["better"].text


def test_the_same_model_again_is_not_better():
    gates = gates_of(forecasts(candidate=1.0, champion=1.0))

    assert gates["better"].figure == 0.0
    assert not gates["better"].held


@pytest.mark.parametrize("slope", [0.4, 2.5])
def test_forecasts_that_are_too_sure_or_too_cautious_are_held_back(slope):
    gates = gates_of(forecasts(slope=slope, people=400))

    assert not gates["calibration"].held
    assert gates["calibration"].figure == pytest.approx(slope, rel=0.25)


def test_forecasts_that_never_vary_have_no_slope_and_are_held_back():
    gate = gates_of(forecasts(candidate=0.0))["calibration"]

    assert (gate.held, gate.figure) == (False, None)
    assert "cannot be computed" in gate.text


def half_and_half():
    return np.where(np.arange(2 * PEOPLE) // 2 % 3 == 0, "north", "south")


def test_a_gain_for_most_at_the_cost_of_one_group_is_held_back():
    groups = half_and_half()
    comparison = forecasts(group=groups)
    north = groups == "north"
    given = comparison.predicted["candidate"]
    given[north] = 1 - given[north]

    gate = gates_of(comparison)["groups"]

    assert not gate.held
    assert "north" in gate.text
    assert "south" not in gate.text


def test_groups_that_fare_alike_pass():
    assert gates_of(forecasts(group=half_and_half()))["groups"].held


def test_a_group_of_four_people_is_not_judged():
    groups = np.full(2 * PEOPLE, "")
    groups[:8] = "few"
    comparison = forecasts(group=groups)
    comparison.predicted["candidate"][:8] = 1 - comparison.predicted["candidate"][:8]

    gate = gates_of(comparison)["groups"]

    assert gate.held
    assert gate.figure is None
    assert "few" not in gate.text


def test_on_too_few_outcomes_nothing_is_judged():
    gates = gates_of(forecasts(people=10))

    assert not any(gate.held for gate in gates.values())
    assert "too few" in gates["rows"].text
    assert gates["better"].text.startswith("Not judged")


def test_without_any_forecast_nothing_is_judged():
    assert not any(gate.held for gate in gates_of(forecasts(people=0)).values())


def test_scores_of_another_shape_are_held_back_and_another_level_is_not():
    scores = np.random.default_rng(1).normal(0.5, 0.1, 1000)
    moved = gates_of(forecasts(), scores, scores + 0.2)["drift"]
    spread = gates_of(forecasts(), scores, 0.5 + 4 * (scores - 0.5))["drift"]

    assert moved.held
    assert "0.200 higher" in moved.text
    assert not spread.held
    assert spread.figure > 0.25


def test_the_first_model_may_draw_the_start_models_scores_together_but_not_bend_them():
    scores = np.random.default_rng(1).normal(0.5, 0.1, 1000)
    together = gates_of(forecasts(), scores, 0.5 + 0.5 * (scores - 0.5), first=True)["drift"]
    bent = gates_of(forecasts(), scores, np.sign(scores - 0.5) * 0.1, first=True)["drift"]

    assert together.held
    assert "level and spread apart" in together.text
    assert not bent.held


def test_the_stability_index_is_as_computed_by_hand():
    # Ten values a tenth each; one of them goes from the lowest tenth to the highest. The mean
    # stays, for another two move against it.
    then = np.repeat(np.arange(10.0), 10)
    now = then.copy()
    now[0], now[99] = 9.0, 0.0

    assert stability_index(then, now) == pytest.approx(0.0)
    now[1:5], now[95:99] = 4.0, 5.0
    low, high = (6.5 / 105), (6.5 / 105)
    middle = 14.5 / 105
    even = 10.5 / 105
    by_hand = 2 * (low - even) * np.log(low / even) + 2 * (middle - even) * np.log(middle / even)
    assert low == high
    assert stability_index(then, now) == pytest.approx(by_hand)


def test_every_gate_stands_in_a_report_as_plain_values():
    for gate in gates_of(forecasts()).values():
        line = gate.as_dict()
        assert set(line) == {"gate", "held", "figure", "bound", "text"}
        assert isinstance(line["held"], bool)
