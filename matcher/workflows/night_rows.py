"""What a night learns from: the store's rows as of today, how many are new, and what is odd."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa

from matcher.domain.arrays import Flags, Floats
from matcher.domain.chosen import ChosenFeatures
from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.features.columns import FEATURES
from matcher.learning.comparison import Material
from matcher.learning.dataset import LearningSet, learning_set, relabel
from matcher.learning.gates import FINDINGS
from matcher.ranking.model import day_one_model, probabilities
from matcher.store.engine import reading
from matcher.store.nights import Night, read_nights
from matcher.store.readers import read_chosen, read_market
from matcher.workflows.learned_model import log_odds_of, prior_of, standardised
from matcher.workflows.likings import liking_from_tastes
from matcher.workflows.night_messages import say
from matcher.workflows.program import Program

# Texts that are read as occupations once: more than an office's wishes and openings have.
_TEXTS_KEPT = 20_000
_SKIPPED = {
    "participant": "participant", "opening": "opening", "day": "day of choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NightRows:
    """The learning set of a night with its market; ``new`` rows since the last night that learned.

    ``mark`` tells these rows and labels from any others; ``same`` where the last night had them
    and was not held by a finding that nobody looked after.
    """

    rows: LearningSet
    market: Market
    new: int
    mark: str
    same: bool
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Known outcomes of each stage."""
        known = (~np.isnan(self.rows.labels)).sum(axis=0)
        return {str(stage): int(count) for stage, count in zip(Stage, known, strict=True)}

    @property
    def window(self) -> tuple[str, str]:
        """First and last day of choice."""
        days = self.rows.chosen_on[[0, -1]].tolist()
        first, last = (date.fromordinal(day).isoformat() for day in days)
        return first, last

    def labels_at(self, day: date) -> Floats:
        """(n, 4) labels as they were known on ``day``; NaN where a placement had not ended."""
        labels = np.full(self.rows.labels.shape, np.nan)
        known = relabel(self.rows, self.market, day)
        place = {p.placement_id: row for row, p in enumerate(self.rows.placements)}
        labels[[place[p.placement_id] for p in known.placements]] = known.labels
        return labels


def night_rows(program: Program, today: date) -> NightRows:
    """Read the store and make the rows; those without any known outcome teach nothing."""
    with reading(program.engine) as connection:
        market = read_market(connection)
        kept = read_chosen(connection)
        before = _last_learned(connection)
    every = learning_set(
        market,
        today,
        policy=program.policy,
        resolve=_reader(program),
        liking=liking_from_tastes(program.tastes),
        bends=program.day_one.bends,
        kept=kept,
    )
    rows = every.rows(_taught_by(every))
    mark = _mark(rows, program.day_one.version)
    found = NightRows(rows, market, len(rows), mark, False, _notes(rows, market, kept))
    if before is None or before.report is None:
        return found
    return _beside(found, before, before.report)


def _taught_by(every: LearningSet) -> Flags:
    known: Flags = ~np.isnan(every.labels)
    some: Flags = np.any(known, axis=1)
    return some


def material_of(program: Program, night: NightRows, champion_age: int | None) -> Material:
    """What the models are compared on; ``champion_age`` in days, None for the start model."""
    start = day_one_model(program.day_one)
    return Material(
        rows=night.rows,
        columns=standardised(program.day_one, night.rows),
        day_one=probabilities(log_odds_of(start, night.rows)),
        labels_at=night.labels_at,
        prior=prior_of(program.day_one),
        champion_age=champion_age,
    )


def _reader(program: Program) -> Any:
    @lru_cache(_TEXTS_KEPT)
    def codes(text: str) -> Sequence[tuple[str, float]]:
        return [(match.code, match.score) for match in program.resolve(text)]

    return codes


def _last_learned(connection: sa.Connection) -> Night | None:
    nights = (night for night in read_nights(connection) if night.state in ("promoted", "kept"))
    return next(nights, None)


def _beside(found: NightRows, before: Night, report: Mapping[str, Any]) -> NightRows:
    """The rows beside those of the last night: a row whose labels changed since counts as new."""
    known = report.get("mark") == found.mark
    then = found.labels_at(before.today)
    changed = ~((then == found.rows.labels) | (np.isnan(then) & np.isnan(found.rows.labels)))
    more = len(found.rows) - int(report.get("rows") or 0)
    # An import may bring rows of earlier days, which by their days were known then.
    new = 0 if known else max(int(changed.any(axis=1).sum()), more)
    same = known and not _held_by_findings(report)
    return NightRows(found.rows, found.market, new, found.mark, same, found.notes)


def _held_by_findings(report: Mapping[str, Any]) -> bool:
    """Whether that night waited for an owner: who was named since lets the same rows be used."""
    return any(gate["gate"] == FINDINGS and not gate["held"] for gate in report.get("gates", ()))


def _mark(rows: LearningSet, day_one_version: str) -> str:
    digest = hashlib.sha256(day_one_version.encode())
    digest.update("\n".join(p.placement_id for p in rows.placements).encode())
    digest.update(np.nan_to_num(rows.labels, nan=-1.0).tobytes())
    return digest.hexdigest()


def _notes(
    rows: LearningSet, market: Market, kept: Mapping[str, ChosenFeatures]
) -> tuple[str, ...]:
    rebuilt = int(rows.rebuilt.sum())
    notes = [say("kept_features", kept=len(rows) - rebuilt, rebuilt=rebuilt)]
    notes += [
        say("skipped", count=count, what=_SKIPPED.get(what, what))
        for what, count in rows.skipped.items()
        if count
    ]
    return (*notes, *_orphans(market), *_changed_columns(kept))


def _orphans(market: Market) -> list[str]:
    known = {placement.placement_id for placement in market.placements}
    lost = [one.placement_id for one in market.outcomes if one.placement_id not in known]
    return [say("orphans", count=len(lost), first=lost[0])] if lost else []


def _changed_columns(kept: Mapping[str, ChosenFeatures]) -> list[str]:
    missing, extra, count = set[str](), set[str](), 0
    for one in kept.values():
        gone, more = set(FEATURES) - set(one.features), set(one.features) - set(FEATURES)
        count += bool(gone or more)
        missing |= gone
        extra |= more
    if not count:
        return []
    return [say("columns_changed", count=count, missing=_listed(missing), extra=_listed(extra))]


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
