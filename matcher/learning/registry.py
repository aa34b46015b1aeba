"""The files of a learned model: ``VERSION/`` with model.joblib, manifest.json and card.md.

Paths come in and nothing is looked up; which version counts stands in the store's registry, and so
does the sha256 without which nothing is unpickled.
"""

import hashlib
import io
import json
import os
import re
import shutil
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from matcher.domain.errors import ArtefactProblem
from matcher.learning.libraries import libraries, refused_library

MODEL, MANIFEST, CARD = "model.joblib", "manifest.json", "card.md"
_UNFINISHED = ".tmp-"
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
ELSE_TRAIN = "Run `jobbsmak train`, or `jobbsmak models rollback` to an earlier one."


def packed(model: object) -> bytes:
    """The model as the bytes of model.joblib; the same model gives the same bytes."""
    import joblib

    buffer = io.BytesIO()
    joblib.dump(model, buffer)
    return buffer.getvalue()


def fingerprint(payload: bytes) -> str:
    """The sha256 of the bytes, in hexadecimal."""
    return hashlib.sha256(payload).hexdigest()


def version_name(made_at: datetime, sha256: str) -> str:
    """``YYYYMMDD-HHMM-`` in Coordinated Universal Time and the beginning of the sha256.

    >>> version_name(datetime(2026, 3, 31, 2, 5, tzinfo=UTC), "0a1b2c3d4e5f")
    '20260331-0205-0a1b2c3d'
    """
    return f"{made_at.astimezone(UTC):%Y%m%d-%H%M}-{sha256[:8]}"


def write_artefact(
    folder: Path, version: str, payload: bytes, manifest: Mapping[str, Any], card: str
) -> dict[str, Any]:
    """Keep a model as ``folder/version``, whole or not at all; answers the manifest as written.

    ``payload`` is ``packed(model)``; version, sha256 and libraries are added to the manifest.
    Written beside, synced and renamed. ArtefactProblem where the disk does not take it.
    """
    written = {
        **manifest, "version": version, "sha256": fingerprint(payload), "libraries": libraries()
    }  # fmt: skip
    text = json.dumps(written, ensure_ascii=False, indent=1, allow_nan=False)
    place = _place(folder, version)
    beside = folder / f"{_UNFINISHED}{version}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
        _write(beside / MODEL, payload)
        _write(beside / MANIFEST, text.encode())
        _write(beside / CARD, card.encode())
        _sync_folder(beside)
        beside.rename(place)
        _sync_folder(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise ArtefactProblem(
            f"The model {version} cannot be kept in {folder}: {error.strerror or error}."
            " Check the disk's room and the folder's permissions, then run `jobbsmak train` again."
        ) from error
    kept: dict[str, Any] = json.loads(text)
    return kept


def clear_unfinished(folder: Path) -> tuple[str, ...]:
    """Remove what nights that were cut off left behind; answers the names that are gone.

    Only for whoever has claimed the night: another one may be writing.
    """
    left = sorted(folder.glob(f"{_UNFINISHED}*")) if folder.is_dir() else []
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return tuple(path.name for path in left if not path.exists())


def kept_versions(folder: Path) -> tuple[str, ...]:
    """The names of all finished artefacts, known to a registry or not."""
    if not folder.is_dir():
        return ()
    return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir() and _NAME.match(p.name)))


def load_artefact(
    folder: Path, version: str, sha256: str, manifest: Mapping[str, Any] | None = None
) -> object:
    """The model, unpickled from the very bytes that were checked; ArtefactProblem otherwise.

    Whoever trusts the answer to be of a kind checks that it is.
    """
    payload = checked_bytes(folder, version, sha256, manifest)
    import joblib
    from sklearn.exceptions import InconsistentVersionWarning

    try:
        with warnings.catch_warnings():
            # A correction release of the same library is let through, and noted by ``doctor``.
            warnings.simplefilter("ignore", InconsistentVersionWarning)
            return joblib.load(io.BytesIO(payload))
    except Exception as error:  # a pickle may raise anything that its classes raise
        raise ArtefactProblem(
            f"The model {version} is whole, but this version of the program cannot open it"
            f" ({type(error).__name__}: {error}). {ELSE_TRAIN}"
        ) from error


def checked_bytes(
    folder: Path, version: str, sha256: str, manifest: Mapping[str, Any] | None = None
) -> bytes:
    """The bytes of model.joblib, read once, after every check that needs no unpickling.

    ``manifest`` is what the registry holds; the folder's must say the same.
    """
    place = _place(folder, version)
    if not place.is_dir():
        raise ArtefactProblem(
            f"The model {version} is missing: there is no folder {place}. Restore it from a backup,"
            f" or set JOBBSMAK_MODELS to the right folder. {ELSE_TRAIN}"
        )
    payload = _read(place / MODEL, version)
    if fingerprint(payload) != sha256:
        raise ArtefactProblem(
            f"The model {version} was changed or cut short since it was made: the sha256 of"
            f" {place / MODEL} ({len(payload)} bytes) is not the registry's. It is not opened."
            f" Restore it from a backup. {ELSE_TRAIN}"
        )
    stated = read_manifest(folder, version)
    if stated.get("sha256") != sha256 or (manifest is not None and stated != manifest):
        raise ArtefactProblem(
            f"The model {version} was changed since it was made: {place / MANIFEST} does not say"
            f" what the registry says. Restore it from a backup. {ELSE_TRAIN}"
        )
    other = refused_library(stated)
    if other is not None:
        name, made, here = other
        raise ArtefactProblem(
            f"The model {version} was made with {name} {made}; installed is {here}, with which it"
            f" might answer otherwise. Install {name} {made}, or run `jobbsmak train`."
        )
    return payload


def read_manifest(folder: Path, version: str) -> dict[str, Any]:
    """The folder's manifest; ArtefactProblem where it cannot be read."""
    path = _place(folder, version) / MANIFEST
    try:
        stated = json.loads(_read(path, version))
    except (ValueError, RecursionError):
        stated = None
    if not isinstance(stated, dict):
        raise ArtefactProblem(
            f"The model {version} has a manifest that cannot be read ({path})."
            f" Restore it from a backup. {ELSE_TRAIN}"
        )
    return stated


def _place(folder: Path, version: str) -> Path:
    if _NAME.fullmatch(version) is None:
        raise ArtefactProblem(
            f"{version!r} is not the name of a model; see `jobbsmak models list`."
        )
    return folder / version


def _read(path: Path, version: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArtefactProblem(
            f"The model {version} cannot be read: {path}: {error.strerror or error}."
            f" Restore it from a backup. {ELSE_TRAIN}"
        ) from error


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # Names are kept by the folder: without this, a rename may be lost with the power.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
