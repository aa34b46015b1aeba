"""What a candidate has to pass before it is put in use (design.md 6.8); each gate says its figure.

The gates look at the rolling-origin comparison, save the last two: one looks at the two models as
they would be used, one at whether somebody looks after what was found about audit groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.learning.comparison import CANDIDATE, CHAMPION, Comparison
from matcher.learning.figures import FEWEST_IN_A_GROUP
from matcher.learning.metrics import calibration, log_losses, mean_draws, participant_draws

# Of design.md 6.8.
LEAST_PROBABILITY = 0.8
SLOPE_FROM, SLOPE_TO = 0.8, 1.25
# Ours: below them a bootstrap over people says nothing that can be relied on.
FEWEST_OUTCOMES, FEWEST_PEOPLE = 50, 20
# A group is clearly worse where that is at least 95 % sure, all groups together (Bonferroni).
GROUP_DOUBT = 0.05
# Siddiqi, Credit Risk Scorecards (2006): beyond 0.25 a score's distribution has changed a lot.
MOST_DRIFT = 0.25
DRIFT_BINS = 10
DRAWS = 1000

ROWS, BETTER, SLOPE, GROUPS, DRIFT = "rows", "better", "calibration", "groups", "drift"
FINDINGS = "findings"
GATES = (ROWS, BETTER, SLOPE, GROUPS, DRIFT, FINDINGS)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its figure (None where there is none), its bound, whether it let through, why."""

    gate: str
    held: bool
    figure: float | None
    bound: str
    text: str

    def as_dict(self) -> dict[str, Any]:
        """As it stands in reports; ``held`` means that the condition holds."""
        return {
            "gate": self.gate, "held": self.held, "figure": self.figure,
            "bound": self.bound, "text": self.text,
        }  # fmt: skip


def check_gates(
    comparison: Comparison,
    scores_then: Floats,
    scores_now: Floats,
    *,
    first: bool,
    seed: int,
    waiting: Sequence[str] = (),
) -> tuple[Gate, ...]:
    """Every gate in the order of ``GATES``.

    ``scores_then`` and ``scores_now`` are the champion's and the candidate's values of the same
    pairs, as the two would rank them; ``first`` where the champion is the start model; ``waiting``
    are the findings about audit groups that nobody looks after.
    """
    rows = _rows_gate(comparison)
    if not rows.held:
        return (rows, *(_not_judged(gate) for gate in GATES[1:]))
    times = participant_draws(comparison.people, seed=seed, draws=DRAWS)
    return (
        rows,
        _better_gate(comparison, times),
        _slope_gate(comparison, times),
        _groups_gate(comparison, times),
        _drift_gate(scores_then, scores_now, first),
        _findings_gate(waiting),
    )


def _everyone(comparison: Comparison) -> Flags:
    return np.ones(len(comparison.labels), dtype=np.bool_)


def _rows_gate(comparison: Comparison) -> Gate:
    outcomes = int((~np.isnan(comparison.labels)).sum())
    held = outcomes >= FEWEST_OUTCOMES and comparison.people >= FEWEST_PEOPLE
    return Gate(
        ROWS, held, float(outcomes),
        f"at least {FEWEST_OUTCOMES} outcomes of {FEWEST_PEOPLE} participants",
        f"{outcomes} outcomes of {comparison.people} participants were forecast"
        + ("." if held else ", too few to judge a model by."),
    )  # fmt: skip


def _not_judged(gate: str) -> Gate:
    return Gate(gate, False, None, "", "Not judged: too few outcomes were forecast.")


def _differences(comparison: Comparison, rows: Flags, times: Floats) -> tuple[float, Floats]:
    """Candidate's log loss minus the champion's, on the same outcomes; below 0 is better."""
    candidate = comparison.scored(CANDIDATE, rows)
    losses = log_losses(candidate) - log_losses(comparison.scored(CHAMPION, rows))
    return float(losses.mean()), mean_draws(losses, candidate.cluster, times)


def _better_gate(comparison: Comparison, times: Floats) -> Gate:
    difference, draws = _differences(comparison, _everyone(comparison), times)
    probability = float((draws < 0).mean())
    direction = "lower" if difference < 0 else "higher"
    return Gate(
        BETTER, probability >= LEAST_PROBABILITY, probability,
        f"at least {LEAST_PROBABILITY:g}",
        f"The pooled log loss is {abs(difference):.4f} {direction} than that of the model in use;"
        f" the probability that the candidate is better is {probability:.2f}.",
    )  # fmt: skip


