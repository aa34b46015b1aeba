"""Figures by audit group: by hand, beside fairlearn, and hidden where anybody could be told."""

import numpy as np
import pytest
from fairlearn.metrics import (
    MetricFrame,
    demographic_parity_difference,
    false_negative_rate,
    false_positive_rate,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.small_groups import FEWEST_SHOWN
from matcher.learning.comparison import MODELS, Comparison
from matcher.learning.fairness import (
    FIGURES,
    UNKNOWN,
    Sums,
    break_down,
    clearly_worse,
    document,
)
from matcher.learning.forecast_fairness import (
    between_groups,
    forecast_sums,
    judge_forecasts,
    parity_of_forecasts,
    parity_of_placements,
)
from matcher.learning.proxies import proxy_table


def sums(name="placement_rate", **groups):
    """Each group as the list of its people's figures."""
    names = [name for name, own in groups.items() for _ in own]
    above = np.array([each for own in groups.values() for each in own], dtype=float)
    return Sums(FIGURES[name], np.array(names), above, np.ones(len(above)))


def forecasts(people=60, seed=1, bias=0.0):
    """One placement a person, in two groups; ``bias`` lowers what is forecast for the second."""
    rng = np.random.default_rng(seed)
    truth = rng.uniform(0.2, 0.8, (people, 4))
    labels = (rng.random(truth.shape) < truth).astype(float)
    labels[rng.random(truth.shape) < 0.2] = np.nan
    group = np.where(np.arange(people) % 2 == 0, "A", "B")
    predicted = np.clip(truth - bias * (group == "B")[:, None], 0.01, 0.99)
    return Comparison(
        folds=(),
        labels=labels,
        predicted=dict.fromkeys(MODELS, predicted),
        seen=np.ones(people, dtype=bool),
        participant=np.arange(people),
        audit_group=group,
    )


def by_group(found):
    return {line.group: line for line in found.lines}


def test_a_rate_its_gap_and_everybody_are_as_counted_by_hand():
    found = break_down(sums(A=[1, 1, 1, 0, 0], B=[1, 0, 0, 0, 0, 0]), seed=1)
    lines = by_group(found)

    assert found.everyone.value == pytest.approx(4 / 11)
    assert (lines["A"].people, lines["A"].value.value) == (5, 0.6)
    assert lines["B"].gap.value == pytest.approx(1 / 6 - 0.6)
    assert lines["A"].value.low < 0.6 < lines["A"].value.high


def test_a_person_counts_by_what_is_known_of_them():
    many = Sums(FIGURES["false_negative_rate"], np.array(["A"] * 6 + ["B"] * 5),
                np.array([2.0, 0, 0, 0, 0, 9] + [1.0] * 5),
                np.array([4.0, 1, 1, 1, 1, 0] + [1.0] * 5))  # fmt: skip

    line = by_group(break_down(many, seed=1))["A"]
    assert (line.people, line.value.value) == (5, 0.25)


@given(st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 9), min_size=1), st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_no_group_under_five_can_be_told_alone_or_by_what_is_left(sizes, unknown):
    groups = sizes | ({UNKNOWN: unknown} if unknown else {})
    found = break_down(sums(**{name: [1.0] * size for name, size in groups.items()}), seed=1)
    hidden = [groups[line.group] for line in found.lines if line.people is None]

    for line in found.lines:
        if line.people is None:
            assert set(line.as_dict()["value"].values()) == {None}
            assert set(line.as_dict()["gap"].values()) == {None}
        else:
            assert line.people >= FEWEST_SHOWN
    if hidden:
        assert len(hidden) == len(groups) or (len(hidden) > 1 and sum(hidden) >= FEWEST_SHOWN)
    if sum(groups.values()) < FEWEST_SHOWN:
        assert found.everyone.value is None
    if len(groups) == 1:
        assert found.lines == ()


def test_error_rates_are_those_of_fairlearn():
    judged = judge_forecasts(forecasts())
    frame = MetricFrame(
        metrics={"false_negative_rate": false_negative_rate,
                 "false_positive_rate": false_positive_rate},
        y_true=judged.outcome.astype(int),
        y_pred=judged.said_well.astype(int),
        sensitive_features=judged.group[judged.person],
    )  # fmt: skip

    for each in forecast_sums(judged)[1:]:
        ours = {line.group: line.value.value for line in break_down(each, seed=1).lines}
        assert ours == pytest.approx(frame.by_group[each.figure.name].to_dict())


