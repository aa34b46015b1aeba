"""Use case: how well models predict and rank in simulated worlds (``evaluate prediction``).

Predictions are of every pair that may be, not only of those that somebody chose; outcomes are
drawn with their true chances. Lists are the program's own, five long, before anybody is placed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.domain.plans import Objective
from matcher.domain.policy import Policy
from matcher.learning.metrics import Scored, auc_draws, log_losses, recalibrate
from matcher.planning.optimum import solve
from matcher.planning.prices import price_vector, whole_prices
from matcher.ranking.selection import seed_of, select
from matcher.simulation.policy_worlds import WorldKind
from matcher.workflows.evaluate_choices import random_value, wish_value
from matcher.workflows.evaluate_logged import Measured, Size, models_of
from matcher.workflows.evaluate_office import Month
from matcher.workflows.evaluate_summary import Figure, mean_of, table

LISTED = 5
BASE, TRUTH = "base rate", "the truth itself"
_PREDICTED = ("log loss", "Brier", "slope", "AUC")
_RANKED = ("NDCG@5", "coverage, %", "Gini of exposure", "beyond capacity, %")


@dataclass(frozen=True, slots=True)
class Prediction:
    """One world: figures by model and stage, calibration gap by audit group, and by ranking."""

    seed: int
    kind: WorldKind
    by_stage: dict[tuple[str, Stage], tuple[float, ...]] = field(repr=False)
    by_ranking: dict[str, tuple[float, ...]] = field(repr=False)
    gap: dict[tuple[str, str], float] = field(repr=False)


def predictions_in(
    seed: int, kind: WorldKind, months: Sequence[Measured], policy: Policy
) -> Prediction:
    """Everything that is measured on the months of one world."""
    rng = np.random.default_rng([seed, 6])
    drawn = [rng.random(each.truth.chances.shape) < each.truth.chances for each in months]
    by_stage: dict[tuple[str, Stage], tuple[float, ...]] = {}
    gap: dict[tuple[str, str], float] = {}
    for name in (BASE, *months[0].chances, TRUTH):
        for at, stage in enumerate(Stage):
            scored = _scored(months, drawn, name, at)
            by_stage[name, stage] = _figures(scored, constant=name == BASE)
            if stage is Stage.COMPLETES:
                gap |= {(name, group): found for group, found in _gaps(months, drawn, name, at)}
    rankings = [_rankings(each, policy) for each in months]
    by_ranking = {
        name: tuple(np.mean([each[name] for each in rankings], axis=0).tolist())
        for name in rankings[0]
    }
    return Prediction(seed, kind, by_stage, by_ranking, gap)


def _reached(each: Measured, drawn: np.ndarray, at: int) -> np.ndarray:
    """(n,) the pairs whose stage has an outcome: those of whom the stage before went well."""
    before = (None, 0, 0, 1)[at]
    reached = np.ones(len(drawn), np.bool_) if before is None else drawn[:, 0] & drawn[:, before]
    return reached & ~each.month.facts.taste if at == len(Stage) - 1 else reached


def _given(each: Measured, name: str) -> Floats:
    """(n, 4) what a model says."""
    if name == BASE:
        return np.broadcast_to(each.base, each.truth.chances.shape)
    return each.truth.chances if name == TRUTH else each.chances[name]


def _scored(months: Sequence[Measured], drawn: Sequence[np.ndarray], name: str, at: int) -> Scored:
    outcome, predicted = [], []
    for each, lucky in zip(months, drawn, strict=True):
        rows = _reached(each, lucky, at)
        outcome.append(lucky[rows, at].astype(np.float64))
        predicted.append(_given(each, name)[rows, at])
    n = sum(map(len, outcome))
    one = np.zeros(n, dtype=np.intp)
    return Scored(np.concatenate(outcome), np.concatenate(predicted), one, one)


def _figures(scored: Scored, *, constant: bool) -> tuple[float, ...]:
    """In the order of ``_PREDICTED``; one number for all has neither slope nor order."""
    once = np.ones((1, len(scored.outcome)))
    return (
        float(log_losses(scored).mean()),
        float(((scored.predicted - scored.outcome) ** 2).mean()),
        np.nan if constant else float(recalibrate(scored, once)[0, 1]),
        np.nan if constant else float(auc_draws(scored, once)[0]),
    )


def _gaps(
    months: Sequence[Measured], drawn: Sequence[np.ndarray], name: str, at: int
) -> Iterator[tuple[str, float]]:
    """By audit group, what came of it minus what was predicted, in points of probability."""
    gap, group = [], []
    for each, lucky in zip(months, drawn, strict=True):
        rows = _reached(each, lucky, at)
        gap.append(lucky[rows, at] - _given(each, name)[rows, at])
        audit = np.array([person.audit_group for person in each.month.people])
        group.append(audit[each.month.person[rows]])
    gaps, groups = np.concatenate(gap), np.concatenate(group)
    for one in np.unique(groups).tolist():
        yield one, float(gaps[groups == one].mean())


def _rankings(each: Measured, policy: Policy) -> dict[str, tuple[float, ...]]:
    month = each.month
    last = [name for name in each.chances if name.startswith("learned from")][-1]
    values = {
        "random": random_value(month, 0),
        "wish text only": wish_value(month),
        **{name: each.values[name] for name in each.chances},
        f"{last}, less {policy.price_factor:g} x price": _less_price(
            month, each.values[last], policy
        ),
        "knowable": each.values["knowable"],
        "oracle": each.truth.value,
    }
    return {name: _ranking(each, value, policy) for name, value in values.items()}


def _less_price(month: Month, value: Floats, policy: Policy) -> Floats:
    """(n,) the score of a list: value less the price of the place in the plan of that day."""
    pairs = month.candidates(value)
    flow = solve(month.places, pairs, objective=Objective.PEOPLE)
    prices = price_vector(whole_prices(flow, pairs), "whole", len(month.places.slots))
    return value - policy.price_factor * prices[month.opening]


def _ranking(each: Measured, scores: Floats, policy: Policy) -> tuple[float, ...]:
    """In the order of ``_RANKED``, over everybody's list of one month."""
    month, truth = each.month, each.truth.value
    codes = month.day.encoder.offers.code
    starts = np.searchsorted(month.person, np.arange(len(month.people) + 1))
    shown = np.zeros(len(month.places.slots))
    first = np.zeros(len(shown))
    gains = []
    for row, participant in enumerate(month.participants):
        own = np.arange(starts[row], starts[row + 1])
        if not len(own):
            continue
        seed = seed_of(participant.participant_id, month.today)
        chosen = select(scores[own], codes[month.opening[own]], LISTED, policy, seed).rows
        gains.append(_ndcg(truth[own], chosen))
        listed = month.opening[own[chosen]]
        np.add.at(shown, listed, 1)
        first[listed[0]] += 1
    possible = np.unique(month.opening)
    over = np.maximum(first - _free(month), 0).sum() / first.sum()
    covered = (shown[possible] > 0).mean()
    return float(np.mean(gains)), 100 * float(covered), _gini(shown[possible]), 100 * float(over)


