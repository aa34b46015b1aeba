"""Use case: a backup takes the store's place, while the server runs (``restore``).

Everything of the file is checked before anything is changed. What stood there is copied first, the
models come before the store that names them, and the store changes in one step. From the copy to
that step nobody else writes: what somebody was told is kept is in the copy or in the new store.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.domain.errors import CopyProblem, NotAllowed
from matcher.store.archive import read_manifest, unpack
from matcher.store.copy_folder import working_folder
from matcher.store.engine import open_store, reading
from matcher.store.failures import shown_url
from matcher.store.migrate import REVISIONS
from matcher.store.standstill import Standstill, WroteMeanwhile, standstill
from matcher.store.tables import participants
from matcher.store.trail import note_everybody
from matcher.workflows.backup import SQLITE, STORE_MEMBER, rows_of_copy
from matcher.workflows.copied_models import place_models
from matcher.workflows.restore_into import into_postgres, into_sqlite
from matcher.workflows.store_before import StoreBefore, keep_before, look_at_store

# Others who wait for the lock may be quicker once, on a busy machine; not all the time.
TRIES = 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and where that lies which stood there before.

    ``revision`` is that of the backup, from which the store was brought to this version;
    ``erased_since`` counts the people who had been erased after the backup was made, and ``erased``
    names those of them who are back. Where what stood there could not be read, or did not go on
    from the backup, ``consents_unsure`` counts the yeses that may have been taken back, and
    ``mails_unsure`` the mails that may have gone out.
    """

    file: Path
    store: str
    made_at: datetime
    revision: str
    rows: dict[str, int]
    models: tuple[str, ...]
    models_missing: dict[str, str]
    kept: tuple[str, ...]
    models_set_aside: tuple[str, ...]
    erased_since: int
    restart: bool
    consents_unsure: int = 0
    mails_unsure: int = 0
    erased: tuple[str, ...] = ()


def restore_backup(
    url: str,
    versions: Path,
    source: Path,
    *,
    now: datetime,
    replace: bool = False,
    report: Callable[[str], None] = lambda text: None,
) -> Restored:
    """Put the backup ``source`` into the store at ``url`` and its models into ``versions``.

    A store with anything in it is replaced only where ``replace`` says so: NotAllowed otherwise.
    CopyProblem where the file is altered, newer or of the other kind, StoreBusy where somebody
    writes all the time; nothing was changed then.
    """
    engine = open_store(url)
    try:
        _refuse_unfit(read_manifest(source), source, engine)
        before = look_at_store(engine, source)
        if before.must_be_kept and not replace:
            raise NotAllowed(
                f"The store {shown_url(engine.url)} {before.holds}. With --yes the backup takes its"
                " place, and a copy of what is there is kept first."
            )
        with working_folder(before.room) as work:
            report("Checking the backup ...")
            manifest = _unpacked(source, work)
            return _in_a_standstill(engine, versions, source, work, manifest, now, report)
    finally:
        engine.dispose()


def _in_a_standstill(
    engine: sa.Engine, versions: Path, source: Path, work: Path, manifest: dict[str, Any],
    now: datetime, report: Callable[[str], None],
) -> Restored:  # fmt: skip
    """Again where somebody came in between; what was kept aside then is not all there was."""
    aside: list[str] = []
    for tries_left in reversed(range(TRIES)):
        lives = look_at_store(engine, source).lives
        with standstill(engine) if lives else nullcontext(Standstill()) as still:
            # Somebody may have written while the backup was checked.
            before = look_at_store(engine, source)
            kept = keep_before(engine, versions, before, now) if before.must_be_kept else ()
            for each in kept:
                report(f"What was there is kept in {each}.")
            report("Restoring ...")
            aside += place_models(work, versions, now)
            try:
                return _put_back(engine, source, work, manifest, before, (kept, aside), still)
            except WroteMeanwhile:
                for each in kept:
                    Path(each).unlink()
                if not tries_left:
                    raise
    raise AssertionError("the last try answers or raises")


def _put_back(
    engine: sa.Engine, source: Path, work: Path, manifest: dict[str, Any],
    before: StoreBefore, aside: tuple[Sequence[str], Sequence[str]], still: Standstill,
) -> Restored:  # fmt: skip
    made_at = datetime.fromisoformat(manifest["made_at"])
    erased = before.erased_after(engine, made_at)
    there = _people(engine) if erased else frozenset()
    copy = work / STORE_MEMBER[manifest["backend"]]
    if manifest["backend"] == SQLITE:
        rows, unsure = into_sqlite(engine, copy, manifest, before, still)
    else:
        rows, unsure = into_postgres(engine, copy, manifest, before)
    with reading(engine) as connection:
        note_everybody(connection, OPERATOR, "write")
    return Restored(
        file=source.absolute(),
        store=shown_url(engine.url),
        made_at=made_at,
        revision=manifest["revision"],
        rows=rows,
        models=tuple(manifest["models"]),
        models_missing=dict(manifest["models_missing"]),
        kept=tuple(aside[0]),
        models_set_aside=tuple(aside[1]),
        erased_since=erased,
        erased=tuple(sorted(_people(engine) - there)) if erased else (),
        restart=before.damaged,
        consents_unsure=unsure.consents,
        mails_unsure=unsure.mails,
    )


def _people(engine: sa.Engine) -> frozenset[str]:
    with reading(engine) as connection:
        return frozenset(connection.execute(sa.select(participants.c.participant_id)).scalars())


def _refuse_unfit(manifest: dict[str, Any], source: Path, engine: sa.Engine) -> None:
    needed = ("backend", "revision", "made_at", "rows", "models", "models_missing")
    if any(name not in manifest for name in needed) or manifest["backend"] not in STORE_MEMBER:
        raise CopyProblem(f"{source} was altered since it was made: its manifest is not whole.")
    if manifest["revision"] not in REVISIONS:
        raise CopyProblem(
            f"{source} was made by a newer version of the program ({manifest.get('program')});"
            " install that version to restore it."
        )
    if manifest["backend"] != engine.dialect.name:
        raise CopyProblem(
            f"{source} is a backup of a {manifest['backend']} store, and DATABASE_URL names a"
            f" {engine.dialect.name} one. `jobbsmak export` and `import` carry files from one to"
            " the other."
        )


def _unpacked(source: Path, work: Path) -> dict[str, Any]:
    manifest = unpack(source, work)
    member = work / STORE_MEMBER[manifest["backend"]]
    if not member.is_file() or rows_of_copy(manifest["backend"], member) != manifest["rows"]:
        raise CopyProblem(
            f"{source} was altered since it was made: its rows are not those of its manifest."
            " Nothing was restored."
        )
    return manifest
