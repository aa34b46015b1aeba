"""Checks of what lies on disk beside the store: settings, the models' folder, free room."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.errors import JobbsmakError
from matcher.workflows.finding import Finding, State

# A night writes little; a store that cannot grow loses what people type.
LEAST_FREE_BYTES = 500 * 1024**2


def settings_findings(models: Path) -> Iterator[Finding]:
    """Whether the files that people write can be used."""
    from matcher.workflows.program import read_day_one, read_policy, read_tastes
    from matcher.workflows.retention import read_retention

    readers = (
        ("day_one.toml", lambda: read_day_one(models)),
        ("policy.toml", lambda: read_policy(models / "policy.toml")),
        ("tastes.toml", lambda: read_tastes(models / "tastes.toml")),
        ("retention.toml", lambda: read_retention(models)),
    )
    for name, read in readers:
        try:
            read()
        except (JobbsmakError, OSError) as problem:
            yield Finding("settings", State.WRONG, str(problem), "settings")
        else:
            yield Finding("settings", State.OK, f"{name} is valid.")


def folder_findings(versions: Path) -> Iterator[Finding]:
    """Whether a night can write here; a folder that is not there yet is made by it."""
    place = next(path for path in (versions, *versions.parents) if path.exists())
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        yield Finding("folder", State.OK, f"Models can be kept in {versions}.")
        return
    why = "may not be written to" if place.is_dir() else "is not a folder"
    text = (
        f"Models cannot be kept in {versions}: {place} {why}. The next night would"
        " fail. Correct its owner or permissions, or set JOBBSMAK_MODELS."
    )
    yield Finding("folder", State.WRONG, text, "folder-not-writable")


def disk_findings(engine: sa.Engine, versions: Path) -> Iterator[Finding]:
    """Whether store and models have room to grow."""
    places = [next(path for path in (versions, *versions.parents) if path.exists())]
    if engine.dialect.name == "sqlite":
        places.insert(0, Path(str(engine.url.database)).absolute().parent)
    free = {place: shutil.disk_usage(place).free for place in places}
    for place, size in free.items():
        if size < LEAST_FREE_BYTES:
            text = f"Only {size // 1024**2} MB are free at {place}. Make room before it is full."
            yield Finding("disk", State.WRONG, text, "disk-full")
    if min(free.values()) >= LEAST_FREE_BYTES:
        text = f"{min(free.values()) / 1024**3:.1f} GB are free."
        yield Finding("disk", State.OK, text)
