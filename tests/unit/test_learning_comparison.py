"""Rolling origin: what each model is given, and what it must never see."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.learning.challenger import FEWEST_OF_A_KIND, base_rates, challenge
from matcher.learning.comparison import (
    CANDIDATE,
    CHALLENGER,
    CHAMPION,
    DAY_ONE,
    MODELS,
    Material,
    compare,
)
from matcher.learning.dataset import LearningSet
from matcher.learning.figures import group_table, metric_table, reliability_bins, reliability_table
from matcher.learning.metrics import Scored
from matcher.learning.stages import Prior

FIRST = date(2024, 1, 1).toordinal()
NAMES = ("travel", "wish")
# A report comes so many days after the end, which comes so many days after the choice.
LENGTH, DELAY = 20, 10


def logistic(x):
    return 1 / (1 + np.exp(-x))


def material(n=240, *, champion_age=None, seed=1, people=80):
    """One placement a day; two features, of which the first decides everything."""
    rng = np.random.default_rng(seed)
    raw = rng.normal(0, 1, (n, 2))
    labels = (rng.random((n, 4)) < logistic(1.5 * raw[:, :1])).astype(float)
    chosen = FIRST + np.arange(n)
    participant = np.array([f"P{i % people}" for i in range(n)])
    rows = LearningSet(
        as_of=date.fromordinal(FIRST + n + LENGTH + DELAY),
        names=NAMES,
        raw=raw,
        labels=labels,
        placements=tuple(
            Placement(f"L{i}", f"P{i % people}", "O", Purpose.TASTE, PlacementStatus.ENDED)
            for i in range(n)
        ),
        chosen_on=chosen,
        ended_on=chosen + LENGTH,
        groups={
            "employer": np.array([f"E{i // 30}" for i in range(n)]),
            "mentor": np.full(n, ""),
            "occupation": np.full(n, "5223"),
            "adviser": np.full(n, "kari"),
            "participant": participant,
        },
        audit_group=np.array([("A", "B")[i % people % 2] for i in range(n)]),
        rebuilt=np.zeros(n, dtype=bool),
    )
    return Material(
        rows=rows,
        columns=raw,
        day_one=np.full((n, 4), 0.6),
        labels_at=as_reported(rows.labels, chosen),
        prior=prior(),
        champion_age=champion_age,
    )


def as_reported(labels, chosen):
    def labels_at(day):
        known = chosen + LENGTH + DELAY <= day.toordinal()
        return np.where(known[:, None], labels, np.nan)

    return labels_at


def prior():
    free = np.full((2, 4), np.inf)
    return Prior(
        names=NAMES,
        effects=np.zeros((2, 4)),
        sd=np.full((2, 4), 0.5),
        lower=-free,
        upper=free,
        intercepts=np.zeros(4),
        intercept_sd=1.0,
        held=(),
    )


def run(given, folds=3):
    return compare(given, lambda done, of: None, folds)


def changed(given, rows):
    """The same history, in which the outcomes of ``rows`` are the other way round."""
    labels = given.rows.labels.copy()
    labels[rows] = 1 - labels[rows]
    return replace(
        given,
        rows=replace(given.rows, labels=labels),
        labels_at=as_reported(labels, given.rows.chosen_on),
    )


def test_every_model_forecasts_every_tested_row():
    found = run(material())

    assert len(found.folds) == 3
    assert sum(fold.forecast for fold in found.folds) == len(found.labels)
    for model in MODELS:
        assert np.isfinite(found.predicted[model]).all()
        assert ((found.predicted[model] > 0) & (found.predicted[model] < 1)).all()


def test_what_was_reported_after_the_origin_cannot_leak():
    given = material()
    before = run(given)
    last = before.folds[-1].origin.toordinal()
    unknown_then = given.rows.chosen_on + LENGTH + DELAY > last

    after = run(changed(given, unknown_then))

    in_last_fold = slice(-before.folds[-1].forecast, None)
    for model in MODELS:
        assert np.array_equal(
            before.predicted[model][in_last_fold], after.predicted[model][in_last_fold]
        )
    assert not np.array_equal(before.labels[in_last_fold], after.labels[in_last_fold])


def test_a_fact_that_was_known_at_the_origin_does_teach():
    given = material()
    first = given.rows.chosen_on < FIRST + 40

    before, after = run(given), run(changed(given, first))

    assert not np.allclose(before.predicted[CANDIDATE], after.predicted[CANDIDATE])


def test_nobody_is_learned_from_and_forecast_in_the_same_fold():
    given = material(people=200)
    found = run(given, folds=1)
    tested = set(given.rows.groups["participant"][-found.folds[0].forecast :])
    theirs = np.isin(given.rows.groups["participant"], list(tested))

    after = run(changed(given, theirs), folds=1)

    assert theirs[: -found.folds[0].forecast].any()
    for model in MODELS:
        assert np.array_equal(found.predicted[model], after.predicted[model])


def test_the_start_model_stands_as_the_champion_where_nothing_was_learned():
    found = run(material(champion_age=None))

    assert np.array_equal(found.predicted[CHAMPION], found.predicted[DAY_ONE])


def test_a_champion_of_today_forecasts_as_the_candidate_and_an_old_one_worse():
    fresh, old = run(material(champion_age=0)), run(material(champion_age=90))

    assert np.array_equal(fresh.predicted[CHAMPION], fresh.predicted[CANDIDATE])
    losses = metric_table(old, seed=1)
    assert (
        losses[CHAMPION]["pooled"]["log_loss"]["value"]
        > losses[CANDIDATE]["pooled"]["log_loss"]["value"]
    )


def test_the_audit_group_changes_no_forecast():
    given = material()
    other = replace(given, rows=replace(given.rows, audit_group=np.full(len(given.rows), "A")))

    before, after = run(given), run(other)

    for model in MODELS:
        assert np.array_equal(before.predicted[model], after.predicted[model])


def test_an_employer_is_seen_where_it_had_a_placement_that_was_over():
    given = material(people=200)
    found = run(given, folds=1)
    origin = found.folds[0].origin.toordinal()
    tested = given.rows.chosen_on > origin
    over = (given.rows.ended_on <= origin) & ~np.isin(
        given.rows.groups["participant"], given.rows.groups["participant"][tested]
    )
    known = set(given.rows.groups["employer"][over])

    expected = [employer in known for employer in given.rows.groups["employer"][tested]]
    assert found.seen.tolist() == expected


def test_the_candidate_beats_models_that_know_nothing():
    table = metric_table(run(material()), seed=1)

    loss = {model: stages["pooled"]["log_loss"]["value"] for model, stages in table.items()}
    assert loss[CANDIDATE] < loss[DAY_ONE]
    assert loss[CANDIDATE] < loss["base_rate"]
    assert table["candidate"]["pooled"]["auc"]["value"] > 0.7
    assert table["base_rate"]["pooled"]["calibration_slope"]["value"] is None
    assert set(table["candidate"]) == {
        "pooled", "employers_seen", "employers_unseen",
        "shows_up", "completes", "fits", "leads_to_work",
    }  # fmt: skip


@pytest.mark.parametrize("n", [1, 2, 5])
def test_with_hardly_any_history_nothing_is_forecast_or_all_of_it_is(n):
    found = run(material(n, people=n))

    assert sum(fold.forecast for fold in found.folds) == len(found.labels)


def test_where_too_few_of_a_kind_are_known_the_base_rate_stands_for_the_challenger():
    given = material(60, people=60)
    labels = np.ones((60, 4))
    labels[: FEWEST_OF_A_KIND - 1] = 0.0

    predicted = challenge(given.rows.raw, labels, given.rows.raw[:3])

    assert np.array_equal(predicted, base_rates(labels, 3))
    labels[FEWEST_OF_A_KIND - 1] = 0.0
    assert not np.array_equal(challenge(given.rows.raw, labels, given.rows.raw[:3]), predicted)


def test_the_challenger_sees_unknown_features_as_unknown():
    found = material()
    raw = found.rows.raw.copy()
    raw[:, 1] = np.nan
    raw[::3, 0] = np.nan

    predicted = run(replace(found, rows=replace(found.rows, raw=raw))).predicted[CHALLENGER]

    assert np.isfinite(predicted).all()


def test_a_group_of_four_is_null_and_a_group_of_five_is_not():
    found = run(material())
    group = np.full(len(found.labels), "B", dtype="<U3")
    four = np.unique(found.participant)[:4]
    group[np.isin(found.participant, four)] = "few"
    group[found.participant == np.unique(found.participant)[-1]] = ""

    table = {line["group"]: line for line in group_table(replace(found, audit_group=group), 1)}

    assert set(table) == {"B", "few"}
    assert [table["few"][key] for key in ("count", "log_loss", "brier")] == [None] * 3
    assert table["B"]["count"] >= 5
    assert table["B"]["log_loss"]["low"] < table["B"]["log_loss"]["high"]


def test_reliability_bins_hold_every_outcome_once():
    found = run(material())
    for stage, bins in reliability_table(found).items():
        assert sum(each["count"] for each in bins) == len(found.labels), stage
        for each in bins:
            assert each["from"] <= each["mean"] <= each["to"]
            assert each["low"] <= each["rate"] <= each["high"]


def test_one_reliability_bin_is_as_computed_by_hand():
    scored = Scored(
        np.array([1.0, 0.0, 1.0, 1.0]),
        np.array([0.4, 0.2, 0.6, 0.8]),
        np.arange(4),
        np.zeros(4, dtype=int),
    )
    (only,) = reliability_bins(scored)

    assert (only["from"], only["to"], only["count"]) == (0.2, 0.8, 4)
    assert (only["mean"], only["rate"]) == (pytest.approx(0.5), 0.75)
    # Wilson, 90 %: (0.75 + z^2/8 +- z sqrt(0.75 * 0.25 / 4 + z^2/64)) / (1 + z^2/4), z = 1.6449.
    assert only["low"] == pytest.approx(0.356, abs=1e-3)
    assert only["high"] == pytest.approx(0.942, abs=1e-3)


def test_without_outcomes_there_are_no_bins():
    nothing = np.array([])
    scored = Scored(nothing, nothing, nothing.astype(int), nothing.astype(int))

    assert reliability_bins(scored) == []
