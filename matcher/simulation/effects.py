"""What truly decides how a placement goes: one additive log-odds model for each stage.

The coefficients are drawn around the simulation's own beliefs and never read the program's.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

STAGES = ("shows_up", "completes", "fits", "leads_to_work")
CAUSES = (
    *("base", "liking", "travel", "spoken_margin", "experience", "hours_share", "shifts"),
    *("private", "language_practice", "taste", "job_here"),
)

# Log-odds per unit of each cause; the units stand in ``matcher.simulation.pairs``.
MEANS = np.array(
    [
        # base  liking travel spoken exper. hours  shifts private lang. taste job_here
        [1.90, 0.35, -0.35, 0.10, 0.20, -0.15, -0.20, 0.00, 0.00, 0.40, 0.10],
        [0.85, 0.60, -0.25, 0.25, 0.35, -0.25, -0.20, -0.10, 0.15, 1.30, 0.10],
        [0.25, 0.95, -0.15, 0.25, 0.30, -0.10, -0.15, 0.00, 0.20, -0.10, 0.00],
        [-2.00, 0.30, -0.15, 0.40, 0.50, 0.10, 0.05, 0.50, 0.20, 0.00, 0.70],
    ]
)
_SPREAD = 0.12
# Standard deviations in log-odds, by stage, of what one employer, mentor or person adds.
_EMPLOYER_SD = np.array([0.40, 0.45, 0.45, 0.70])
_MENTOR_SD = np.array([0.10, 0.50, 0.35, 0.20])
PERSON_SD = np.array([0.60, 0.60, 0.30, 0.60])


@dataclass(frozen=True, slots=True)
class Effects:
    """``coefficients`` is stages x causes; ``employers`` and ``mentors`` are rows x stages."""

    coefficients: Floats
    employers: Floats
    mentors: Floats


def draw_effects(rng: np.random.Generator, employers: int, mentors: int) -> Effects:
    """The truth of one simulated world."""
    return Effects(
        rng.normal(MEANS, _SPREAD),
        rng.normal(0.0, _EMPLOYER_SD, (employers, len(STAGES))),
        rng.normal(0.0, _MENTOR_SD, (mentors, len(STAGES))),
    )


def draw_person_effect(rng: np.random.Generator) -> Floats:
    """What one person adds to the log-odds of each stage, whatever the workplace."""
    return rng.normal(0.0, PERSON_SD)


def chance(log_odds: Floats) -> Floats:
    """Probabilities of log-odds.

    >>> chance(np.array([0.0]))
    array([0.5])
    """
    result: Floats = 1.0 / (1.0 + np.exp(-log_odds))
    return result
