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
