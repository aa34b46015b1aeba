"""Makes a simulated municipality: invented people and workplaces, two years of placements, truth.

It is a simulation: no figure that comes of it says anything about a real office.
"""

from datetime import date

import numpy as np

from matcher.domain.errors import BadInput
from matcher.simulation.building import build_workplaces
from matcher.simulation.effects import draw_effects
from matcher.simulation.geography import MOST_OFFICES
from matcher.simulation.history import Setting, live_through
from matcher.simulation.records import Registrar
from matcher.simulation.reports import Reporting
from matcher.simulation.telling import told
from matcher.simulation.truth import Simulation

_EMPLOYERS_PER_PARTICIPANT = 0.6
_OPENINGS_PER_PARTICIPANT = 1.5
_MOST_YEARS = 10
_DAYS_OF_A_YEAR = 365


def simulate_municipality(
    *,
    participants: int,
    seed: int,
    today: date,
    offices: int = 3,
    employers: int | None = None,
    openings: int | None = None,
    years_of_history: int = 2,
) -> Simulation:
    """A municipality with exactly ``participants`` people in the programme on ``today``.

    They stand first among the market's participants; those who left within the years of history
    follow them (a little more than as many again in two years). By default there are 0.6
    employers and 1.5 openings per participant. The same arguments give the same simulation.
    Raises BadInput where a number is out of its range.

    >>> made = simulate_municipality(participants=6, seed=1, today=date(2026, 3, 2))
    >>> made.truth.current, len(made.market.offices), len(made.market.openings)
    (6, 3, 9)
    """
    employers = _or_share(employers, participants * _EMPLOYERS_PER_PARTICIPANT)
    openings = _or_share(openings, participants * _OPENINGS_PER_PARTICIPANT)
    _check("participants", participants, 1)
    _check("seed", seed, 0)
    _check("offices", offices, 1, MOST_OFFICES)
    _check("employers", employers, 1)
    _check("openings", openings, 1)
    _check("years of history", years_of_history, 0, _MOST_YEARS)

    # One stream of chance for each part, so that a change in one leaves the others as they were.
    building, effects_of, living, recording, reporting = (
        np.random.default_rng([seed, part]) for part in range(5)
    )
    workplaces = build_workplaces(
        building, today=today, offices=offices, employers=employers, openings=openings
    )
    effects = draw_effects(effects_of, len(workplaces.employers), len(workplaces.mentors))
    dawn = today.toordinal() - years_of_history * _DAYS_OF_A_YEAR
    setting = Setting(participants, offices, dawn, today.toordinal())
    history = live_through(living, workplaces, effects, setting)
    registrar = Registrar(recording, today)
    reports = Reporting(reporting, today.toordinal())
    return told(registrar, reports, setting, workplaces, effects, history)


def _or_share(count: int | None, share: float) -> int:
    return max(1, round(share)) if count is None else count


def _check(what: str, value: int, least: int, most: int | None = None) -> None:
    if value < least or (most is not None and value > most):
        upper = "more" if most is None else f"at most {most}"
        raise BadInput(f"Cannot simulate {what} = {value}: expected {least} or {upper}.")
