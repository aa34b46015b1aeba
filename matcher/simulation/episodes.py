"""What befalls one person: a stay in the programme, and the placements (episodes) within it."""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from matcher.domain.outcomes import EndReason, NextStep
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.simulation.effects import Floats
from matcher.simulation.people import Person
from matcher.simulation.workplaces import Ints

_T = TypeVar("_T")

_FIRST_DECISION_DAYS = 365  # the programme is granted for a year
_EXTENDED_BEFORE_DAYS = 100  # and extended so long before that year is over
# Days from a good placement's end to the job that it leads to: mean and longest.
_DAYS_TO_JOB = (70.0, 330)
_YEAR = 365
_UNAIDED_JOB_SHARE = 0.12  # jobs at the end of the programme that no placement led to
_JOB_STEPS = {NextStep.JOB: 0.75, NextStep.SUBSIDISED_JOB: 0.25}
_OTHER_STEPS = {
    NextStep.EDUCATION: 0.18,
    NextStep.AAP: 0.24,
    NextStep.TREATMENT: 0.07,
    NextStep.SOCIAL_ASSISTANCE: 0.31,
    NextStep.GONE: 0.08,
    NextStep.UNKNOWN: 0.12,
}
_DROP_OUTS = {
    EndReason.MISMATCH: 0.20,
    EndReason.ILL: 0.30,
    EndReason.OTHER_MEASURE: 0.10,
    EndReason.EMPLOYER: 0.08,
    EndReason.OTHER: 0.12,
}
_MISMATCH_WHERE_NOT_LIKED = 0.45


@dataclass(frozen=True, slots=True)
class Offer:
    """A place, a mentor and dates that a person is offered; days are ordinals."""

    opening: int
    mentor: int
    purpose: Purpose
    starts: int
    planned_end: int


@dataclass(frozen=True, slots=True)
class Episode:
    """One placement as it truly went; ``chances`` is the probability of each stage.

    ``work_on`` is the first day in the job that it led to. What lies after today is drawn as well
    (a running placement has an ``ended``); the records leave it out.
    """

    offer: Offer
    status: PlacementStatus
    chances: Floats
    ended: int
    end_reason: EndReason
    showed_up: bool
    completed: bool
    fits: bool
    work_on: int | None

    @property
    def counts(self) -> bool:
        """Whether anything came of it at all."""
        return self.status is not PlacementStatus.CANCELLED


@dataclass(slots=True)
class Stay:
    """One person's time in a place of the programme; work brings ``last_day`` forward.

    ``possible`` are the rows of the openings that the lasting facts allow, ``appeal`` how an
    adviser rates each of them.
    """

    person: Person
    place: int
    office: int
    first_day: int
    planned_last_day: int
    last_day: int
    track: Track
    possible: Ints
    appeal: Floats
    episodes: list[Episode] = field(default_factory=list)
    work_on: int | None = None
    outcome: NextStep | None = None

    def granted_until(self, day: int) -> int:
        """The last day of the programme as far as it was decided on ``day``."""
        first_end = self.first_day + _FIRST_DECISION_DAYS
        return first_end if day < first_end - _EXTENDED_BEFORE_DAYS else self.planned_last_day


def draw_episode(rng: np.random.Generator, stay: Stay, offer: Offer, chances: Floats) -> Episode:
    """What comes of ``offer``, stage by stage, each with its true probability; still running."""
    showed, completed, fits, works = (bool(lucky) for lucky in rng.random(4) < chances)
    completed = showed and completed
    ended = _end_of(rng, offer, showed, completed)
    leads_to_work = completed and works and offer.purpose is not Purpose.TASTE
    return Episode(
        offer=offer,
        status=PlacementStatus.RUNNING,
        chances=chances,
        ended=ended,
        end_reason=_reason_of(rng, showed, completed, fits),
        showed_up=showed,
        completed=completed,
        fits=showed and fits,
        work_on=_first_day_at_work(rng, ended, stay.last_day) if leads_to_work else None,
    )


def outcome_of(rng: np.random.Generator, stay: Stay) -> NextStep:
    """Where the person goes when the stay is over."""
    if stay.work_on is not None:
        return _drawn(rng, _JOB_STEPS)
    recent = any(
        episode.completed
        and episode.offer.purpose is not Purpose.TASTE
        and episode.ended > stay.last_day - _YEAR
        for episode in stay.episodes
    )
    # A job within a year of a completed placement is that placement's doing, and drawn with it.
    if not recent and rng.random() < _UNAIDED_JOB_SHARE:
        return NextStep.JOB
    return _drawn(rng, _OTHER_STEPS)


def _end_of(rng: np.random.Generator, offer: Offer, showed: bool, completed: bool) -> int:
    length = offer.planned_end - offer.starts
    if not showed:
        return offer.starts + min(length, int(rng.integers(1, 5)))
    if not completed:
        return offer.starts + max(1, int(length * rng.beta(1.2, 1.6)))
    return offer.planned_end


def _reason_of(rng: np.random.Generator, showed: bool, completed: bool, fits: bool) -> EndReason:
    if not showed:
        return EndReason.NO_SHOW
    if completed:
        return EndReason.COMPLETED
    if not fits:
        return _drawn(rng, _DROP_OUTS | {EndReason.MISMATCH: _MISMATCH_WHERE_NOT_LIKED})
    return _drawn(rng, _DROP_OUTS)


def _first_day_at_work(rng: np.random.Generator, ended: int, last_day: int) -> int:
    """Within a year of the placement's end, and the day after the programme's at the latest."""
    mean, longest = _DAYS_TO_JOB
    return min(ended + 1 + int(min(rng.exponential(mean), longest)), last_day + 1)


def _drawn(rng: np.random.Generator, weights: dict[_T, float]) -> _T:
    shares = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(shares), p=shares / shares.sum()))]
