"""Use case: the first page of an employer: what waits, who is here, how full it is."""

from dataclasses import dataclass
from datetime import date

from matcher.domain.access import Viewer
from matcher.store.engine import reading
from matcher.workflows.program import Program
from matcher.workflows.workplace.named import seen_employer


@dataclass(frozen=True, slots=True)
class Home:
    """An employer's first page on a day."""

    employer_id: str
    name: str | None
    today: date


def home(program: Program, viewer: Viewer, employer_id: str, *, today: date) -> Home:
    """The page; NotFound for an employer that ``viewer`` may not see."""
    with reading(program.engine) as connection:
        name = seen_employer(connection, viewer, employer_id)
    return Home(employer_id, name, today)
