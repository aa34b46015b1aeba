"""Opening the program: what is wrong is said, and nothing is left open behind it."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.errors import BadInput, StoreMissing
from matcher.workflows import open_store as opening
from matcher.workflows.open_store import ROOT, open_checked_store
from matcher.workflows.program import open_program


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[sa.Engine]:
    """The engines that were given up again."""
    given_up: list[sa.Engine] = []

    def watched(url: str) -> sa.Engine:
        engine = sa.create_engine(url)
        monkeypatch.setattr(engine, "dispose", lambda: given_up.append(engine))
        return engine

    monkeypatch.setattr(opening, "open_store", watched)
    monkeypatch.setattr(opening, "check_store", _no_store)
    return given_up


def _no_store(_engine: sa.Engine) -> None:
    raise StoreMissing("There is no store.")


@pytest.mark.parametrize("name", ["day_one.toml", "policy.toml", "tastes.toml"])
def test_a_bad_file_is_named_before_any_store_is_opened(
    name: str, tmp_path: Path, closed: list[sa.Engine]
) -> None:
    models = tmp_path / "models"
    shutil.copytree(ROOT / "models", models, ignore=shutil.ignore_patterns("versions"))
    (models / name).write_text("oops = [", encoding="utf-8")
    with pytest.raises(BadInput):
        open_program("sqlite://", models=models)
    assert closed == []


def test_a_store_that_cannot_be_used_is_not_left_open(closed: list[sa.Engine]) -> None:
    with pytest.raises(StoreMissing):
        open_checked_store("sqlite://")
    assert len(closed) == 1
