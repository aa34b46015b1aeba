"""After an erasure the next night learns without the person, and doctor says so until it has."""

from dataclasses import replace
from pathlib import Path

import pytest

from matcher.domain.access import OPERATOR
from matcher.learning.registry import MANIFEST, MODEL
from matcher.store.engine import reading
from matcher.store.model_registry import champion
from matcher.workflows import night as night_workflow
from matcher.workflows.doctor import examine
from matcher.workflows.erase import erase, preview_erasure
from matcher.workflows.night import run_night
from matcher.workflows.night_rows import night_rows
from tests.integration.learning_stores import (
    TODAY,
    clock,
    copied_store,
    make_template,
    program_on,
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return copied_store(make_template(tmp_path), tmp_path / "copy")


def entries(url: str, versions: Path) -> set[str | None]:
    return {each.entry for each in examine(url, versions, now=clock()).findings}


def test_the_next_night_learns_without_an_erased_person(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = night_workflow.judge

    def open_gates(*given: object) -> object:
        found = judge(*given)
        return replace(found, gates=tuple(replace(gate, held=True) for gate in found.gates))

    monkeypatch.setattr(night_workflow, "judge", open_gates)
    versions = tmp_path / "versions"
    program = program_on(url, versions)
    try:
        first = run_night(program, today=TODAY, clock=clock)
        person = night_rows(program, TODAY).rows.placements[0].participant_id
        assert preview_erasure(program.engine, OPERATOR, person).models == (first.version,)
        assert "erased-people" not in entries(url, versions)

        erase(program.engine, OPERATOR, person, now=clock())
        assert "erased-people" in entries(url, versions)
        assert person not in {p.participant_id for p in night_rows(program, TODAY).rows.placements}

        second = run_night(program, today=TODAY, clock=clock)
        assert second.version not in (None, first.version)
        (said,) = [note for note in second.report["notes"] if "erased" in note]
        assert first.version in said and "from 1 people" in said
        with reading(program.engine) as connection:
            assert champion(connection) == second.version
        assert "erased-people" not in entries(url, versions)
    finally:
        program.engine.dispose()
    for version in (first.version, second.version):
        for name in (MODEL, MANIFEST):
            assert person.encode() not in (versions / str(version) / name).read_bytes()
