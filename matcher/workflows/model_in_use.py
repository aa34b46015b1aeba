"""Which model answers now: the one that the registry names, else the last before it that opens.

It is looked for again when the store changed, so a promotion or rollback anywhere takes effect in
every server without a restart; a model that was opened stays in memory.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock

import numpy as np
import sqlalchemy as sa

from matcher.domain.errors import ArtefactProblem
from matcher.learning.registry import load_artefact
from matcher.ranking.day_one import DayOne
from matcher.ranking.model import STAGES, AdditiveModel, day_one_model
from matcher.store.engine import reading
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    Promotion,
    read_promotions,
    read_version,
    standing,
)
from matcher.store.nights import Night, last_night
from matcher.store.readers import store_version


@dataclass(frozen=True, slots=True)
class InUse:
    """The model that answers, and why it is that one.

    ``counter`` is the store's version it was looked for at; ``wanted`` the version in the registry,
    which is another one where there is a ``problem``; ``since`` None: from the beginning.
    ``learned`` is None for the start model.
    """

    counter: int
    model: AdditiveModel
    wanted: str
    since: datetime | None
    problem: str | None
    last_night: Night | None
    learned: "Learned | None" = None


@dataclass(frozen=True, slots=True)
class Learned:
    """From how many placements a model was learned, and what was known of them on which day."""

    rows: int
    as_of: date


class ModelInUse:
    """Keeps the model in use. Safe to share between threads."""

    def __init__(self, engine: sa.Engine, folder: Path, day_one: DayOne) -> None:
        self.folder = folder
        self._engine = engine
        self._names = day_one.names
        self._start = day_one_model(day_one)
        self._known: InUse | None = None
        self._lock = Lock()
        # What this process writes itself is seen at once; others' changes with the next reading.
        self._mark = self._seen = object()
        sa.event.listen(engine, "commit", self._note_change)

    @property
    def mark(self) -> object:
        """Another one after every change by this process; to be taken before a reading begins."""
        return self._mark

    @property
    def last_found(self) -> InUse | None:
        """What was last found, without asking the store; None before anybody looked."""
        return self._known

    def known(self) -> InUse:
        """What was last found; looks only at first, and after this process changed the store."""
        found = self._known
        return self.look() if found is None or self._seen is not self._mark else found

    def look(self) -> InUse:
        """Look now, also for a model that could not be opened the last time."""
        mark = self._mark
        with reading(self._engine) as connection:
            return self.at(connection, store_version(connection), mark, again=True)

    def at(
        self, connection: sa.Connection, counter: int, mark: object, *, again: bool = False
    ) -> InUse:
        """What is in use at the store's version ``counter``, as ``connection`` sees it."""
        with self._lock:
            known = self._known
            if known is None or known.counter != counter or (again and known.problem is not None):
                known = self._find(connection, counter)
            self._known, self._seen = known, mark
            return known

    def _note_change(self, _connection: sa.Connection) -> None:
        self._mark = object()

    def _find(self, connection: sa.Connection, counter: int) -> InUse:
        line = standing(read_promotions(connection))
        problems: list[str] = []
        for each in reversed(line):
            try:
                model = self._opened(connection, each)
            except ArtefactProblem as problem:
                problems.append(str(problem))
                continue
            return InUse(
                counter,
                model,
                wanted=line[-1].version,
                since=None if line[-1].version == DAY_ONE else line[-1].promoted_at,
                problem=" ".join([*problems, f"In use: {model.version}."]) if problems else None,
                last_night=last_night(connection),
                learned=_learned(connection, each.version),
            )
        raise AssertionError("the start model always stands in the line")

    def _opened(self, connection: sa.Connection, promoted: Promotion) -> AdditiveModel:
        if promoted.version == DAY_ONE:
            return self._start
        if self._known is not None and self._known.model.version == promoted.version:
            return self._known.model
        return opened_model(self.folder, read_version(connection, promoted.version), self._names)


def _learned(connection: sa.Connection, version: str) -> Learned | None:
    """None for the start model, and for one whose manifest does not tell."""
    if version == DAY_ONE:
        return None
    manifest = read_version(connection, version).manifest
    rows, as_of = manifest.get("rows"), manifest.get("as_of")
    return Learned(rows, date.fromisoformat(as_of)) if rows and as_of else None


def opened_model(folder: Path, kept: ModelVersion, names: tuple[str, ...]) -> AdditiveModel:
    """The model of a registry's row, checked to be one for the columns ``names``.

    ArtefactProblem with what is wrong and what to do.
    """
    model = load_artefact(folder, kept.version, kept.sha256, kept.manifest)
    if not isinstance(model, AdditiveModel) or any(
        not hasattr(model, field.name) for field in fields(AdditiveModel)
    ):
        raise ArtefactProblem(
            f"The model {kept.version} was made by another version of the program."
            " Run `jobbsmak train`, or `jobbsmak models rollback` to an earlier one."
        )
    _refuse_other_columns(model, kept.version, names)
    return replace(model, version=kept.version)


def _refuse_other_columns(model: AdditiveModel, version: str, names: tuple[str, ...]) -> None:
    shape = (len(names), len(STAGES))
    if model.names == names and model.effects.shape == shape and np.isfinite(model.effects).all():
        return
    gone = sorted(set(model.names) - set(names))
    new = sorted(set(names) - set(model.names))
    what = [f"it knows {', '.join(gone)}, which is no column now"] if gone else []
    what += [f"it does not know the column {', '.join(new)}"] if new else []
    raise ArtefactProblem(
        f"The model {version} does not fit this program's columns:"
        f" {' and '.join(what) or 'their order or numbers differ'}."
        " Run `jobbsmak train` to learn one that does."
    )
