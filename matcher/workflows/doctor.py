"""Use case: is everything well? Store, settings, model, last night, disk (``doctor``).

Every finding says what to do and names its entry in ``models/DOCTOR.md``. Nothing is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.errors import JobbsmakError, StoreProblem
from matcher.learning.libraries import library_differences
from matcher.learning.registry import kept_versions
from matcher.store.audit_chain import END_ROWS, verify_end
from matcher.store.engine import open_store, reading
from matcher.store.migrate import check_store
from matcher.store.model_registry import DAY_ONE, read_promotions, read_versions, standing
from matcher.store.nights import Night, last_night, running_night, why_dead
from matcher.store.whole import damage
from matcher.workflows.doctor_files import disk_findings, folder_findings, settings_findings
from matcher.workflows.erased_models import erased_finding
from matcher.workflows.finding import Finding, State
from matcher.workflows.last_backup import backup_finding
from matcher.workflows.night_watch import OVERDUE_AFTER, NightState, night_state
from matcher.workflows.open_store import ROOT


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that was looked at; ``well`` where nothing is wrong."""

    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return all(each.state is not State.WRONG for each in self.findings)


def examine(
    url: str,
    versions: Path,
    *,
    now: datetime,
    models: Path = ROOT / "models",
    overdue_after: timedelta = OVERDUE_AFTER,
) -> Examined:
    """Look at the store at ``url``, the settings in ``models``, and what was learned."""
    findings = [*settings_findings(models), *folder_findings(versions)]
    try:
        engine = open_store(url)
    except StoreProblem as problem:
        return Examined((Finding("store", State.WRONG, str(problem), "store"), *findings))
    try:
        store = _store(engine)
        if store.state is State.WRONG:
            return Examined((store, *findings))
        learned = (*_model(engine, versions, models), *_night(engine, now, overdue_after))
        kept = (_log(engine), *learned, *findings, backup_finding(engine.url, now))
        return Examined((store, *kept, *disk_findings(engine, versions)))
    finally:
        engine.dispose()


def _store(engine: sa.Engine) -> Finding:
    try:
        check_store(engine)
        with reading(engine) as connection:
            wrong = damage(connection)
    except StoreProblem as problem:
        return Finding("store", State.WRONG, str(problem), "store")
    if wrong is not None:
        text = f"The store is damaged ({wrong}). Stop the server and restore a backup."
        return Finding("store", State.WRONG, text, "store-damaged")
    return Finding("store", State.OK, "The store is whole and of this version.")


def _log(engine: sa.Engine) -> Finding:
    with reading(engine) as connection:
        end = verify_end(connection)
    if end.problem is None:
        looked = "" if end.rows <= END_ROWS else f" (looked at: the last {END_ROWS})"
        return Finding("audit", State.OK, f"The audit log's {end.rows} rows end whole{looked}.")
    text = (
        f"The audit log is broken at row {end.broken_at}: {end.problem}. Somebody changed it in"
        " the database itself. Run `jobbsmak audit verify`, and find out who."
    )
    return Finding("audit", State.WRONG, text, "audit-broken")


def _model(engine: sa.Engine, versions: Path, models: Path) -> Iterator[Finding]:
    from matcher.workflows.model_in_use import ModelInUse
    from matcher.workflows.program import read_day_one

    try:
        day_one = read_day_one(models)
    except JobbsmakError:
        return  # said by the check of the files
    found = ModelInUse(engine, versions, day_one).look()
    since = "the beginning" if found.since is None else f"{found.since:%Y-%m-%d %H:%M} UTC"
    if found.problem is not None:
        yield Finding("model", State.WRONG, found.problem, "model-not-opened")
    else:
        yield Finding("model", State.OK, f"In use: {found.model.version}, since {since}.")
    yield from erased_finding(engine, found.model.version)
    with reading(engine) as connection:
        kept = {each.version: each for each in read_versions(connection)}
        wanted = standing(read_promotions(connection))[-1].version
    yield from _strays(versions, set(kept))
    if wanted != DAY_ONE and found.problem is None:
        for name, (made, here) in library_differences(kept[wanted].manifest).items():
            text = f"The model was made with {name} {made}; installed is {here}. It may be used."
            yield Finding("model", State.NOTE, text, "other-library")


def _strays(versions: Path, known: set[str]) -> Iterator[Finding]:
    strays = [name for name in kept_versions(versions) if name not in known]
    if strays:
        text = (
            f"{len(strays)} folder(s) in {versions} belong to no model of this store"
            f" ({', '.join(strays[:3])}): a night was cut off before it was done, or another store"
            " shares the folder. They are never used and may be removed."
        )
        yield Finding("model", State.NOTE, text, "folder-without-model")


def _night(engine: sa.Engine, now: datetime, overdue_after: timedelta) -> Iterator[Finding]:
    with reading(engine) as connection:
        last, running = last_night(connection), running_night(connection)
    yield from _running(running, now)
    state = night_state(last, now, overdue_after)
    if last is None:
        text = (
            "No night has run: nothing is learned from outcomes yet. Run `jobbsmak train`, and let"
            " a timer do it every night."
        )
        yield Finding("night", State.NOTE, text, "night-never")
        return
    said = night_sentence(last)
    if state is NightState.FINE:
        yield Finding("night", State.OK, said)
        return
    what, entry = _NIGHT[state]
    yield Finding("night", State.WRONG, f"{said} {what}", entry)


def _running(night: Night | None, now: datetime) -> Iterator[Finding]:
    if night is None:
        return
    began = f"{night.started_at:%Y-%m-%d %H:%M} UTC"
    dead = why_dead(night, now)
    if dead is None:
        text = f"A night has been running since {began}, at {night.step or 'its beginning'}."
        yield Finding("night", State.NOTE, text, "night-running")
        return
    text = (
        f"The night that began at {began} was cut off at {night.step or 'its beginning'}: {dead}."
        " Yesterday's model stays. Run `jobbsmak train`; it clears up first."
    )
    yield Finding("night", State.WRONG, text, "night-cut-off")


_NIGHT = {
    NightState.FAILED: (
        "Yesterday's model stays. Read the message, and run `jobbsmak train` again.",
        "night-failed",
    ),
    NightState.OVERDUE: (
        "The next one is overdue. See that the timer runs, or run `jobbsmak train`.",
        "night-overdue",
    ),
    NightState.AHEAD: (
        "That lies ahead of the clock, which was set back. Set it right; then run"
        " `jobbsmak train`.",
        "clock",
    ),
}


def night_sentence(night: Night) -> str:
    """When a night ran, on what, and what came of it; that nothing was new is said."""
    ended = night.finished_at or night.started_at
    if night.state == "failed":
        return f"The last night failed at {ended:%Y-%m-%d %H:%M} UTC: {night.message or '?'}"
    new = "none of them new" if not night.new_rows else f"{night.new_rows} of them new"
    came = f"Promoted: {night.version}." if night.state == "promoted" else "Kept the model in use."
    return (
        f"The last night ended at {ended:%Y-%m-%d %H:%M} UTC, on {night.rows or 0} placements,"
        f" {new}. {night.message or came}"
    )