def _free(month: Month) -> Floats:
    """(O,) places that are free at each opening, with its mentor and its employer."""
    places, mentor = month.places, month.places.link_mentor
    employer = places.mentor_employer[mentor]
    room = np.minimum(places.mentor_places[mentor], places.employer_places[employer])
    return np.minimum(places.slots, room).astype(np.float64)


def _ndcg(truth: Floats, chosen: np.ndarray) -> float:
    """Discounted sum of the true values of a list over that of the best list of its length."""
    discount = 1.0 / np.log2(np.arange(2, len(chosen) + 2))
    best = np.sort(truth)[::-1][: len(chosen)]
    return float((truth[chosen] * discount).sum() / (best * discount).sum())


def _gini(exposure: Floats) -> float:
    """0 where every opening is shown as often, near 1 where one has it all.

    >>> round(_gini(np.array([1.0, 1.0, 1.0])), 3), round(_gini(np.array([0.0, 0.0, 3.0])), 3)
    (0.0, 0.667)
    """
    ordered, n = np.sort(exposure), len(exposure)
    ranks = np.arange(1, n + 1)
    return float(2 * (ranks * ordered).sum() / (n * ordered.sum()) - (n + 1) / n)


def markdown(runs: Sequence[Prediction], size: Size) -> list[str]:
    """Predictions by stage, rankings, and calibration by audit group."""
    lines: list[str] = []
    for stage in Stage:
        rows = [
            (name, *(f.text(3) for f in _means([run.by_stage[name, stage] for run in runs])))
            for name in (BASE, *models_of(size), TRUTH)
        ]
        lines += [f"### Prediction: {stage}", "", *table(("model", *_PREDICTED), rows), ""]
    ranked = [
        (name, *(f.text(2) for f in _means([run.by_ranking[name] for run in runs])))
        for name in runs[0].by_ranking
    ]
    lines += ["### Lists of five", "", *table(("ranked by", *_RANKED), ranked), ""]
    return [*lines, "### Calibration by audit group: completes", "", *_audit(runs, size), ""]


def _means(figures: Iterable[tuple[float, ...]]) -> list[Figure]:
    return [mean_of(column) for column in np.array(list(figures)).T]


def _audit(runs: Sequence[Prediction], size: Size) -> list[str]:
    groups = sorted({group for _, group in runs[0].gap})
    rows = [
        (name, *(mean_of([run.gap[name, group] for run in runs]).text(3) for group in groups))
        for name in (BASE, *models_of(size), TRUTH)
    ]
    return table(("model", *(f"group {group}: seen less predicted" for group in groups)), rows)
