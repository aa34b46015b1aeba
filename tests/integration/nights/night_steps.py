"""A night of learning in this process: run, its gates opened or shut, and what the store keeps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from matcher.store.engine import reading
from matcher.store.nights import Night, read_nights
from matcher.workflows import night as night_workflow
from matcher.workflows.night import run_night
from matcher.workflows.night_report import NightReport
from matcher.workflows.night_state import Ears
from matcher.workflows.program import Program
from tests.integration.learning_stores import TODAY
from tests.integration.learning_stores import clock as machines_clock


def learn(
    program: Program,
    today: date = TODAY,
    clock: Callable[[], datetime] = machines_clock,
    **ears: Callable[..., None],
) -> NightReport:
    """Run a night to its end; ``ears`` are those of `Ears`."""
    return run_night(program, today=today, clock=clock, ears=Ears(**ears))


def nights_of(program: Program) -> tuple[Night, ...]:
    """The newest first."""
    with reading(program.engine) as connection:
        return read_nights(connection)


def set_gates(monkeypatch: pytest.MonkeyPatch, *, held: bool) -> None:
    """Every gate lets through whatever comes, or none lets through anything."""
    judge = night_workflow.judge

    def judged(*given: Any) -> Any:
        found = judge(*given)
        return replace(found, gates=tuple(replace(gate, held=held) for gate in found.gates))

    monkeypatch.setattr(night_workflow, "judge", judged)
