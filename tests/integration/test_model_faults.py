"""What goes wrong with learned models: the server serves yesterday's, and says what happened."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.access import OPERATOR
from matcher.domain.errors import ArtefactProblem, Conflict
from matcher.learning import registry
from matcher.learning.registry import MANIFEST, MODEL, fingerprint, packed, write_artefact
from matcher.store.engine import reading, writing
from matcher.store.model_registry import (
    DAY_ONE,
    ModelVersion,
    add_version,
    champion,
    promote,
    read_promotions,
)
from matcher.workflows.doctor import examine
from matcher.workflows.models import list_models, promote_model, roll_back
from matcher.workflows.program import Program, open_program
from matcher.workflows.suggest import suggest
from tests.integration.learned_models import example_manifest, example_model, keep_model, keep_night
from tests.integration.web_start import add_accounts, signed_in

TODAY = date(2025, 9, 1)
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return tmp_path / "versions"


@pytest.fixture
def people(store: sa.Engine) -> sa.Engine:
    add_accounts(store)
    return store


@pytest.fixture
def yesterday(people: sa.Engine, versions: Path) -> str:
    """The version of a model in use since yesterday."""
    return keep_model(people, versions, 1, NOW - timedelta(days=1)).version


@pytest.fixture
def newest(people: sa.Engine, versions: Path, yesterday: str) -> ModelVersion:
    """A newer one, which is about to be harmed."""
    return keep_model(people, versions, 2, NOW - timedelta(hours=1))


@pytest.fixture
def start(people: sa.Engine, versions: Path, serve) -> Callable[[], Flask]:
    """Starts a server, as after the fault happened."""
    return lambda: serve(people, MODELS=versions)


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def findings(people: sa.Engine, versions: Path) -> dict[str, str]:
    found = examine(str(people.url), versions, now=NOW)
    assert not found.well
    return {each.entry: each.text for each in found.findings if each.entry}


def flipped(path: Path, place: int) -> None:
    whole = path.read_bytes()
    place %= len(whole)
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])


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
            lambda f, *_, file=file, part=part: flipped(
                f / file, int(part * ((f / file).stat().st_size - 1))
            ),
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
    program: Program = app.extensions["program"]
    assert program.model.version == yesterday
    assert suggest(program, OPERATOR, "P1", today=TODAY).model_version == yesterday
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
    program: Program = start().extensions["program"]
    assert program.model.version == newest.version
    shutil.rmtree(versions / newest.version)
    with writing(people):
        pass  # the store changed, so the model is looked for again
    assert program.in_use.look().model.version == newest.version


def test_a_model_that_is_restored_is_in_use_again_without_a_restart(
    people, versions, yesterday, newest, start
):
    away = versions.parent / "away"
    shutil.move(versions / newest.version, away)
    app = start()
    client = app.test_client()
    assert client.get("/health").json["model"] == yesterday
    shutil.move(away, versions / newest.version)
    assert client.get("/health").json["model"] == newest.version
    assert client.get("/health").json["status"] == "ok"


def test_with_no_model_left_the_start_model_answers(people, versions, yesterday, newest, start):
    shutil.rmtree(versions)
    program: Program = start().extensions["program"]
    assert program.model.version == program.day_one.version
    assert newest.version in program.model_problem and yesterday in program.model_problem


def test_a_model_with_a_column_that_disappeared_is_not_used(people, versions, yesterday, start):
    model = example_model(3)
    other = replace(model, names=("gone", *model.names[1:]))
    payload = packed(other)
    written = write_artefact(versions, "V", payload, example_manifest(model, as_of=TODAY), "")
    with writing(people) as connection:
        add_version(connection, ModelVersion("V", NOW, fingerprint(payload), written))
        promote(connection, "V", "night", "night", NOW)
    program: Program = start().extensions["program"]
    assert program.model.version == yesterday
    assert "knows gone, which is no column now" in program.model_problem
    with pytest.raises(ArtefactProblem, match="does not fit this program's columns"):
        promote_model(people, versions, "V", by="me", now=NOW)


@pytest.mark.parametrize(
    "thing", ["no model", 7, replace(example_model(4), effects=np.zeros((2, 2)))]
)
def test_what_is_no_model_of_this_program_is_not_used(thing, people, versions, yesterday, start):
    payload = packed(thing)
    written = write_artefact(versions, "V", payload, {}, "")
    with writing(people) as connection:
        add_version(connection, ModelVersion("V", NOW, fingerprint(payload), written))
        promote(connection, "V", "night", "night", NOW)
    assert start().extensions["program"].model.version == yesterday


def test_a_folder_without_a_row_is_never_used_and_said(people, versions, yesterday, start):
    write_artefact(versions, "stray", packed(example_model(5)), {}, "")
    assert start().extensions["program"].model.version == yesterday
    found = examine(str(people.url), versions, now=NOW)
    assert found.well
    assert any(
        each.entry == "folder-without-model" and "stray" in each.text for each in found.findings
    )


def test_going_back_with_nothing_before_is_refused_in_one_line(people, versions):
    with pytest.raises(Conflict, match="there is no model before it"):
        roll_back(people, versions, by="me", now=NOW)
    with reading(people) as connection:
        assert read_promotions(connection) == ()


def test_going_back_takes_effect_in_a_running_server_and_goes_on_to_the_start_model(
    people, versions, yesterday, newest, start
):
    program: Program = start().extensions["program"]
    assert suggest(program, OPERATOR, "P1", today=TODAY).model_version == newest.version
    for expected in (yesterday, DAY_ONE):
        assert roll_back(people, versions, by="me", now=NOW).version == expected
        now_used = suggest(program, OPERATOR, "P1", today=TODAY).model_version
        assert now_used == (program.day_one.version if expected == DAY_ONE else expected)
    with pytest.raises(Conflict):
        roll_back(people, versions, by="me", now=NOW)


def test_going_back_passes_over_a_model_whose_files_are_harmed(people, versions, yesterday, newest):
    os.truncate(versions / yesterday / MODEL, 10)
    done = roll_back(people, versions, by="me", now=NOW)
    assert done.version == DAY_ONE and yesterday in done.passed_over[0]


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


NIGHTS = {
    "failed": (timedelta(hours=5), "failed", "Nattens læring ble ikke ferdig", "night-failed"),
    "overdue": (timedelta(hours=30), "kept", "Det er ikke lært noe nytt siden", "night-overdue"),
    "ahead": (-timedelta(days=30), "kept", "Det er ikke lært noe nytt siden", "clock"),
}


@pytest.mark.parametrize("name", ["kari", "liv", "rot"])
@pytest.mark.parametrize("case", NIGHTS)
def test_a_night_that_did_not_come_is_told_to_everybody(case, name, people, versions, start):
    ago, state, says, entry = NIGHTS[case]
    keep_night(people, datetime.now(UTC) - ago, state, message="No room left.")
    app = start()
    page = text(signed_in(app, name), "/participants") if name != "rot" else text(
        signed_in(app, name), "/model"
    )  # fmt: skip
    assert says in page and "No room left" not in page.split("nights-heading")[0]
    health = app.test_client().get("/health").json
    assert (health["status"], health["last_night"]["state"]) == ("degraded", state)
    assert health["last_night"]["overdue"] == (case == "overdue")
    assert entry in findings(people, versions)


def test_after_a_good_night_nothing_is_said(people, versions, yesterday, start):
    keep_night(people, datetime.now(UTC) - timedelta(hours=3), "kept")
    app = start()
    assert "model-notice" not in text(signed_in(app, "kari"), "/participants")
    answer = app.test_client().get("/health").json
    assert answer["status"] == "ok"
    assert (answer["last_night"]["rows"], answer["last_night"]["new_rows"]) == (412, 7)
    assert examine(str(people.url), versions, now=datetime.now(UTC)).well


def test_a_night_that_was_cut_off_is_said_by_doctor(people, versions, yesterday):
    from matcher.store.nights import claim_night

    claim_night(people, TODAY, "elsewhere:1", NOW - timedelta(hours=3))
    assert "was cut off at its beginning" in findings(people, versions)["night-cut-off"]


def test_every_finding_that_is_not_well_has_its_entry_in_the_runbook():
    import matcher.workflows.doctor as doctor
    from matcher.workflows.finding import RUNBOOK
    from matcher.workflows.open_store import ROOT

    looked = re.findall(
        r"from matcher\.workflows\.(\w+) import", Path(doctor.__file__).read_text("utf-8")
    )
    files = [Path(doctor.__file__).with_name(f"{name}.py") for name in ("doctor", *looked)]
    source = "".join(file.read_text("utf-8") for file in files)
    named = set(re.findall(r'"((?:[a-z]+-)+[a-z]+|store|settings|clock)"\s*[),\n]', source))
    entries = set(re.findall(r"^## (\S+)$", (ROOT / RUNBOOK).read_text("utf-8"), re.MULTILINE))
    assert entries and entries <= named
    assert {n for n in named if n not in ("policy-toml",)} - entries <= {DAY_ONE}


def test_opening_a_program_again_answers_the_same(people, versions, newest):
    models = [open_program(str(people.url), versions=versions).model for _ in range(2)]
    assert models[0].version == models[1].version == newest.version
    np.testing.assert_array_equal(models[0].effects, models[1].effects)
    np.testing.assert_array_equal(models[0].effects, example_model(2).effects)
