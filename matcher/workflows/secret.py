"""Secrets: given by the environment or a file; the one that signs sessions is else made at random
once and kept where only its owner reads it.
"""

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

import matcher
from matcher.domain.errors import BadInput

_DATA = Path(matcher.__file__).resolve().parent.parent / "data"
_SQLITE = "sqlite:///"


def secret_setting(name: str, environment: Mapping[str, str]) -> str | None:
    """The secret in the setting ``name``, or in the file that ``name``_FILE says; never a default.

    BadInput where both are given, or the file cannot be read or others may read it.
    """
    value, file = environment.get(name), environment.get(f"{name}_FILE")
    if value and file:
        raise BadInput(f"Set {name} or {name}_FILE, not both.")
    if not file:
        return value or None
    try:
        return _read(Path(file))
    except OSError as problem:
        raise BadInput(f"{name}_FILE cannot be read ({problem.strerror}).") from problem


def secret_beside(database_url: str | None) -> str:
    """The secret beside the store (in `data/` for a server's); made where there is none yet."""
    path = secret_path(database_url)
    try:
        _make(path)
        return _read(path)
    except OSError as problem:
        raise BadInput(
            f"The session secret cannot be kept in {path} ({problem.strerror});"
            " set JOBBSMAK_SECRET instead."
        ) from problem


def secret_path(database_url: str | None) -> Path:
    """Where the secret of a store lies.

    >>> secret_path("sqlite:////srv/office.db")
    PosixPath('/srv/office.key')
    >>> secret_path("postgresql://db/jobbsmak").name
    'jobbsmak.key'
    """
    if database_url is not None and database_url.startswith(_SQLITE):
        return Path(database_url.removeprefix(_SQLITE)).with_suffix(".key")
    return _DATA / "jobbsmak.key"


def _make(path: Path) -> None:
    if path.exists():
        return
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        # A link fails where another process was first, and then theirs is the secret.
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _read(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(f"{path} may be read by others; run: chmod 600 {path}")
    return path.read_text("ascii").strip()
