"""The candidate of a night: fitted on all rows, compared, put through the gates, written down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from matcher.domain.arrays import Floats
from matcher.learning.comparison import CANDIDATE, CHALLENGER, Comparison, Material, compare
from matcher.learning.figures import POOLED, group_table, metric_table, reliability_table
from matcher.learning.gates import Gate, check_gates
from matcher.learning.stages import FittedStages, Prior, fit_stages
from matcher.ranking.model import STAGES, AdditiveModel, probabilities
from matcher.ranking.value import placement_value
from matcher.workflows.learned_model import learned_model, log_odds_of
from matcher.workflows.night_messages import say
from matcher.workflows.night_rows import NightRows
from matcher.workflows.program import Program

# The same people are drawn every night, so that figures change with the data only.
SEED = 2026
# The scores of so many placements, the latest, are looked at for drift.
MOST_SCORED = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model and the fit that it was made of."""

    model: AdditiveModel
    fitted: FittedStages
    prior: Prior


@dataclass(frozen=True, slots=True)
class Judged:
    """What the comparison found and the gates said; ``figures`` as they stand in the report."""

    gates: tuple[Gate, ...]
    figures: dict[str, Any]
    notes: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every gate lets the candidate through."""
        return all(gate.held for gate in self.gates)


def fit_candidate(program: Program, material: Material) -> Candidate:
    """The model fitted on all that is known today; it has no version's name yet."""
    rows = material.rows
    fitted = fit_stages(material.columns, rows.labels, rows.groups, material.prior)
    return Candidate(learned_model(program.day_one, fitted, CANDIDATE), fitted, material.prior)


def forecast_folds(material: Material, tell: Callable[[int, int], None]) -> Comparison:
    """The rolling-origin comparison; ``tell`` is told of each fold done."""
    return compare(material, tell)


def judge(
    program: Program,
    champion: AdditiveModel,
    candidate: AdditiveModel,
    material: Material,
    comparison: Comparison,
    waiting: Sequence[str] = (),
) -> Judged:
    """Figures and gates of a candidate beside the champion; ``waiting`` as ``check_gates``."""
    latest = np.arange(len(material.rows)) >= len(material.rows) - MOST_SCORED
    scored = material.rows.rows(latest)

    def values(model: AdditiveModel) -> Floats:
        return placement_value(probabilities(log_odds_of(model, scored)), program.policy)

    first = champion.version == program.day_one.version
    scores = values(champion), values(candidate)
    gates = check_gates(comparison, *scores, first=first, seed=SEED, waiting=waiting)
    figures: dict[str, Any] = {"metrics": {}, "reliability": {}, "groups": []}
    if comparison.folds:
        figures = {
            "metrics": metric_table(comparison, SEED),
            "reliability": reliability_table(comparison),
            "groups": group_table(comparison, SEED),
        }
    figures["gates"] = [gate.as_dict() for gate in gates]
    figures["folds"] = [
        {"origin": fold.origin.isoformat(), "learned_from": fold.learned_from,
         "forecast": fold.forecast}
        for fold in comparison.folds
    ]  # fmt: skip
    return Judged(gates, figures, _challenger_note(figures["metrics"]))


def _challenger_note(metrics: dict[str, Any]) -> tuple[str, ...]:
    if not metrics:
        return ()
    challenger, candidate = (
        metrics[model][POOLED]["log_loss"] for model in (CHALLENGER, CANDIDATE)
    )
    # Only where the two intervals leave no doubt; a little better is noise.
    if challenger["high"] is None or challenger["high"] >= (candidate["low"] or 0.0):
        return ()
    return (
        say(
            "challenger_better",
            challenger=challenger["value"],
            candidate=candidate["value"],
        ),
    )


def manifest_of(
    program: Program,
    night: NightRows,
    candidate: Candidate,
    report: dict[str, Any],
    made_at: datetime,
) -> dict[str, Any]:
    """What is known of how the model was made; version, sha256 and libraries are added on disk."""
    return {
        "made_at": made_at.isoformat(timespec="seconds"),
        "as_of": night.rows.as_of.isoformat(),
        "window": list(night.window),
        "counts": night.counts,
        "rows": len(night.rows),
        "columns": list(candidate.model.names),
        "day_one_version": program.day_one.version,
        "coefficients": _coefficients(candidate),
        "report": report,
    }


def _coefficients(candidate: Candidate) -> dict[str, dict[str, dict[str, float]]]:
    """Stage -> column -> prior, fitted and standard error; held columns are not fitted."""
    fitted, prior = candidate.fitted, candidate.prior
    return {
        str(stage): {
            name: {
                "prior": float(prior.effects[row, at]),
                "fitted": float(fitted.effects[row, at]),
                "se": float(np.sqrt(fitted.covariances[at, row, row])),
            }
            for row, name in enumerate(prior.names)
            if name not in prior.held
        }
        for at, stage in enumerate(STAGES)
    }
