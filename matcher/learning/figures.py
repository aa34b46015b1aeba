"""The figures of a comparison as they stand in a night's report: metrics, reliability, groups."""

from math import sqrt
from typing import Any

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.domain.small_groups import FEWEST_SHOWN, hidden_groups
from matcher.learning.comparison import BASE_RATE, CANDIDATE, MODELS, Comparison
from matcher.learning.metrics import DRAWS, Estimate, Scored, measure, participant_draws

POOLED, SEEN, UNSEEN = "pooled", "employers_seen", "employers_unseen"
# A group of fewer people is not judged either (design.md 5).
FEWEST_IN_A_GROUP = FEWEST_SHOWN
MOST_BINS, FEWEST_IN_A_BIN = 10, 20
# A draw weighs every outcome: so many weights are worth their time, and so few draws are enough for
# a 90 % interval.
MOST_WEIGHTS, FEWEST_DRAWS = 20_000_000, 100
_OF_A_FORECAST = ("calibration_slope", "calibration_intercept")
# The 95 % point of the normal distribution: both sides together leave 90 % between them.
_Z = 1.6449


def metric_table(comparison: Comparison, seed: int) -> dict[str, Any]:
    """Model -> stage, all stages pooled, employers seen and unseen before -> metric -> estimate."""
    times = _times(comparison, seed)
    everyone = np.ones(len(comparison.labels), dtype=np.bool_)
    parts = {
        POOLED: (everyone, None),
        SEEN: (comparison.seen, None),
        UNSEEN: (~comparison.seen, None),
        **{str(stage): (everyone, number) for number, stage in enumerate(Stage)},
    }
    table = {
        model: {
            part: as_figures(comparison.scored(model, rows, stage), times)
            for part, (rows, stage) in parts.items()
        }
        for model in MODELS
    }
    # Within a stage it varies with the fold only, which is no forecast to recalibrate.
    for figures in table[BASE_RATE].values():
        figures |= {name: Estimate(None).as_dict() for name in _OF_A_FORECAST}
    return table


def _times(comparison: Comparison, seed: int) -> Floats:
    """The draws: with very many outcomes fewer, for they differ less and cost more."""
    affordable = MOST_WEIGHTS // max(comparison.labels.size, 1)
    draws = min(DRAWS, max(FEWEST_DRAWS, affordable))
    return participant_draws(comparison.people, seed=seed, draws=draws)


def as_figures(scored: Scored, times: Floats) -> dict[str, dict[str, float | None]]:
    """Every metric as plain numbers."""
    return {name: estimate.as_dict() for name, estimate in measure(scored, times).items()}


def group_table(comparison: Comparison, seed: int) -> list[dict[str, Any]]:
    """The candidate's figures for each audit group, in the order of names; small ones are null."""
    times = _times(comparison, seed)
    sizes = {
        group: len(np.unique(comparison.participant[comparison.audit_group == group]))
        for group in sorted(set(comparison.audit_group.tolist()))
    }
    hidden = hidden_groups(sizes)
    table = []
    for group in sorted(set(sizes) - {""}):
        rows, people = comparison.audit_group == group, sizes[group]
        line: dict[str, Any] = {
            "group": group, "count": None, "log_loss": None, "brier": None,
            "calibration_slope": None,
        }  # fmt: skip
        if group not in hidden:
            figures = as_figures(comparison.scored(CANDIDATE, rows), times)
            line["count"] = people
            line |= {name: figures[name] for name in ("log_loss", "brier", "calibration_slope")}
        table.append(line)
    return table


def reliability_table(comparison: Comparison) -> dict[str, list[dict[str, float]]]:
    """The candidate's forecasts beside what happened, in bins of equal size, stage by stage."""
    everyone = np.ones(len(comparison.labels), dtype=np.bool_)
    return {
        str(stage): reliability_bins(comparison.scored(CANDIDATE, everyone, number))
        for number, stage in enumerate(Stage)
    }


def reliability_bins(scored: Scored) -> list[dict[str, float]]:
    """At most ten bins of at least twenty; ``mean`` was forecast, ``rate`` happened.

    ``low`` and ``high`` are Wilson's interval (1927), which is never empty, not even at 0 or 1.
    """
    order = np.argsort(scored.predicted, kind="stable")
    bins = min(MOST_BINS, max(1, len(order) // FEWEST_IN_A_BIN))
    table = []
    for rows in np.array_split(order, bins) if len(order) else []:
        forecast, count = scored.predicted[rows], len(rows)
        rate = float(scored.outcome[rows].mean())
        low, high = _wilson(rate, count)
        table.append(
            {
                "from": float(forecast[0]),
                "to": float(forecast[-1]),
                "mean": float(forecast.mean()),
                "rate": rate,
                "low": low,
                "high": high,
                "count": count,
            }
        )
    return table


def _wilson(rate: float, count: int) -> tuple[float, float]:
    """The 90 % interval of a rate.

    >>> [round(end, 3) for end in _wilson(0.0, 20)]
    [0.0, 0.119]
    """
    weight = 1.0 + _Z**2 / count
    middle = (rate + _Z**2 / (2 * count)) / weight
    half = _Z * sqrt(rate * (1 - rate) / count + _Z**2 / (4 * count**2)) / weight
    return max(0.0, middle - half), min(1.0, middle + half)
