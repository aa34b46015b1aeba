"""What participants bring: level, experience, earlier placements, and the work they are near to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.participants import Experience, Participant, Wish
from matcher.features.labels import Labelled
from matcher.features.work_match import (
    DAYS_PER_YEAR,
    Floats,
    Resolve,
    best_match,
    disliked_work,
    done_work,
    known_by,
    wished_work,
)

MONTHS_PER_YEAR = 12.0
# Returning to a workplace that one knows; more than two completed stays tell nothing more.
MOST_COMPLETED_HERE = 2.0


@dataclass(frozen=True, slots=True)
class PeopleFeatures:
    """``own`` is (P, participant features); the rest are (P, occupations or employers) tables."""

    own: Floats
    wish_match: Floats
    wish_own: Floats
    experience_match: Floats
    experience_disliked: Floats
    completed_here: Floats


@dataclass(frozen=True, slots=True)
class Lives:
    """Wishes, experiences and past placements by participant, indexed once for a market."""

    today: date
    wishes: dict[str, list[Wish]]
    experiences: dict[str, list[Experience]]
    history: dict[str, list[Labelled]]
    employer_of: dict[str, str]


def index_lives(market: Market, history: Sequence[Labelled], today: date) -> Lives:
    """Group everything that belongs to a person by that person."""
    wishes: dict[str, list[Wish]] = defaultdict(list)
    experiences: dict[str, list[Experience]] = defaultdict(list)
    past: dict[str, list[Labelled]] = defaultdict(list)
    for wish in market.wishes:
        wishes[wish.participant_id].append(wish)
    for experience in market.experiences:
        experiences[experience.participant_id].append(experience)
    for row in history:
        past[row.placement.participant_id].append(row)
    employer_of = {opening.opening_id: opening.employer_id for opening in market.openings}
    return Lives(today, dict(wishes), dict(experiences), dict(past), employer_of)


def people_features(
    lives: Lives,
    participants: Sequence[Participant],
    codes: Sequence[str],
    employers: Sequence[str],
    resolve: Resolve,
) -> PeopleFeatures:
    """Features of ``participants`` against the openings' occupations and employers."""
    ids = [participant.participant_id for participant in participants]
    wishes = [lives.wishes.get(person, []) for person in ids]
    experiences = [lives.experiences.get(person, []) for person in ids]
    today = lives.today
    return PeopleFeatures(
        own=np.array([_own(lives, participant) for participant in participants]).reshape(-1, 4),
        wish_match=best_match([wished_work(w, resolve) for w in wishes], codes),
        wish_own=best_match(
            [wished_work(w, resolve, own_only=True) for w in wishes], codes, nothing=0.0
        ),
        experience_match=best_match(
            [done_work(e, resolve, today) for e in experiences], codes, nothing=0.0
        ),
        experience_disliked=best_match(
            [disliked_work(e, resolve, today) for e in experiences], codes, nothing=0.0
        ),
        completed_here=_completed_here(lives, ids, employers),
    )


def _own(lives: Lives, participant: Participant) -> tuple[float, float, float, float]:
    """In the order of ``columns.PARTICIPANT``."""
    past = lives.history.get(participant.participant_id, [])
    experiences = known_by(lives.experiences.get(participant.participant_id, []), lives.today)
    months = sum(experience.months or 0.0 for experience in experiences)
    level = participant.norwegian_spoken
    return (
        _faded(past, Stage.SHOWS_UP, False, lives.today),
        _faded(past, Stage.COMPLETES, True, lives.today),
        float(np.log1p(months / MONTHS_PER_YEAR)),
        np.nan if level is None else float(level),
    )


def _faded(past: Sequence[Labelled], stage: Stage, label: bool, today: date) -> float:
    """How often ``stage`` came out as ``label``; each time counts half for every year since."""
    return float(
        sum(
            0.5 ** (days_since(row, today) / DAYS_PER_YEAR)
            for row in past
            if row.labels[stage] is label
        )
    )


def days_since(row: Labelled, today: date) -> float:
    """Days since a past placement was over; 0 where the day is not known."""
    ended = row.placement.ended or row.placement.planned_end
    return 0.0 if ended is None else max(float((today - ended).days), 0.0)


def _completed_here(lives: Lives, ids: Sequence[str], employers: Sequence[str]) -> Floats:
    column = {employer: index for index, employer in enumerate(employers)}
    stays: NDArray[np.float64] = np.zeros((len(ids), len(employers)))
    for person, participant_id in enumerate(ids):
        for row in lives.history.get(participant_id, []):
            employer = lives.employer_of.get(row.placement.opening_id)
            if employer in column and row.labels[Stage.COMPLETES]:
                stays[person, column[employer]] += 1
    return np.minimum(stays, MOST_COMPLETED_HERE)
