"""The registry: rows of models, what was put in use, and what stands after going back."""

from datetime import UTC, datetime, timedelta

import pytest

from matcher.domain.errors import Conflict, NotFound
from matcher.store.engine import reading, writing
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    Promotion,
    add_version,
    champion,
    promote,
    read_promotions,
    read_version,
    read_versions,
    standing,
)
from matcher.workflows.doctor import examine
from matcher.workflows.program import open_program
from tests.integration.learned_models import keep_model, keep_night

AT = datetime(2025, 9, 1, 2, 5, tzinfo=UTC)


def made(version: str, at: datetime = AT) -> ModelVersion:
    return ModelVersion(version, at, "0" * 64, {"rows": 3, "window": ["2025-01-01", "2025-09-01"]})


def line(*steps: str) -> list[str]:
    """Versions that stand after promotions, ``<V`` being a rollback to V."""
    every = [
        Promotion(s.strip("<"), AT, "", "rollback" if s.startswith("<") else "night") for s in steps
    ]
    return [each.version for each in standing(every)]


def test_a_model_comes_back_as_it_was_kept_newest_first(engine):
    older, newer = made("A"), made("B", AT + timedelta(days=1))
    with writing(engine) as connection:
        add_version(connection, newer)
        add_version(connection, older)
    with reading(engine) as connection:
        assert read_versions(connection) == (newer, older)
        assert read_version(connection, "A") == older


def test_a_model_is_never_replaced(engine):
    with writing(engine) as connection:
        add_version(connection, made("A"))
    with pytest.raises(Conflict, match="not replaced"), writing(engine) as connection:
        add_version(connection, made("A"))


def test_only_a_model_of_the_registry_or_the_start_model_is_put_in_use(engine):
    with pytest.raises(NotFound, match="models list"), writing(engine) as connection:
        promote(connection, "A", "kari", "promote", AT)
    with writing(engine) as connection:
        assert champion(connection) is None
        add_version(connection, made("A"))
        promote(connection, "A", "night", "night", AT)
        assert champion(connection) == "A"
        promote(connection, DAY_ONE, "kari", "promote", AT)
        assert champion(connection) is None
    with reading(engine) as connection:
        assert [(p.version, p.promoted_by, p.cause) for p in read_promotions(connection)] == [
            ("A", "night", "night"),
            (DAY_ONE, "kari", "promote"),
        ]


def test_an_unknown_cause_is_refused(engine):
    with pytest.raises(ValueError, match="whim"), writing(engine) as connection:
        promote(connection, DAY_ONE, "kari", "whim", AT)


@pytest.mark.parametrize(
    ("steps", "stands"),
    [
        ((), [DAY_ONE]),
        (("A", "B"), [DAY_ONE, "A", "B"]),
        (("A", "A"), [DAY_ONE, "A"]),
        (("A", "B", "<A"), [DAY_ONE, "A"]),
        (("A", "B", "<A", "<day-one"), [DAY_ONE]),
        (("A", "B", "<A", "C"), [DAY_ONE, "A", "C"]),
        (("A", "B", "C", "<A"), [DAY_ONE, "A"]),
        (("A", "B", "A"), [DAY_ONE, "A", "B", "A"]),
        (("<day-one",), [DAY_ONE]),
    ],
)
def test_going_back_takes_away_what_came_after_and_never_goes_forward(steps, stands):
    assert line(*steps) == stands


def test_a_model_is_opened_and_found_well_on_either_database(engine, store_url, tmp_path):
    kept = keep_model(engine, tmp_path, 1, AT)
    keep_night(engine, AT, "promoted", version=kept.version)
    program = open_program(store_url, versions=tmp_path)
    assert (program.model.version, program.model_problem) == (kept.version, None)
    program.engine.dispose()
    found = examine(store_url, tmp_path, now=AT + timedelta(hours=1))
    assert found.well
    assert any(kept.version in each.text for each in found.findings if each.check == "model")
