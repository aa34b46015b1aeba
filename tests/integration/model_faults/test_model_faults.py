"""What goes wrong with a model's files: the server serves yesterday's, and says what happened."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from matcher.domain.errors import ArtefactProblem
from matcher.learning import registry
from matcher.learning.registry import MANIFEST, MODEL, write_artefact
from matcher.store.engine import reading, writing
from matcher.store.model_registry import champion
from matcher.workflows.models import list_models, promote_model
from matcher.workflows.program import open_program
from tests.integration.learned_models import example_model, keep_model
from tests.integration.model_faults.model_steps import (
    NOW,
    findings,
    program_of,
    suggested_by,
    text,
)
from tests.integration.web_start import signed_in


def flipped(path: Path, part: float) -> None:
    """One bit changes, at a part of the file's length."""
    whole = bytearray(path.read_bytes())
    whole[int(part * (len(whole) - 1))] ^= 0x10
    path.write_bytes(whole)


def with_numpy(folder: Path, engine: sa.Engine, version: str) -> None:
    """The manifest, in folder and registry, says that another NumPy made the model."""
    path = folder / MANIFEST
    said = json.loads(path.read_text())
    said["libraries"]["numpy"] = "1.2.3"
    path.write_text(json.dumps(said))
    with writing(engine) as connection:
        connection.execute(
            sa.text("UPDATE model_versions SET manifest = :said WHERE version = :version"),
            {"said": json.dumps(said), "version": version},
        )


Fault = Callable[[Path, sa.Engine, str], object]
FAULTS: dict[str, tuple[Fault, str]] = {
    "model cut short": (lambda f, *_: os.truncate(f / MODEL, 100), "cut short"),
    "model emptied": (lambda f, *_: os.truncate(f / MODEL, 0), "cut short"),
    **{
        f"a flipped byte of {file} at {part}": (
            lambda f, *_, file=file, part=part: flipped(f / file, part),
            f"model .* (was changed|has a manifest that cannot be read).*{file}",
        )
        for file in (MODEL, MANIFEST)
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    },
    "manifest cut short": (lambda f, *_: os.truncate(f / MANIFEST, 40), "cannot be read"),
    "manifest gone": (lambda f, *_: (f / MANIFEST).unlink(), "cannot be read"),
    "manifest no object": (lambda f, *_: (f / MANIFEST).write_text("[]"), "cannot be read"),
    "folder gone": (lambda f, *_: shutil.rmtree(f), "no folder"),
    "another library": (with_numpy, "made with numpy 1.2.3"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_harmed_model_gives_way_to_yesterdays_and_it_is_said(
    fault, people, versions, yesterday, newest, start
):
    harm, says = FAULTS[fault]
    harm(versions / newest.version, people, newest.version)
    app = start()
    program = program_of(app)
    assert program.model.version == yesterday == suggested_by(program)
    assert re.search(says, program.model_problem)
    assert f"In use: {yesterday}." in program.model_problem
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    assert (answer.json["model"], answer.json["model_problem"]) == (yesterday, True)
    assert re.search(says, findings(people, versions)["model-not-opened"])
    assert "bygger på en tidligere modell" in text(signed_in(app, "kari"), "/participants")
    page = text(signed_in(app, "rot"), "/model")
    assert "Den nyeste modellen kan ikke brukes" in page and yesterday in page
    line = list_models(people, versions)[0]
    assert line.version == newest.version and re.search(says, line.problem)


def test_a_model_that_a_server_has_open_answers_on_when_its_files_are_harmed(
    people, versions, newest, start
):
    program = program_of(start())
    assert program.model.version == newest.version
    shutil.rmtree(versions / newest.version)
    with writing(people):
        pass  # the store changed, so the model is looked for again
    assert program.in_use.look().model.version == newest.version


def test_a_model_that_is_restored_is_in_use_again_without_a_restart(
    versions, yesterday, newest, start
):
    away = versions.parent / "away"
    shutil.move(versions / newest.version, away)
    client = start().test_client()
    assert client.get("/health").json["model"] == yesterday
    shutil.move(away, versions / newest.version)
    health = client.get("/health").json
    assert (health["model"], health["status"]) == (newest.version, "ok")


def test_with_no_model_left_the_start_model_answers(versions, yesterday, newest, start):
    shutil.rmtree(versions)
    program = program_of(start())
    assert program.model.version == program.day_one.version
    assert newest.version in program.model_problem and yesterday in program.model_problem


def test_a_harmed_model_is_not_promoted(people, versions, yesterday):
    later = keep_model(people, versions, 6, NOW, put_in_use=False)
    os.truncate(versions / later.version / MODEL, 10)
    with pytest.raises(ArtefactProblem, match="cut short"):
        promote_model(people, versions, later.version, by="me", now=NOW)
    with reading(people) as connection:
        assert champion(connection) == yesterday


def test_a_folder_that_may_not_be_written_to_is_said_before_and_when_a_model_is_kept(
    people, versions, yesterday, monkeypatch
):
    def refused(*_arguments: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        # The tests may run as root, who may write anywhere.
        patch.setattr(os, "access", lambda *_: False)
        assert "may not be written to" in findings(people, versions)["folder-not-writable"]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", refused)
        with pytest.raises(ArtefactProblem, match=r"Permission denied\. Check"):
            write_artefact(versions, "V", b"", {}, "")
    assert registry.kept_versions(versions) == (yesterday,)


def test_opening_a_program_again_answers_the_same(people, versions, newest):
    models = [open_program(str(people.url), versions=versions).model for _ in range(2)]
    assert models[0].version == models[1].version == newest.version
    np.testing.assert_array_equal(models[0].effects, models[1].effects)
    np.testing.assert_array_equal(models[0].effects, example_model(2).effects)
