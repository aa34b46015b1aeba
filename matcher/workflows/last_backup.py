"""When the last backup was made, for ``doctor``: one line in a file beside the store.

The store itself cannot know: a copy that held the line would always be one behind.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.retention import Retention
from matcher.workflows.finding import Finding, State
from matcher.workflows.open_store import DEFAULT_STORE

# Older than this, more than a week of an office's work would be lost with the disk.
OLD_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The latest backup that was made from this machine."""

    file: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BackupsLeft:
    """What is left of somebody who is erased today: ``last`` is the latest copy that is known here,
    ``gone_by`` the last day on which any may be kept; None where no period is set.
    """

    last: LastBackup | None
    gone_by: date | None


def backups_left(url: sa.URL, periods: Retention, *, today: date) -> BackupsLeft:
    """The backups in which somebody still is who is erased today; nothing is deleted."""
    days = periods.backups_days
    return BackupsLeft(read_last_backup(url), today + timedelta(days=days) if days else None)


def note_path(url: sa.URL) -> Path:
    """Where it is noted: beside an embedded store, in ``data/`` for a server's.

    Two servers may have a database of the same name, and each its own backups.

    >>> note_path(sa.make_url("sqlite:////srv/office.db"))
    PosixPath('/srv/office.last-backup')
    """
    if url.get_backend_name() == "sqlite":
        return Path(str(url.database)).with_suffix(".last-backup")
    place = json.dumps([url.host or url.query.get("host"), url.port or url.query.get("port")])
    server = hashlib.sha256(place.encode()).hexdigest()[:8]
    return DEFAULT_STORE.with_name(f"{url.database}-{server}.last-backup")


def note_backup(url: sa.URL, file: Path, made_at: datetime) -> bool:
    """Note it; False where the note cannot be written, which harms no backup."""
    path = note_path(url)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(json.dumps({"file": str(file), "made_at": made_at.isoformat()}))
        beside.replace(path)
    except OSError:
        return False
    return True


def read_last_backup(url: sa.URL) -> LastBackup | None:
    """The last one that was noted; None where there is none, or the note cannot be read."""
    try:
        noted = json.loads(note_path(url).read_text(encoding="utf-8"))
        return LastBackup(noted["file"], datetime.fromisoformat(noted["made_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def backup_finding(url: sa.URL, now: datetime) -> Finding:
    """What ``doctor`` says of it; a backup made in another way is not known here, so no error."""
    last = read_last_backup(url)
    if last is None:
        text = "`jobbsmak backup` made no copy of this store from here yet. Let a timer do it."
        return Finding("backup", State.NOTE, text, "backup-never")
    age = now - last.made_at
    said = f"The last backup is of {last.made_at:%Y-%m-%d %H:%M} UTC ({last.file})."
    if not Path(last.file).exists():
        text = f"{said} The file is not there any more; it was moved, or it is lost."
        return Finding("backup", State.NOTE, text, "backup-moved")
    if age > OLD_AFTER:
        text = f"{said} That is {age.days} days ago: run `jobbsmak backup`, and let a timer do it."
        return Finding("backup", State.NOTE, text, "backup-old")
    return Finding("backup", State.OK, said)
