"""The file of a backup: one compressed tar, its manifest first, each member with its sha256.

Nothing here knows what a store is. Nothing of an archive is trusted: a member is written only under
a name that the reader chose, and only where it is what the manifest says, which is first of all.
"""

import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from matcher.domain.errors import CopyProblem
from matcher.store.copy_folder import shut_for_others, sync_file

FORMAT = 1
MANIFEST = "manifest.json"
# Of a national store, with a line for each of some thousand models.
MOST_MANIFEST_BYTES = 64 * 1024**2
_BLOCK = 1024**2
# The first level is a few times faster than the sixth, and takes a tenth more room.
_COMPRESSION = 1
_NAME = re.compile(r"store\.(db|dump)|models/[0-9A-Za-z][0-9A-Za-z._-]*/[a-z]+\.[a-z]+")
_CANNOT_READ = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, RecursionError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: its size in bytes, and its sha256 in hexadecimal."""

    size: int
    sha256: str


def measured(path: Path) -> Member:
    """Size and sha256 of a file."""
    with path.open("rb") as file:
        return Member(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write_archive(target: Path, manifest: Mapping[str, Any], members: Mapping[str, Path]) -> None:
    """Write a new file of the manifest, which gets ``format`` and ``members``, and the files.

    Only its owner may read it. OSError where the disk does not take it.
    """
    listed = {name: measured(path) for name, path in members.items()}
    stated = {
        "format": FORMAT,
        **manifest,
        "members": {name: {"size": m.size, "sha256": m.sha256} for name, m in listed.items()},
    }
    text = json.dumps(stated, ensure_ascii=False, indent=1, allow_nan=False).encode()
    with shut_for_others(target) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=_COMPRESSION) as tar:
            tar.addfile(_header(MANIFEST, len(text)), io.BytesIO(text))
            for name, path in members.items():
                with path.open("rb") as file:
                    tar.addfile(_header(name, listed[name].size), file)
        sync_file(raw)


def _header(name: str, size: int) -> tarfile.TarInfo:
    # Without owner and times of this machine.
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def read_manifest(source: Path) -> dict[str, Any]:
    """What an archive says of itself; CopyProblem where it is none, or a newer one."""
    with _opened(source) as tar:
        return _manifest(tar, source)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Write every member below ``folder``, each checked; answers the manifest.

    CopyProblem where a member is missing, too many, changed, or no plain file.
    """
    with _opened(source) as tar:
        manifest = _manifest(tar, source)
        awaited = _members(manifest, source)
        while (info := tar.next()) is not None:
            expected = awaited.pop(info.name, None)
            if expected is None or not info.isreg() or info.size != expected.size:
                raise _altered(source, info.name)
            file = tar.extractfile(info)
            if file is None:
                raise _altered(source, info.name)
            _write_checked(file, folder / info.name, expected, source)
    if awaited:
        raise _altered(source, next(iter(awaited)))
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    if not source.exists():
        raise CopyProblem(f"There is no backup {source}.")
    try:
        with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r|gz") as tar:
            yield tar
    except _Unwritable as problem:
        raise CopyProblem(str(problem)) from problem
    except _CANNOT_READ as error:
        why = getattr(error, "strerror", None)
        said = f" ({why})" if why else ""
        raise CopyProblem(
            f"{source} cannot be read as a backup{said}: it is cut short, altered, or another kind"
            " of file. Nothing was restored."
        ) from error


def _manifest(tar: tarfile.TarFile, source: Path) -> dict[str, Any]:
    info = tar.next()
    if info is None or info.name != MANIFEST or not info.isreg() or info.size > MOST_MANIFEST_BYTES:
        raise CopyProblem(f"{source} is not a backup made by `jobbsmak backup`.")
    file = tar.extractfile(info)
    stated = None if file is None else json.loads(file.read())
    if not isinstance(stated, dict) or not isinstance(stated.get("format"), int):
        raise _altered(source, MANIFEST)
    if stated["format"] != FORMAT:
        raise CopyProblem(
            f"{source} was made by a newer version of the program ({stated.get('program')});"
            " install that version to restore it."
        )
    return stated


def _members(manifest: Mapping[str, Any], source: Path) -> dict[str, Member]:
    listed = manifest.get("members")
    if not isinstance(listed, dict):
        raise _altered(source, MANIFEST)
    return {name: _member(name, each, source) for name, each in listed.items()}


def _member(name: str, stated: Any, source: Path) -> Member:
    size, sha256 = (
        (stated.get("size"), stated.get("sha256")) if isinstance(stated, dict) else (0, 0)
    )
    if _NAME.fullmatch(name) and isinstance(size, int) and isinstance(sha256, str):
        return Member(size, sha256)
    raise _altered(source, name)


def _write_checked(file: IO[bytes], target: Path, expected: Member, source: Path) -> None:
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with shut_for_others(target) as out:
            while block := file.read(_BLOCK):
                digest.update(block)
                out.write(block)
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise  # what the archive's own reading said
        raise _Unwritable(
            f"{source} cannot be unpacked in {target.parent}: {os.strerror(error.errno or 0)}."
        ) from error
    if digest.hexdigest() != expected.sha256:
        raise _altered(source, target.name)


class _Unwritable(Exception):
    """The disk did not take what was read."""


def _altered(source: Path, name: str) -> CopyProblem:
    return CopyProblem(
        f"{source} was altered or damaged since it was made: {name} is not what the manifest says."
        " Nothing was restored."
    )
