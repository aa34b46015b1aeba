"""Which store is meant, from the environment, and opening it. Imports nothing that is slow."""

import os
from pathlib import Path

import sqlalchemy as sa

import matcher
from matcher.domain.errors import StoreMissing
from matcher.store.engine import open_store
from matcher.store.migrate import check_store, prepare_store

ROOT = Path(matcher.__file__).resolve().parent.parent
DEFAULT_STORE = ROOT / "data" / "jobbsmak.db"
DEFAULT_VERSIONS = ROOT / "models" / "versions"


def database_url() -> str:
    """``DATABASE_URL``, else the embedded store of this checkout."""
    return os.environ.get("DATABASE_URL") or f"sqlite:///{DEFAULT_STORE}"


def models_folder() -> Path:
    """``JOBBSMAK_MODELS``, the folder of learned models; else that of this checkout."""
    return Path(os.environ.get("JOBBSMAK_MODELS") or DEFAULT_VERSIONS)


def open_checked_store(url: str | None = None, *, make: bool = False) -> sa.Engine:
    """The store at ``url`` (default: ``database_url()``), of this version.

    With ``make`` a missing one is made. StoreProblem and its kinds otherwise.
    """
    engine = open_store(url or database_url())
    try:
        _check(engine, make=make)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _check(engine: sa.Engine, *, make: bool) -> None:
    try:
        check_store(engine)
    except StoreMissing:
        if not make:
            raise
        prepare_store(engine)