def _slope_gate(comparison: Comparison, times: Floats) -> Gate:
    slope, _ = calibration(comparison.scored(CANDIDATE, _everyone(comparison)), times)
    bound = f"90 % interval overlaps {SLOPE_FROM:g} to {SLOPE_TO:g}"
    if slope.low is None or slope.high is None:
        return Gate(SLOPE, False, slope.value, bound,
                    "The calibration slope cannot be computed from these outcomes.")  # fmt: skip
    held = slope.low <= SLOPE_TO and slope.high >= SLOPE_FROM
    return Gate(
        SLOPE, held, slope.value, bound,
        f"The calibration slope is {slope.value:.2f} (90 % interval {slope.low:.2f} to"
        f" {slope.high:.2f}).",
    )  # fmt: skip


def _groups_gate(comparison: Comparison, times: Floats) -> Gate:
    """Held where no audit group of at least five people is clearly worse off than now."""
    groups = _large_groups(comparison)
    worst: tuple[float, str] | None = None
    clearly = []
    for group, rows in groups.items():
        difference, draws = _differences(comparison, rows, times)
        worst = max(worst or (difference, group), (difference, group))
        if np.nanquantile(draws, GROUP_DOUBT / len(groups)) > 0:
            clearly.append(group)
    if worst is None:
        text = f"No audit group has {FEWEST_IN_A_GROUP} people with outcomes; none was judged."
    elif clearly:
        text = f"Clearly worse for {', '.join(clearly)} than the model in use."
    else:
        text = f"None of {len(groups)} audit groups is clearly worse; {_worst_text(*worst)}"
    return Gate(GROUPS, not clearly, worst[0] if worst else None, "no group clearly worse", text)


def _worst_text(difference: float, group: str) -> str:
    return f"the least favourable is {group}, with a log loss {difference:+.4f}."


def _large_groups(comparison: Comparison) -> dict[str, Flags]:
    known = ~np.isnan(comparison.labels).all(axis=1)
    groups = {}
    for group in sorted(set(comparison.audit_group.tolist()) - {""}):
        rows = (comparison.audit_group == group) & known
        if len(np.unique(comparison.participant[rows])) >= FEWEST_IN_A_GROUP:
            groups[group] = rows
    return groups


def _drift_gate(then: Floats, now: Floats, first: bool) -> Gate:
    # How far apart the start model's scores lie is judgement; the first fit is there to correct it.
    drift = stability_index(then, now, spread_apart=first)
    apart = "level and spread" if first else "level"
    return Gate(
        DRIFT, drift < MOST_DRIFT, drift, f"below {MOST_DRIFT:g}",
        f"The scores' stability index against the model in use is {drift:.3f}, their {apart} apart;"
        f" they are {abs(_shift(then, now)):.3f} {'higher' if _shift(then, now) > 0 else 'lower'}"
        " on average.",
    )  # fmt: skip


def _findings_gate(waiting: Sequence[str]) -> Gate:
    named = "; ".join(waiting)
    return Gate(
        FINDINGS, not waiting, float(len(waiting)),
        "every open finding has an owner and a date to come",
        f"{len(waiting)} open findings have no owner, no date or a date that has passed: {named}."
        if waiting else "Every open finding about an audit group has an owner and a date to come.",
    )  # fmt: skip


def _shift(then: Floats, now: Floats) -> float:
    return float(now.mean() - then.mean()) if len(then) else 0.0


def stability_index(then: Floats, now: Floats, *, spread_apart: bool = False) -> float:
    """Population stability index of ``now`` against the tenths of ``then``; 0 is no change.

    sum of (share now - share then) x log(share now / share then). Both are taken around their own
    mean: a level that outcomes corrected is judged by the log loss and the calibration. With
    ``spread_apart`` they are taken in their own standard deviations as well.

    >>> stability_index(np.arange(100.0), np.arange(100.0) + 5.0)
    0.0
    >>> stability_index(np.arange(100.0), np.arange(100.0) / 2, spread_apart=True)
    0.0
    """
    if not len(then):
        return 0.0
    # Around the mean, equal values may differ in their last digit.
    old, new = (_around_mean(scores, spread_apart).round(9) for scores in (then, now))
    edges = np.unique(np.quantile(old, np.linspace(0, 1, DRIFT_BINS + 1)[1:-1]))
    shares = [_shares(values, edges) for values in (old, new)]
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def _around_mean(scores: Floats, spread_apart: bool) -> Floats:
    spread = float(scores.std()) if spread_apart else 1.0
    around: Floats = (scores - scores.mean()) / (spread or 1.0)
    return around


def _shares(values: Floats, edges: Floats) -> Floats:
    """Share of the values in each bin, with half a value in each, so that none is empty."""
    places = np.searchsorted(edges, values, side="right")
    counts = np.bincount(places, minlength=len(edges) + 1) + 0.5
    shares: Floats = counts / counts.sum()
    return shares
