"""What the program learns in a simulated world: features as they were when chosen, and the fit.

Fit and prior are the program's own (``learning.stages``, ``learned_model``). Labels are those of
``features.labels``, from the reports that had come by the day of the fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Floats
from matcher.domain.outcomes import Stage
from matcher.features.labels import Labelled
from matcher.learning.stages import fit_stages
from matcher.planning.problem import Rows
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import AdditiveModel, day_one_model, probabilities
from matcher.workflows.evaluate_choices import truth_of
from matcher.workflows.evaluate_office import Month, Office
from matcher.workflows.learned_model import learned_model, prior_of

Names = NDArray[np.str_]
_KINDS = ("employer", "mentor", "occupation", "adviser")
_RANDOM_MONTHS = 8


@dataclass(slots=True)
class Learner:
    """The start model and the rows that were kept when placements were chosen."""

    day_one: DayOne
    start: AdditiveModel
    kept: dict[str, Floats] = field(default_factory=dict, repr=False)
    groups: dict[str, tuple[str, str, str, str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, day_one: DayOne) -> "Learner":
        """Nothing seen yet."""
        return cls(day_one, day_one_model(day_one))

    def keep(self, month: Month, rows: Rows, names: Sequence[str]) -> None:
        """Remember the features of the pairs in ``rows``, which became placements ``names``."""
        if not len(rows):
            return
        raw = encoded(self.start, month)[rows]
        for name, row, features in zip(names, rows.tolist(), raw, strict=True):
            self.kept[name] = features
            self.groups[name] = groups_of(month, row)

    def fit(self, history: Sequence[Labelled]) -> AdditiveModel:
        """The model of the night, from what is known of the placements that have ended."""
        return self.fit_rows(*self.rows(history))

    def fit_rows(
        self, columns: Floats, labels: Floats, groups: Mapping[str, Names]
    ) -> AdditiveModel:
        """The fit as the program ranks with it."""
        fitted = fit_stages(columns, labels, groups, prior_of(self.day_one))
        return learned_model(self.day_one, fitted, f"simulated-{len(labels)}")

    def rows(self, history: Sequence[Labelled]) -> tuple[Floats, Floats, dict[str, Names]]:
        """(n, F) standardised columns, (n, 4) labels, and who was there, of outcomes seen."""
        seen = [row for row in history if any(label is not None for label in row.labels.values())]
        names = [row.placement.placement_id for row in seen]
        wide = len(self.start.names)
        raw = np.array([self.kept[name] for name in names]).reshape(-1, wide)
        columns = standardised(self.start, raw) if len(raw) else raw
        labels = np.array([_numbers(row) for row in seen]).reshape(-1, len(Stage))
        return columns, labels, together([self.groups[name] for name in names])


def random_rows(
    learner: Learner, office: Office, months: int, count: int
) -> tuple[Floats, Floats, dict[str, Names]]:
    """About ``count`` pairs drawn evenly from all that may be, with every outcome known.

    They tell what the program's features and form could say at best, whoever chose the pairs.
    """
    world, policy = office.world, office.policy
    rng = np.random.default_rng([world.seed, 5])
    numbers = np.unique(np.linspace(0, months - 1, _RANDOM_MONTHS).astype(int)).tolist()
    columns, labels, told = [], [], []
    for number in numbers:
        month = office.month(number)
        rows = rng.permutation(len(month.person))[: count // len(numbers)]
        columns.append(standardised(learner.start, encoded(learner.start, month)[rows]))
        labels.append(
            drawn_outcomes(rng, month, rows, truth_of(world, month, policy).chances[rows])
        )
        told += [groups_of(month, row) for row in rows.tolist()]
    return np.concatenate(columns), np.concatenate(labels), together(told)


def groups_of(month: Month, row: int) -> tuple[str, str, str, str]:
    """Employer, mentor, occupation and adviser of one pair."""
    opening = month.day.ready.openings[month.opening[row]]
    adviser = month.participants[month.person[row]].adviser or ""
    mentor = (opening.mentors or ("",))[0]
    return opening.employer_id, mentor, opening.occupation or "", adviser


def encoded(model: AdditiveModel, month: Month) -> Floats:
    """(n, F) raw features of a month's pairs, terms that bend included."""
    raw: Floats = model.pipeline.named_steps["encode"].transform(month.pairs)
    return raw


def standardised(model: AdditiveModel, raw: Floats) -> Floats:
    """(n, F) raw -> standardised, as the model has it."""
    columns: Floats = model.pipeline.named_steps["standardise"].transform(raw)
    return columns


def predicted(model: AdditiveModel, month: Month) -> Floats:
    """(n, 4) chances of the stages by a model, start or learned."""
    return probabilities(model.log_odds(standardised(model, encoded(model, month))))


def drawn_outcomes(rng: np.random.Generator, month: Month, rows: Rows, chances: Floats) -> Floats:
    """(n, 4) outcomes; NaN for a stage that was not reached, and for a taste's work."""
    lucky = rng.random(chances.shape) < chances
    labels = lucky.astype(np.float64)
    labels[~lucky[:, 0], 1:] = np.nan
    labels[~lucky[:, 1] | month.facts.taste[rows], 3] = np.nan
    return labels


def together(groups: Sequence[tuple[str, str, str, str]]) -> dict[str, Names]:
    """By kind, (n,) ids of the groups of n pairs."""
    table = np.array(groups, dtype=np.str_).reshape(-1, len(_KINDS))
    return {kind: table[:, at] for at, kind in enumerate(_KINDS)}


def _numbers(row: Labelled) -> list[float]:
    return [
        np.nan if row.labels[stage] is None else float(bool(row.labels[stage])) for stage in Stage
    ]
