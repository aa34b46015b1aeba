"""What comes of a placement in a world of policies, and what of it is ever reported, and when.

Reports come late or never, as in ``reports``; a call a year after the end asks about work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.simulation.effects import Floats
from matcher.simulation.episodes import Episode, Offer, Stay, draw_episode
from matcher.simulation.people import Person
from matcher.simulation.reports import Reporting
from matcher.simulation.workplaces import FOREVER, Workplaces

_CALLED_AFTER_DAYS = 366  # just after the year in which a job counts
_CALL_DELAY_DAYS = 30
_CALL_ANSWERED = 0.75
_TASTE_DAYS, _WEEKS = 5, 12
_SUBSIDISED_SHARE = 0.25
_ELSEWHERE = (NextStep.PLACEMENT, NextStep.EDUCATION, NextStep.AAP, NextStep.SOCIAL_ASSISTANCE)
_ELSEWHERE_SHARES = (0.35, 0.15, 0.20, 0.30)


@dataclass(frozen=True, slots=True)
class Followed:
    """A placement with every report on it that will ever be made, each with its date."""

    placement: Placement
    reports: tuple[Outcome, ...]
    episode: Episode


def stay_of(person: Person, office: int, first_day: int, length: int) -> Stay:
    """A newcomer's stay in the programme, in which nothing has happened yet."""
    nothing = np.zeros(0, dtype=np.int64)
    last = first_day + length
    return Stay(
        person, 0, office, first_day, last, last, person.track, nothing, nothing.astype(float)
    )


def follow(
    rng: np.random.Generator,
    workplaces: Workplaces,
    stay: Stay,
    placement_id: str,
    participant_id: str,
    offer: Offer,
    chances: Floats,
) -> Followed:
    """Carry a placement out: what comes of it is drawn with its true ``chances`` (4,)."""
    episode = draw_episode(rng, stay, offer, chances)
    opening = workplaces.openings[offer.opening]
    placement = Placement(
        placement_id,
        participant_id,
        opening.opening_id,
        offer.purpose,
        PlacementStatus.ENDED,
        mentor_id=workplaces.mentors[offer.mentor].mentor_id,
        starts=date.fromordinal(offer.starts),
        planned_end=date.fromordinal(offer.planned_end),
        ended=date.fromordinal(episode.ended),
        hours_per_week=opening.hours_per_week,
    )
    # As of the end of days: whoever reads the reports looks at their dates.
    reports = tuple(Reporting(rng, FOREVER).reports(placement_id, stay, episode))
    return Followed(placement, (*reports, *_call(rng, placement_id, episode)), episode)


def planned_end(starts: int, purpose: Purpose) -> int:
    """The last day of a taste or a longer placement that begins on a Monday; days are ordinals."""
    return starts + (_TASTE_DAYS if purpose is Purpose.TASTE else 7 * _WEEKS - 2) - 1


def _call(rng: np.random.Generator, placement_id: str, episode: Episode) -> Iterator[Outcome]:
    day = episode.ended + _CALLED_AFTER_DAYS + int(rng.integers(_CALL_DELAY_DAYS))
    answered, subsidised = rng.random(2) < (_CALL_ANSWERED, _SUBSIDISED_SHARE)
    elsewhere = _ELSEWHERE[int(rng.choice(len(_ELSEWHERE), p=_ELSEWHERE_SHARES))]
    if not answered:
        return
    step = NextStep.SUBSIDISED_JOB if subsidised else NextStep.JOB
    since = episode.work_on
    yield Outcome(
        placement_id,
        Reporter.ADVISER,
        date.fromordinal(day),
        next_step=elsewhere if since is None else step,
        next_step_on=None if since is None else date.fromordinal(since),
    )
