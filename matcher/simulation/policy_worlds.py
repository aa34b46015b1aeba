"""Worlds in which policies are compared: hidden effects, and workplaces that come and go.

What the program believes is not known here: the true coefficients are drawn around the
simulation's own beliefs, and in a third of the worlds a third of their signs is turned round.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.simulation.building import build_workplaces
from matcher.simulation.effects import CAUSES, MEANS, STAGES, Effects, Floats, draw_effects
from matcher.simulation.workplaces import Ints, Workplaces, arranged

FIRST_DAY = date(2024, 1, 1)  # a Monday
OFFICES = 2
_DAYS_OF_A_MONTH = 30.4375
# Wider than in a demo, so that worlds differ; no sign changes but those that are turned on purpose.
_SPREAD = 0.2
_WRONG_SHARE = 1 / 3
# What liking does to "would go on" is what liking means, and the base is no sign.
_NEVER_WRONG = (("fits", "liking"),)
_OPENINGS_PER_EMPLOYER = 2.5
# Of the employers so many begin to take people, or cease to, within the months of the simulation.
_COMING_SHARE, _LEAVING_SHARE = 0.2, 0.2


class Shape(StrEnum):
    """What the truth is like that an additive model has to be fitted to."""

    ADDITIVE = "additive"
    BENT = "thresholds"
    CROSSED = "interactions"


@dataclass(frozen=True, slots=True)
class WorldKind:
    """The make of a world; with ``wrong_signs`` a third of what one expects is turned round."""

    shape: Shape = Shape.ADDITIVE
    wrong_signs: bool = False

    def __str__(self) -> str:
        return (
            f"{self.shape}, {'a third of the signs wrong' if self.wrong_signs else 'signs right'}"
        )


@dataclass(frozen=True, slots=True)
class PolicyWorld:
    """One world; ``mentor_of`` has the mentor's row of each opening."""

    kind: WorldKind
    seed: int
    workplaces: Workplaces = field(repr=False)
    effects: Effects = field(repr=False)
    mentor_of: Ints = field(repr=False)


def kind_of(seed: int) -> WorldKind:
    """Every third world has wrong signs, and each shape comes with both; nine seeds are one round.

    >>> [str(kind_of(seed)) for seed in (1, 3)]
    ['additive, signs right', 'thresholds, a third of the signs wrong']
    """
    return WorldKind(tuple(Shape)[seed // 3 % 3], seed % 3 == 0)


def make_policy_world(kind: WorldKind, seed: int, *, employers: int, months: int) -> PolicyWorld:
    """Everything but the people; the same arguments give the same world."""
    building, drawing, turning, moving = (np.random.default_rng([seed, part]) for part in range(4))
    built = build_workplaces(
        building,
        today=FIRST_DAY,
        offices=OFFICES,
        employers=employers,
        openings=round(employers * _OPENINGS_PER_EMPLOYER),
    )
    workplaces = _open_ended(building, moving, built, months)
    effects = draw_effects(drawing, len(workplaces.employers), len(workplaces.mentors))
    return PolicyWorld(
        kind,
        seed,
        workplaces,
        replace(effects, coefficients=_coefficients(drawing, turning, kind)),
        np.array([rows[0] for rows in workplaces.mentors_of], dtype=np.int64),
    )


def month_begins(month: int) -> date:
    """The Monday on which a month's people are placed; about thirty days apart.

    >>> month_begins(0), month_begins(1)
    (datetime.date(2024, 1, 1), datetime.date(2024, 1, 29))
    """
    return FIRST_DAY + timedelta(weeks=round(month * _DAYS_OF_A_MONTH / 7))


def _coefficients(
    drawing: np.random.Generator, turning: np.random.Generator, kind: WorldKind
) -> Floats:
    drawn = drawing.normal(MEANS, _SPREAD)
    stated = MEANS != 0
    coefficients: Floats = np.where(stated, np.sign(MEANS) * np.abs(drawn), drawn)
    coefficients[:, 0] = drawn[:, 0]
    if kind.wrong_signs:
        may = stated.copy()
        may[:, 0] = False
        for stage, cause in _NEVER_WRONG:
            may[STAGES.index(stage), CAUSES.index(cause)] = False
        cells = np.argwhere(may)
        turned = turning.permutation(len(cells))[: round(len(cells) * _WRONG_SHARE)]
        coefficients[tuple(cells[turned].T)] *= -1
    return coefficients


def _open_ended(
    building: np.random.Generator, moving: np.random.Generator, built: Workplaces, months: int
) -> Workplaces:
    """The same workplaces with one mentor an opening, always there unless the employer moves."""
    comes = {employer.employer_id: _presence(moving, months) for employer in built.employers}
    openings = [_lasting(building, opening, comes) for opening in built.openings]
    mentors: list[Mentor] = [
        replace(mentor, available_from=None, available_to=None) for mentor in built.mentors
    ]
    employers: list[Employer] = [replace(e, paused_until=None) for e in built.employers]
    return arranged(employers, mentors, openings)


def _presence(moving: np.random.Generator, months: int) -> tuple[date | None, date | None]:
    draw, month = moving.random(), int(moving.integers(1, max(2, months)))
    if draw < _COMING_SHARE:
        return month_begins(month), None
    if draw < _COMING_SHARE + _LEAVING_SHARE:
        return None, month_begins(month)
    return None, None


def _lasting(
    rng: np.random.Generator,
    opening: Opening,
    comes: dict[str, tuple[date | None, date | None]],
) -> Opening:
    mentors = opening.mentors or ()
    starts, ends = comes[opening.employer_id]
    return replace(
        opening,
        mentors=(mentors[int(rng.integers(len(mentors)))],),
        status=OpeningStatus.OPEN,
        starts=starts,
        ends=ends,
    )
