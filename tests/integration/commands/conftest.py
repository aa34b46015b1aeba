"""The store of a made-up town, which the commands find as an operator's do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def town(
    town_template: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A store of this test's own, named by ``DATABASE_URL``."""
    path = tmp_path / "store.db"
    shutil.copy(town_template(participants=12), path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path
