"""A person beside many openings: whether the hard rules allow it in truth, and how it would go."""

import numpy as np
import numpy.typing as npt

from matcher.domain.purposes import Purpose
from matcher.simulation.effects import CAUSES, Effects, Floats, chance
from matcher.simulation.geography import minutes_of_travel
from matcher.simulation.people import Person
from matcher.simulation.vocabulary import CREDENTIALS, LIMITS, WEEK, bits
from matcher.simulation.workplaces import Columns, Ints, Workplaces, purpose_bit

_ODD_HOURS = bits(WEEK[1:], WEEK)
_LONGEST_EXPERIENCE = np.log1p(60.0)  # months after which one more adds nothing


def travel_minutes(person: Person, columns: Columns, rows: Ints | None = None) -> Floats:
    """True minutes one way to every opening, or to those in ``rows``."""
    lat = columns.lat if rows is None else columns.lat[rows]
    lon = columns.lon if rows is None else columns.lon[rows]
    return minutes_of_travel(person.transport, person.lat, person.lon, lat, lon)


def allowed(person: Person, columns: Columns) -> npt.NDArray[np.bool_]:
    """Which openings the lasting facts allow (language, credentials, limits, hours, travel)."""
    credentials = bits(person.credentials, CREDENTIALS)
    limits = bits(person.limits, LIMITS)
    available = bits(person.available, WEEK)
    result: npt.NDArray[np.bool_] = (
        (columns.spoken <= person.spoken)
        & (columns.written <= person.written)
        & ((columns.credentials & ~credentials) == 0)
        & ((columns.demands & limits) == 0)
        & ((columns.schedule & ~available) == 0)
        & (columns.hours <= person.max_hours)
        & (travel_minutes(person, columns) <= person.max_travel_minutes)
    )
    return result


def first_purpose(asked: tuple[Purpose, ...], offered: int) -> Purpose | None:
    """The most wanted of ``asked`` that the bit mask ``offered`` holds.

    >>> first_purpose((Purpose.JOB_HERE, Purpose.EXPERIENCE), 0b0011)
    <Purpose.EXPERIENCE: 'experience'>
    """
    return next((purpose for purpose in asked if offered & purpose_bit(purpose)), None)


def causes(person: Person, columns: Columns, rows: Ints, purpose: Purpose) -> Floats:
    """Openings x ``CAUSES``: everything but the random effects that bears on the outcome.

    Travel counts in half hours from 20 minutes, the spoken margin in levels (-1 to 3) above one,
    experience from 0 to 1 (five years), hours as the share of what the person can work.
    """
    trade = columns.trade[rows]
    experience = np.log1p(person.months[trade]) / _LONGEST_EXPERIENCE
    matrix = np.zeros((len(rows), len(CAUSES)))
    matrix[:, 0] = 1.0
    matrix[:, 1] = person.likings[trade]
    matrix[:, 2] = (travel_minutes(person, columns, rows) - 20.0) / 30.0
    matrix[:, 3] = np.clip(int(person.spoken) - columns.spoken[rows], -1, 3) - 1.0
    matrix[:, 4] = np.minimum(experience, 1.0)
    matrix[:, 5] = (columns.hours[rows] / person.max_hours - 0.8) / 0.2
    matrix[:, 6] = (columns.schedule[rows] & _ODD_HOURS) != 0
    matrix[:, 7] = columns.private[rows]
    matrix[:, 8] = columns.use[rows] * (purpose is Purpose.LANGUAGE)
    matrix[:, 9] = purpose is Purpose.TASTE
    matrix[:, 10] = purpose is Purpose.JOB_HERE
    return matrix


def true_chances(
    person: Person,
    workplaces: Workplaces,
    effects: Effects,
    rows: Ints,
    mentors: Ints,
    purpose: Purpose,
) -> Floats:
    """Openings x stages: the true probability of each stage, given that the one before went well.

    ``rows`` are openings, ``mentors`` the mentor of each; neither capacity nor rules count here.
    """
    columns = workplaces.columns
    log_odds = causes(person, columns, rows, purpose) @ effects.coefficients.T
    log_odds += effects.employers[columns.employer[rows]] + effects.mentors[mentors]
    return chance(log_odds + person.effect)
