"""Use case: in a few words, and without anything about people, whether the program works."""

from dataclasses import dataclass
from datetime import date, datetime

from matcher.domain.errors import StoreProblem
from matcher.store.engine import reading
from matcher.store.migrate import check_store
from matcher.store.nights import Night, last_night
from matcher.workflows.night_watch import NightState, night_state
from matcher.workflows.program import Program


@dataclass(frozen=True, slots=True)
class LastNight:
    """The last night that is over; ``state`` is promoted, kept or failed."""

    day: date
    state: str
    rows: int | None
    new_rows: int | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Health:
    """``status`` is ok, degraded (an earlier model answers, or no night came) or failing."""

    status: str
    store: str
    model: str | None
    model_problem: bool
    last_night: LastNight | None


def health(program: Program, now: datetime) -> Health:
    """Look at the store, the model in use and the last night."""
    try:
        check_store(program.engine)
        in_use = program.in_use.look()
        with reading(program.engine) as connection:
            last = last_night(connection)
    except StoreProblem as problem:
        known = program.in_use.last_found
        model = None if known is None else known.model.version
        return Health("failing", type(problem).__name__, model, False, None)
    state = night_state(last, now)
    well = in_use.problem is None and state in (NightState.FINE, NightState.NEVER)
    return Health(
        "ok" if well else "degraded",
        "ok",
        in_use.model.version,
        in_use.problem is not None,
        None if last is None else _short(last, state),
    )


def _short(night: Night, state: NightState) -> LastNight:
    overdue = state is NightState.OVERDUE
    return LastNight(night.today, night.state, night.rows, night.new_rows, overdue)
