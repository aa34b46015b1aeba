"""Rolling origin: each model forecasts, from what was known on a day, the placements chosen after.

In each fold nobody stands on both sides: the people who are forecast are left out of the fit.
The candidate is fitted on the outcomes that were known at the fold's origin. A champion that was
learned has seen rows that are forecast here, and would win by memory. So its recipe is fitted in
its place, on what was known as long before the origin as the champion is old: what is compared is
whether a newer fit foretells better than one as old as ours. The start model stands as it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats
from matcher.learning.challenger import base_rates, challenge
from matcher.learning.metrics import Indices, Scored
from matcher.learning.splits import Origin, rolling_origins, seen_before
from matcher.learning.stages import Prior, fit_stages, predict_stages

if TYPE_CHECKING:
    from matcher.learning.dataset import LearningSet

FOLDS = 5
CHAMPION, CHALLENGER, DAY_ONE = "champion", "challenger", "day_one"
BASE_RATE, CANDIDATE = "base_rate", "candidate"
MODELS = (CANDIDATE, CHAMPION, CHALLENGER, DAY_ONE, BASE_RATE)

Words = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Material:
    """What a night compares on; n rows, F columns.

    ``columns`` (n, F) are standardised, ``day_one`` (n, 4) the start model's probabilities;
    ``labels_at`` answers the (n, 4) labels as they were known on a day. ``champion_age`` is in
    days, None where the champion is the start model itself.
    """

    rows: "LearningSet"
    columns: Floats
    day_one: Floats
    labels_at: Callable[[date], Floats]
    prior: Prior
    champion_age: int | None


@dataclass(frozen=True, slots=True)
class Fold:
    """One origin: rows whose outcome was known on that day, and rows chosen after it."""

    origin: date
    learned_from: int
    forecast: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """m rows that were forecast: what came of them, and what each model had said, (m, 4) each.

    ``seen`` marks rows whose employer had outcomes at the fold's origin; ``participant`` numbers
    the people, who go by ``ids`` (people,).
    """

    folds: tuple[Fold, ...]
    labels: Floats
    predicted: Mapping[str, Floats]
    seen: Flags
    participant: Indices
    audit_group: Words
    ids: Words = field(default_factory=lambda: np.zeros(0, dtype=np.str_))

    @property
    def people(self) -> int:
        """How many participants are forecast."""
        return int(self.participant.max(initial=-1)) + 1

    def scored(self, model: str, rows: Flags, stage: int | None = None) -> Scored:
        """The model's forecasts of those rows whose outcome is known, one stage or all pooled."""
        known = ~np.isnan(self.labels) & rows[:, None]
        if stage is not None:
            known[:, [other for other in range(known.shape[1]) if other != stage]] = False
        row, column = np.nonzero(known)
        return Scored(
            outcome=self.labels[row, column],
            predicted=self.predicted[model][row, column],
            cluster=self.participant[row],
            stratum=column,
        )


def compare(
    material: Material, report: Callable[[int, int], None], folds: int = FOLDS
) -> Comparison:
    """Forecast each fold's placements by every model; ``report`` is told of each fold done.

    Where there is too little history for one fold, nothing is forecast.
    """
    rows = material.rows
    participant = rows.groups["participant"]
    origins = tuple(
        rolling_origins(
            rows.chosen_on, rows.ended_on, participant, as_of=rows.as_of.toordinal(), folds=folds
        )
    )
    predicted = {model: np.full(rows.labels.shape, np.nan) for model in MODELS}
    tested, seen = (np.zeros(len(participant), dtype=np.bool_) for _ in range(2))
    done = []
    for number, origin in enumerate(origins, start=1):
        done.append(_forecast(material, origin, predicted))
        tested |= origin.test
        seen |= origin.test & seen_before(rows.groups["employer"], origin.train)
        report(number, len(origins))
    ids, person = np.unique(participant[tested], return_inverse=True)
    return Comparison(
        folds=tuple(done),
        labels=rows.labels[tested],
        predicted={model: values[tested] for model, values in predicted.items()},
        seen=seen[tested],
        participant=person,
        audit_group=rows.audit_group[tested],
        ids=ids,
    )


def _forecast(material: Material, origin: Origin, predicted: dict[str, Floats]) -> Fold:
    """Fill in every model's forecasts of the origin's test rows."""
    rows, test, day = material.rows, origin.test, date.fromordinal(origin.day)
    known = _known_at(material, day, origin.train)
    train = ~np.isnan(known).all(axis=1)
    predicted[CANDIDATE][test] = _fitted_forecast(material, known, test)
    predicted[CHAMPION][test] = _champion_forecast(material, day, origin)
    predicted[CHALLENGER][test] = challenge(rows.raw[train], known[train], rows.raw[test])
    predicted[DAY_ONE][test] = material.day_one[test]
    predicted[BASE_RATE][test] = base_rates(known, int(test.sum()))
    return Fold(day, int(train.sum()), int(test.sum()))


def _champion_forecast(material: Material, day: date, origin: Origin) -> Floats:
    if material.champion_age is None:
        return material.day_one[origin.test]
    made_on = day - timedelta(days=material.champion_age)
    return _fitted_forecast(material, _known_at(material, made_on, origin.train), origin.test)


def _known_at(material: Material, day: date, train: Flags) -> Floats:
    """(n, 4) labels known on ``day`` of the rows that may teach; NaN elsewhere."""
    return np.where(train[:, None], material.labels_at(day), np.nan)


def _fitted_forecast(material: Material, known: Floats, test: Flags) -> Floats:
    train = ~np.isnan(known).all(axis=1)
    groups = material.rows.groups
    fitted = fit_stages(
        material.columns[train],
        known[train],
        {kind: ids[train] for kind, ids in groups.items()},
        material.prior,
    )
    testing = {kind: ids[test] for kind, ids in groups.items()}
    forecast: Floats = predict_stages(fitted, material.columns[test], testing)
    return forecast