def test_the_gap_between_groups_is_fairlearns_and_none_where_one_is_shown():
    judged = judge_forecasts(forecasts())
    found = between_groups(judged, frozenset("AB"))

    assert found["demographic_parity_difference"] == pytest.approx(
        demographic_parity_difference(
            judged.outcome, judged.said_well, sensitive_features=judged.group[judged.person]
        )
    )
    assert set(between_groups(judged, frozenset("A")).values()) == {None}


def test_a_threshold_is_the_stages_own_rate():
    comparison = forecasts()
    judged = judge_forecasts(comparison)

    assert list(judged.thresholds.values()) == pytest.approx(np.nanmean(comparison.labels, axis=0))


def test_a_group_that_is_forecast_too_low_is_found_and_only_it():
    judged = judge_forecasts(forecasts(people=600, bias=0.3))
    found = {(each.figure, each.group) for each in clearly_worse(
        break_down(each, seed=1) for each in forecast_sums(judged))}  # fmt: skip

    assert ("forecast_minus_outcome", "B") in found
    assert ("false_negative_rate", "B") in found
    assert ("false_negative_rate", "A") not in found


@pytest.mark.parametrize("seed", range(10))
def test_groups_that_differ_by_chance_are_not_found(seed):
    judged = judge_forecasts(forecasts(people=200, seed=seed))
    assert clearly_worse(break_down(each, seed=1) for each in forecast_sums(judged)) == ()


def test_fewer_than_twenty_people_are_shown_and_not_judged():
    found = break_down(sums(A=[0.0] * 19, B=[1.0] * 100), seed=1)

    assert by_group(found)["A"].value.value == 0.0
    assert clearly_worse([found]) == ()
    assert [w.group for w in clearly_worse([break_down(sums(A=[0.0] * 20, B=[1.0] * 99), 1)])] == [
        "A"
    ]


def test_people_of_no_known_group_are_nobodys_finding():
    found = break_down(sums(**{UNKNOWN: [0.0] * 50, "A": [1.0] * 50}), seed=1)
    assert clearly_worse([found]) == ()


def test_a_difference_too_small_to_matter_is_not_found():
    found = break_down(sums(A=[0, 1] * 20_000, B=[0, 1, 1] * 200 + [0, 1] * 19_000), seed=1)
    assert clearly_worse([found]) == ()


def test_the_report_marks_the_group_that_is_worse():
    found = break_down(sums(A=[0.0] * 40, B=[1.0] * 40), seed=1)
    (figure,) = document([found], clearly_worse([found]))

    assert {line["group"]: line["worse"] for line in figure["groups"]} == {"A": True, "B": False}


def test_parity_of_placements_is_how_many_more_by_hand():
    found = break_down(sums(A=[1.0] * 8 + [0.0] * 2, B=[1.0] * 2 + [0.0] * 8), seed=1)

    assert parity_of_placements(found) == [
        {"group": "A", "placed_more": -3}, {"group": "B", "placed_more": 3},
    ]  # fmt: skip


def test_parity_of_forecasts_lowers_the_threshold_of_those_who_are_missed_more():
    judged = judge_forecasts(forecasts(people=400, bias=0.2))
    missed = break_down(forecast_sums(judged)[1], seed=1)
    lines = {line["group"]: line for line in parity_of_forecasts(judged, missed)}

    assert lines["B"]["threshold_shift"] < 0 < lines["A"]["threshold_shift"]
    assert lines["B"]["forecasts_changed"] > 0


def test_a_proxy_is_found_and_noise_is_none():
    rng = np.random.default_rng(1)
    group = np.where(np.arange(120) % 2 == 0, "A", "B")
    told = np.column_stack([rng.normal(0, 1, 120), (group == "A") + rng.normal(0, 0.3, 120)])
    noise = rng.normal(0, 1, (120, 2))
    names = ("noise", "proxy")

    found, blind = proxy_table(told, group, names, 1)[0], proxy_table(noise, group, names, 1)[0]
    assert found["auc"]["low"] > 0.8 and found["strongest"][0] == "proxy"
    assert blind["auc"]["low"] < 0.5


def test_a_proxy_of_a_small_group_is_not_looked_for():
    group = np.array(["A"] * 3 + ["B"] * 60 + ["C"] * 30)
    table = {line["group"]: line for line in proxy_table(np.ones((93, 1)), group, ("x",), 1)}

    assert table["A"]["people"] is None and table["A"]["auc"]["value"] is None
    assert table["C"]["people"] is None  # else A is what is left
    assert table["B"]["people"] == 60
