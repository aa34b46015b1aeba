"""The model in use: seen at once where it changed, and not looked for where nothing did."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR
from matcher.store.engine import appending, open_store, writing
from matcher.store.model_registry import DAY_ONE, promote
from matcher.workflows.models import roll_back
from matcher.workflows.open_store import DEFAULT_VERSIONS, models_folder
from matcher.workflows.program import Program, open_program
from matcher.workflows.suggest import suggest
from tests.integration.learned_models import example_model, keep_model

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def program(store: sa.Engine, versions: Path) -> Iterator[Program]:
    opened = open_program(str(store.url), versions=versions)
    yield opened
    opened.engine.dispose()


def statements(engine: sa.Engine) -> list[str]:
    """Every statement from now on."""
    said: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _u, text, *_more: said.append(text))
    return said


def asked(program: Program) -> str:
    return suggest(program, OPERATOR, "P1", today=TODAY, log=False).model_version


def test_the_start_model_answers_until_one_is_promoted(program, store, versions):
    assert program.model.version == asked(program) == program.day_one.version
    kept = keep_model(store, versions, 1, NOW, put_in_use=False)
    assert asked(program) == program.day_one.version
    with writing(store) as connection:
        promote(connection, kept.version, "kari", "promote", NOW)
    assert asked(program) == kept.version == program.model.version
    assert program.model_problem is None
    np.testing.assert_array_equal(program.model.effects, example_model(1).effects)


def test_what_this_process_promotes_is_in_use_at_once(program, versions):
    kept = keep_model(program.engine, versions, 1, NOW)
    assert program.model.version == kept.version
    roll_back(program.engine, versions, by="kari", now=NOW)
    assert program.model.version == program.day_one.version


def test_a_list_does_not_ask_for_the_model_while_nothing_changed(program, store, versions):
    keep_model(store, versions, 1, NOW)
    asked(program)
    said = statements(program.engine)
    asked(program)
    assert program.model_problem is None and program.model.version
    assert not [text for text in said if "model_" in text or "nights" in text]
    assert len([text for text in said if "store_version" in text]) == 1


def test_a_change_that_is_none_of_the_models_opens_no_file_again(
    program, store, versions, monkeypatch
):
    kept = keep_model(store, versions, 1, NOW)
    asked(program)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read again"))
    with writing(store):
        pass
    with appending(store):
        pass
    assert asked(program) == kept.version == program.model.version


def test_threads_see_one_whole_model_while_it_changes(program, store, versions):
    known = {
        keep_model(store, versions, seed, NOW + timedelta(days=seed)).version: seed
        for seed in (1, 2)
    }
    wrong: list[str] = []

    def look() -> None:
        for _ in range(40):
            model = program.in_use.look().model
            seed = known.get(model.version)
            if seed is None or not np.array_equal(model.effects, example_model(seed).effects):
                wrong.append(model.version)

    threads = [Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for version in [*known, *known]:
        with writing(store) as connection:
            promote(connection, version, "kari", "promote", NOW)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_program_in_another_process_follows_too(program, store, versions):
    keep_model(store, versions, 1, NOW)
    elsewhere = open_store(str(store.url))
    roll_back(elsewhere, versions, by="kari", now=NOW)
    elsewhere.dispose()
    assert asked(program) == program.day_one.version
    assert program.in_use.look().wanted == DAY_ONE


def test_the_folder_of_models_is_the_environments_or_the_checkouts(monkeypatch):
    assert models_folder() == DEFAULT_VERSIONS
    monkeypatch.setenv("JOBBSMAK_MODELS", "/somewhere")
    assert models_folder() == Path("/somewhere")
