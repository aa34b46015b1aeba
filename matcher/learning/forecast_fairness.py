"""Forecasts by audit group: calibration, error rates, and what equal error rates would change.

The program never decides by a threshold. One is needed to speak of errors at all, and so a forecast
counts as "it will go well" where it is at least the stage's own rate among the forecast outcomes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.domain.outcomes import Stage
from matcher.learning.comparison import CANDIDATE, Comparison, Words
from matcher.learning.fairness import FIGURES, UNKNOWN, Breakdown, Sums
from matcher.learning.metrics import Indices


@dataclass(frozen=True, slots=True)
class Judged:
    """n known outcomes: what happened, what was forecast, and how far that is above the threshold.

    ``person`` numbers the people, whose groups are ``group`` (people,).
    """

    outcome: Floats
    predicted: Floats
    margin: Floats
    person: Indices
    group: Words
    thresholds: dict[str, float]

    @property
    def said_well(self) -> Flags:
        """Whether the forecast says that it goes well."""
        well: Flags = self.margin >= 0
        return well


def judge_forecasts(comparison: Comparison, rows: Flags | None = None) -> Judged:
    """The candidate's forecasts of those rows (default: all), all stages pooled."""
    kept = np.ones(len(comparison.labels), dtype=np.bool_) if rows is None else rows
    scored = comparison.scored(CANDIDATE, kept)
    thresholds = {
        number: float(scored.outcome[scored.stratum == number].mean())
        for number in np.unique(scored.stratum).tolist()
    }
    bound = np.array([thresholds[number] for number in scored.stratum.tolist()])
    group = np.full(comparison.people, UNKNOWN, dtype=object)
    group[comparison.participant] = np.where(
        comparison.audit_group == "", UNKNOWN, comparison.audit_group.astype(object)
    )
    names = list(Stage)
    return Judged(
        outcome=scored.outcome,
        predicted=scored.predicted,
        margin=scored.predicted - bound,
        person=scored.cluster,
        group=group.astype(np.str_),
        thresholds={str(names[number]): each for number, each in thresholds.items()},
    )


def forecast_sums(judged: Judged) -> tuple[Sums, ...]:
    """Calibration in the large and both error rates, summed a person."""
    good, well = judged.outcome > 0, judged.said_well
    every = np.ones(len(good))
    parts = (
        ("forecast_minus_outcome", judged.predicted - judged.outcome, every),
        ("false_negative_rate", good & ~well, good),
        ("false_positive_rate", ~good & well, ~good),
    )
    return tuple(
        Sums(FIGURES[name], judged.group, _by_person(judged, above), _by_person(judged, below))
        for name, above, below in parts
    )


def _by_person(judged: Judged, values: Floats | Flags) -> Floats:
    people = len(judged.group)
    return np.bincount(judged.person, values, minlength=people).astype(np.float64)


def between_groups(judged: Judged, shown: frozenset[str]) -> dict[str, float | None]:
    """Fairlearn's figures of how far the ``shown`` groups lie apart; None where under two are.

    Demographic parity: how often a forecast says that it goes well; equalised odds: the larger of
    the gaps between their true and between their false positive rates. 0 is no gap.
    """
    names = ("demographic_parity_difference", "equalized_odds_difference")
    group = judged.group[judged.person]
    rows = np.isin(group, sorted(shown))
    if len(shown) < 2 or any(not _has_both(judged.outcome[group == name]) for name in shown):
        return dict.fromkeys(names)
    # Slow to import, and wanted once a night.
    from fairlearn import metrics

    given = {"sensitive_features": group[rows]}
    outcome, well = judged.outcome[rows].astype(int), judged.said_well[rows].astype(int)
    return {name: float(getattr(metrics, name)(outcome, well, **given)) for name in names}


def _has_both(outcome: Floats) -> bool:
    return bool((outcome > 0).any() and (outcome <= 0).any())


def parity_of_forecasts(judged: Judged, missed: Breakdown) -> list[dict[str, Any]]:
    """What equal false negative rates would change; reported, and never applied.

    Group by group: by how much its threshold would move until as few successes are missed as in all
    (``threshold_shift``), and how many of its forecasts would then fall on the other side.
    """
    rate = missed.everyone.value
    lines = []
    for line in missed.lines:
        own = judged.group[judged.person] == line.group
        good = judged.margin[own & (judged.outcome > 0)]
        shift = changed = None
        if line.people is not None and rate is not None and len(good):
            shift = float(np.quantile(good, rate, method="higher"))
            margin = judged.margin[own]
            changed = int(((margin >= 0) != (margin >= shift)).sum())
        lines.append({"group": line.group, "threshold_shift": shift, "forecasts_changed": changed})
    return lines


def parity_of_placements(placed: Breakdown) -> list[dict[str, Any]]:
    """How many more (or fewer) of a group would have been placed at everybody's rate; reported."""
    rate = placed.everyone.value
    return [
        {"group": line.group, "placed_more": _more(rate, line.value.value, line.people)}
        for line in placed.lines
    ]


def _more(rate: float | None, own: float | None, people: int | None) -> int | None:
    if rate is None or own is None or people is None:
        return None
    return round((rate - own) * people)
