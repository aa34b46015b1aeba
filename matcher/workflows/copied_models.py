"""The files of learned models on their way into a backup, and out of it.

Which models there are, and their sha256, is what the registry in the copied store says.
"""

import os
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from matcher.domain.errors import ArtefactProblem, CopyProblem
from matcher.learning.registry import CARD, MANIFEST, MODEL, fingerprint, read_manifest
from matcher.store.copy_folder import shut_for_others, sync_file, sync_folder
from matcher.store.engine import reading
from matcher.store.learning_tables import model_versions

_FILES = (MODEL, MANIFEST, CARD)
_FOLDER = "models"


@dataclass(frozen=True, slots=True)
class CopiedModels:
    """Which models were found whole, their files by member's name, and why others are missing."""

    found: tuple[str, ...]
    members: dict[str, Path] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def copied_models(
    engine: sa.Engine, versions: Path, work: Path, rows: dict[str, int]
) -> CopiedModels:
    """Copies below ``work`` of every model of the registry that is whole in ``versions``."""
    found: list[str] = []
    members: dict[str, Path] = {}
    missing: dict[str, str] = {}
    for version, sha256 in _registered(engine, rows):
        try:
            payload = _payload(versions, version, sha256)
        except (ArtefactProblem, OSError) as problem:
            missing[version] = str(problem)
            continue
        found.append(version)
        for name, data in payload.items():
            copy = work / _FOLDER / version / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            with shut_for_others(copy) as file:
                file.write(data)
            members[f"{_FOLDER}/{version}/{name}"] = copy
    return CopiedModels(tuple(found), members, missing)


def _registered(engine: sa.Engine, rows: dict[str, int]) -> list[tuple[str, str]]:
    if model_versions.name not in rows:  # a store from before there were models
        return []
    # Models are only added, and their files before their row: those that came since do no harm.
    with reading(engine) as connection:
        known = sa.select(model_versions.c.version, model_versions.c.sha256)
        return [(row.version, row.sha256) for row in connection.execute(known.order_by("version"))]


def _payload(versions: Path, version: str, sha256: str) -> dict[str, bytes]:
    """The files' bytes, read once, and the model's checked against the registry."""
    read_manifest(versions, version)
    payload = {name: (versions / version / name).read_bytes() for name in _FILES}
    if fingerprint(payload[MODEL]) != sha256:
        raise ArtefactProblem(f"The model {version} was changed or cut short since it was made.")
    return payload


def place_models(unpacked: Path, versions: Path, now: datetime) -> tuple[str, ...]:
    """Put the models of a backup into ``versions``; answers the folders that were set aside.

    What lies there already and is the same stays. CopyProblem where the disk does not take it.
    """
    source = unpacked / _FOLDER
    aside: list[str] = []
    try:
        for model in sorted(source.iterdir()) if source.is_dir() else ():
            place = versions / model.name
            if place.exists() and not _same(model, place):
                other = versions / f".replaced-{model.name}-{now:%Y%m%d%H%M%S}"
                place.rename(other)
                aside.append(str(other))
            if not place.exists():
                _place(model, place)
    except OSError as error:
        raise CopyProblem(
            f"The models cannot be kept in {versions}: {error.strerror or error}."
            " The store was not changed."
        ) from error
    return tuple(aside)


def _same(model: Path, place: Path) -> bool:
    return all(
        (place / name).is_file() and (place / name).read_bytes() == (model / name).read_bytes()
        for name in _FILES
    )


def _place(model: Path, place: Path) -> None:
    """Written beside, synced, renamed, and read back, as at the end of a night."""
    place.parent.mkdir(parents=True, exist_ok=True)
    # The name of what is unfinished in the registry: a night clears away what is left of it.
    beside = place.with_name(f".tmp-{place.name}-{os.getpid()}")
    try:
        beside.mkdir()
        for name in _FILES:
            with (beside / name).open("xb") as file:
                file.write((model / name).read_bytes())
                sync_file(file)
        sync_folder(beside)
        if not _same(model, beside):
            raise OSError("what was written is not what is read back")
        beside.rename(place)
        sync_folder(place.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
