"""Use case: the model in use, for those who answer for it: from what, how well, what it learned.

The figures are those of the night that made it, from the registry's copy of its manifest; those by
audit group are of the latest night that measured them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import NotAllowed
from matcher.domain.outcomes import Stage
from matcher.features.columns import HISTORY
from matcher.ranking.uncertainty import EFFECT_SD
from matcher.store.engine import reading
from matcher.store.findings import GroupFinding, read_findings
from matcher.store.model_registry import (
    DAY_ONE,
    Promotion,
    read_promotions,
    read_version,
    standing,
)
from matcher.store.nights import Night, read_nights
from matcher.workflows.program import Program

NIGHTS_SHOWN = 14
# Open ones come first.
FINDINGS_SHOWN = 50
# These hold intercepts of employers, mentors and occupations, not one effect: nothing to compare.
_REPLACED = frozenset(column for by_stage in HISTORY.values() for column in by_stage.values())


@dataclass(frozen=True, slots=True)
class Move:
    """What outcomes made of an effect; ``moved`` is in standard deviations of the prior.

    ``sure`` where it moved further than its own 90 % interval reaches.
    """

    column: str
    stage: Stage
    prior: float
    fitted: float
    se: float
    moved: float

    @property
    def turned(self) -> bool:
        """Whether it has the opposite sign of what was thought."""
        return self.prior * self.fitted < 0

    @property
    def sure(self) -> bool:
        """Whether the difference is beyond what chance alone would often bring (90 %)."""
        return abs(self.fitted - self.prior) > 1.645 * self.se


@dataclass(frozen=True, slots=True)
class ModelPage:
    """What the page shows; ``report`` is the night's, empty for the start model."""

    version: str
    learned: bool
    in_use: Promotion | None
    problem: str | None
    made_at: datetime | None
    as_of: date | None
    window: tuple[date, date] | None
    rows: int | None
    counts: Mapping[str, int]
    report: Mapping[str, Any]
    moves: tuple[Move, ...]
    nights: tuple[Night, ...]
    before: str | None
    fairness: Mapping[str, Any]
    findings: tuple[GroupFinding, ...]


def sees_models(viewer: Viewer) -> bool:
    """Whether the page is for this person: leaders and administrators."""
    return viewer.role in (Role.LEADER, Role.ADMINISTRATOR, Role.OPERATOR)


def may_roll_back(viewer: Viewer) -> bool:
    """Whether this person may change which model is in use."""
    return viewer.role in (Role.ADMINISTRATOR, Role.OPERATOR)


def model_page(program: Program, viewer: Viewer) -> ModelPage:
    """The model that answers now. NotAllowed for advisers and employers."""
    if not sees_models(viewer):
        raise NotAllowed("The model's page is for leaders and administrators.")
    found = program.in_use.look()
    with reading(program.engine) as connection:
        line = standing(read_promotions(connection))
        nights = read_nights(connection, NIGHTS_SHOWN)
        findings = read_findings(connection, limit=FINDINGS_SHOWN)
        learned = found.model.version != program.day_one.version
        kept = read_version(connection, found.model.version) if learned else None
    manifest: Mapping[str, Any] = {} if kept is None else kept.manifest
    return ModelPage(
        version=found.model.version,
        learned=learned,
        in_use=None if line[-1].version == DAY_ONE and len(line) == 1 else line[-1],
        problem=found.problem,
        made_at=None if kept is None else kept.made_at,
        as_of=_day(manifest.get("as_of")),
        window=_window(manifest.get("window")),
        rows=manifest.get("rows"),
        counts=manifest.get("counts", {}),
        report=manifest.get("report", {}),
        moves=moves(manifest.get("coefficients", {})),
        nights=nights,
        before=line[-2].version if len(line) > 1 else None,
        fairness=latest_fairness(nights),
        findings=findings,
    )


def latest_fairness(nights: Sequence[Night]) -> Mapping[str, Any]:
    """The figures by audit group of the latest of ``nights`` that measured any; else empty."""
    measured = ((night.report or {}).get("fairness") for night in nights)
    return next((dict(found) for found in measured if found), {})


def moves(coefficients: Mapping[str, Mapping[str, Mapping[str, float]]]) -> tuple[Move, ...]:
    """Every effect with what was thought of it, the one that moved the furthest first.

    >>> found = moves({"fits": {"travel": {"prior": -0.2, "fitted": -0.1, "se": 0.1},
    ...                         "spoken_level": {"prior": 0.05, "fitted": -0.01, "se": 0.1}}})
    >>> [(each.column, round(each.moved, 1)) for each in found]
    [('travel', 0.5), ('spoken_level', -0.3)]
    """
    every = [
        Move(column, Stage(stage), one["prior"], one["fitted"], one["se"], _moved(one))
        for stage, columns in coefficients.items()
        for column, one in columns.items()
        if column not in _REPLACED
    ]
    return tuple(sorted(every, key=lambda m: (-abs(m.moved), m.column, m.stage)))


def _moved(one: Mapping[str, float]) -> float:
    return (one["fitted"] - one["prior"]) / EFFECT_SD


def _window(ends: Sequence[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(ends[0]), date.fromisoformat(ends[1])) if ends else None


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text)[:10])
