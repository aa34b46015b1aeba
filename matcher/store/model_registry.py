"""The registry of learned models: which there are, and which one was put in use when and by whom.

Promotions are appended to and never changed; the line of models that stand is read out of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from matcher.domain.errors import Conflict, NotFound
from matcher.store.learning_tables import PROMOTION_CAUSES, model_promotions, model_versions
from matcher.store.moments import from_store, to_store

# In a promotion: the start model, whatever its file says today.
DAY_ONE = "day-one"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """One learned model; ``sha256`` is that of its model.joblib, ``manifest`` as in its folder."""

    version: str
    made_at: datetime
    sha256: str
    manifest: Mapping[str, Any]
    night_id: int | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """A model put in use; ``cause`` is night, promote or rollback."""

    version: str
    promoted_at: datetime
    promoted_by: str
    cause: str


def add_version(connection: sa.Connection, made: ModelVersion) -> None:
    """Keep a new model, whose files are already in place. Conflict where the name is taken."""
    if _row(connection, made.version) is not None:
        raise Conflict(f"There is a model {made.version} already; it is not replaced.")
    connection.execute(
        model_versions.insert().values(
            version=made.version,
            made_at=to_store(made.made_at),
            sha256=made.sha256,
            manifest=dict(made.manifest),
            night_id=made.night_id,
        )
    )


def promote(connection: sa.Connection, version: str, by: str, cause: str, at: datetime) -> None:
    """Put a model in use from now on, within ``writing`` so that every server notices.

    ``version`` is in the registry, or ``DAY_ONE``; NotFound otherwise.
    """
    if cause not in PROMOTION_CAUSES:
        raise ValueError(f"cause must be one of {', '.join(PROMOTION_CAUSES)}; it is {cause!r}.")
    if version != DAY_ONE:
        read_version(connection, version)
    connection.execute(
        model_promotions.insert().values(
            version=version, promoted_at=to_store(at), promoted_by=by, cause=cause
        )
    )


def read_version(connection: sa.Connection, version: str) -> ModelVersion:
    """The model of that name; NotFound with what to do."""
    row = _row(connection, version)
    if row is None:
        raise NotFound(f'There is no model "{version}"; `jobbsmak models list` names them all.')
    return _version(row)


def read_versions(connection: sa.Connection) -> tuple[ModelVersion, ...]:
    """Every learned model, the newest first."""
    columns = model_versions.c
    rows = connection.execute(
        sa.select(model_versions).order_by(columns.made_at.desc(), columns.version.desc())
    )
    return tuple(map(_version, rows))


def read_promotions(connection: sa.Connection) -> tuple[Promotion, ...]:
    """Every promotion there was, in the order in which they happened."""
    rows = connection.execute(sa.select(model_promotions).order_by(model_promotions.c.id))
    return tuple(
        Promotion(row.version, from_store(row.promoted_at), row.promoted_by, row.cause)
        for row in rows
    )


def champion(connection: sa.Connection) -> str | None:
    """The model in use; None where the start model is, since nothing else was ever promoted."""
    in_use = standing(read_promotions(connection))[-1]
    return None if in_use.version == DAY_ONE else in_use.version


_START = Promotion(DAY_ONE, datetime.min.replace(tzinfo=UTC), "", "night")


def standing(promotions: Iterable[Promotion]) -> tuple[Promotion, ...]:
    """The models that stand, the one in use last and the start model always first.

    A rollback takes away what came after the model that it goes back to; another rollback then
    goes further back, and never forward again.

    >>> at = datetime(2026, 3, 31)
    >>> line = standing([Promotion("A", at, "", "night"), Promotion("B", at, "", "night"),
    ...                  Promotion("A", at, "kari", "rollback")])
    >>> [(each.version, each.cause) for each in line]
    [('day-one', 'night'), ('A', 'rollback')]
    """
    line = [_START]
    for each in promotions:
        if each.cause == "rollback" and each.version in {earlier.version for earlier in line}:
            while line[-1].version != each.version:
                line.pop()
            line[-1] = each
        elif each.version != line[-1].version:
            line.append(each)
    return tuple(line)


def _row(connection: sa.Connection, version: str) -> Any:
    found = sa.select(model_versions).where(model_versions.c.version == version)
    return connection.execute(found).one_or_none()


def _version(row: Any) -> ModelVersion:
    return ModelVersion(
        row.version, from_store(row.made_at), row.sha256, row.manifest, row.night_id
    )
