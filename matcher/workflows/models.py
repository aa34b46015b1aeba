"""Use cases of the registry: which models there are, put one in use, go back to the one before.

Going back loads no model and no number library: it is what one does in a hurry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import ArtefactProblem, Conflict
from matcher.learning.registry import checked_bytes
from matcher.store.engine import reading, writing
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    Promotion,
    promote,
    read_promotions,
    read_version,
    read_versions,
    standing,
)


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One line of the list; ``problem`` where its files may not be used."""

    version: str
    made_at: datetime | None
    in_use: bool
    promotions: tuple[Promotion, ...]
    rows: int | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """From which model to which; ``passed_over``: why each model between was not taken."""

    before: str
    version: str
    passed_over: tuple[str, ...] = ()


def list_models(engine: sa.Engine, folder: Path) -> tuple[ModelLine, ...]:
    """Every learned model, the newest first, and the start model at the end."""
    with reading(engine) as connection:
        versions, promotions = read_versions(connection), read_promotions(connection)
    in_use = standing(promotions)[-1].version
    lines = [_line(folder, each, promotions, in_use) for each in versions]
    start = tuple(p for p in promotions if p.version == DAY_ONE)
    return (*lines, ModelLine(DAY_ONE, None, in_use == DAY_ONE, start, None, None))


def show_model(engine: sa.Engine, folder: Path, version: str) -> tuple[ModelLine, dict[str, Any]]:
    """One model and its manifest; NotFound where there is none of that name."""
    with reading(engine) as connection:
        promotions = read_promotions(connection)
        kept = None if version == DAY_ONE else read_version(connection, version)
    if kept is None:
        return list_models(engine, folder)[-1], {}
    in_use = standing(promotions)[-1].version
    return _line(folder, kept, promotions, in_use), dict(kept.manifest)


def promote_model(
    engine: sa.Engine, folder: Path, version: str, *, by: str, now: datetime
) -> Changed:
    """Put ``version`` in use, after opening it as a server would.

    NotFound, ArtefactProblem, or Conflict where it is in use already.
    """
    if version != DAY_ONE:
        with reading(engine) as connection:
            kept = read_version(connection, version)
        _open_once(folder, kept)
    with writing(engine) as connection:
        before = standing(read_promotions(connection))[-1].version
        if before == version:
            raise Conflict(f"The model {version} is in use already.")
        promote(connection, version, by, "promote", now)
    return Changed(before, version)


def roll_back(
    engine: sa.Engine, folder: Path, *, by: str, now: datetime, seen: str | None = None
) -> Changed:
    """Go back to the model before the one in use; one whose files are damaged is passed over.

    Conflict where nothing comes before, or where ``seen`` (the model that somebody looked at when
    asking for it) is not in use any more.
    """
    with writing(engine) as connection:
        *earlier, current = standing(read_promotions(connection))
        if seen is not None and seen != current.version:
            raise Conflict(
                f"The model in use is {current.version}, not {seen}: somebody changed it since."
            )
        if not earlier:
            raise Conflict("The start model is in use; there is no model before it.")
        target, passed_over = _first_whole(connection, folder, earlier[::-1])
        promote(connection, target, by, "rollback", now)
    return Changed(current.version, target, passed_over)


def _open_once(folder: Path, kept: ModelVersion) -> None:
    from matcher.workflows.model_in_use import opened_model
    from matcher.workflows.program import read_day_one

    opened_model(folder, kept, read_day_one().names)


def _first_whole(
    connection: sa.Connection, folder: Path, latest_first: Sequence[Promotion]
) -> tuple[str, tuple[str, ...]]:
    passed_over: list[str] = []
    for each in latest_first:
        problem = each.version != DAY_ONE and _problem(
            folder, read_version(connection, each.version)
        )
        if not problem:
            return each.version, tuple(passed_over)
        passed_over.append(problem)
    raise AssertionError("the start model always stands in the line")


def _line(
    folder: Path, kept: ModelVersion, promotions: Sequence[Promotion], in_use: str
) -> ModelLine:
    rows = kept.manifest.get("rows")
    return ModelLine(
        version=kept.version,
        made_at=kept.made_at,
        in_use=kept.version == in_use,
        promotions=tuple(p for p in promotions if p.version == kept.version),
        rows=rows if isinstance(rows, int) else None,
        problem=_problem(folder, kept),
    )


def _problem(folder: Path, kept: ModelVersion) -> str | None:
    try:
        checked_bytes(folder, kept.version, kept.sha256, kept.manifest)
    except ArtefactProblem as problem:
        return str(problem)
    return None
