"""Where the copies of a test and its learned models lie."""

from pathlib import Path

import pytest


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    place = tmp_path / "copies"
    place.mkdir()
    return place


@pytest.fixture(autouse=True)
def notes_of_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a database on a server the last backup is noted here, not among the program's data."""
    monkeypatch.setattr("matcher.workflows.last_backup.DEFAULT_STORE", tmp_path / "store.db")
