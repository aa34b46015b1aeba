"""A model that is none of this program's is never used; going back ends at the start model."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from matcher.domain.errors import ArtefactProblem, Conflict
from matcher.learning.registry import MODEL, fingerprint, packed, write_artefact
from matcher.store.engine import reading, writing
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    add_version,
    promote,
    read_promotions,
)
from matcher.workflows.doctor import examine
from matcher.workflows.models import promote_model, roll_back
from tests.integration.learned_models import example_manifest, example_model
from tests.integration.model_faults.model_steps import NOW, TODAY, program_of, suggested_by


def put_in_use(store: sa.Engine, versions: Path, thing: object, manifest: dict[str, Any]) -> None:
    """Anything at all, in folder and registry, as V."""
    payload = packed(thing)
    written = write_artefact(versions, "V", payload, manifest, "")
    with writing(store) as connection:
        add_version(connection, ModelVersion("V", NOW, fingerprint(payload), written))
        promote(connection, "V", "night", "night", NOW)


def test_a_model_with_a_column_that_disappeared_is_not_used(people, versions, yesterday, start):
    model = example_model(3)
    other = replace(model, names=("gone", *model.names[1:]))
    put_in_use(people, versions, other, example_manifest(model, as_of=TODAY))
    program = program_of(start())
    assert program.model.version == yesterday
    assert "knows gone, which is no column now" in program.model_problem
    with pytest.raises(ArtefactProblem, match="does not fit this program's columns"):
        promote_model(people, versions, "V", by="me", now=NOW)


@pytest.mark.parametrize(
    "thing", ["no model", 7, replace(example_model(4), effects=np.zeros((2, 2)))]
)
def test_what_is_no_model_of_this_program_is_not_used(thing, people, versions, yesterday, start):
    put_in_use(people, versions, thing, {})
    assert program_of(start()).model.version == yesterday


def test_a_folder_without_a_row_is_never_used_and_said(people, versions, yesterday, start):
    write_artefact(versions, "stray", packed(example_model(5)), {}, "")
    assert program_of(start()).model.version == yesterday
    found = examine(str(people.url), versions, now=NOW)
    assert found.well
    (said,) = [each.text for each in found.findings if each.entry == "folder-without-model"]
    assert "stray" in said


def test_going_back_with_nothing_before_is_refused_in_one_line(people, versions):
    with pytest.raises(Conflict, match="there is no model before it"):
        roll_back(people, versions, by="me", now=NOW)
    with reading(people) as connection:
        assert read_promotions(connection) == ()


def test_going_back_takes_effect_in_a_running_server_and_goes_on_to_the_start_model(
    people, versions, yesterday, newest, start
):
    program = program_of(start())
    assert suggested_by(program) == newest.version
    for goes_to, answers in ((yesterday, yesterday), (DAY_ONE, program.day_one.version)):
        assert roll_back(people, versions, by="me", now=NOW).version == goes_to
        assert suggested_by(program) == answers
    with pytest.raises(Conflict):
        roll_back(people, versions, by="me", now=NOW)


def test_going_back_passes_over_a_model_whose_files_are_harmed(people, versions, yesterday, newest):
    os.truncate(versions / yesterday / MODEL, 10)
    done = roll_back(people, versions, by="me", now=NOW)
    assert done.version == DAY_ONE and yesterday in done.passed_over[0]
