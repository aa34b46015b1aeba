"""What participants bring: level, experience, earlier placements, and the work they are near to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import (
    KINDS,
    Flags,
    Floats,
    Ints,
    day_numbers,
    flag_table,
    levels,
    numbers,
)
from matcher.domain.interview import InterviewFact
from matcher.domain.market import Market
from matcher.domain.outcomes import Stage
from matcher.domain.participants import Experience, Participant, Wish
from matcher.features.columns import PARTICIPANT
from matcher.features.labels import Labelled, days_since
from matcher.features.offers import OfferFeatures
from matcher.features.work_match import (
    DAYS_PER_YEAR,
    Liking,
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
    """``own`` is (P, participant features); matches are (P, occupations or employers) tables.

    ``spoken``, ``written``, ``max_hours``, ``max_minutes``, ``programme_end`` and ``kind`` (which
    track, an index of ``KINDS``) are (P,); ``credentials`` is (P, words that openings ask for).
    """

    own: Floats
    spoken: Ints
    written: Ints
    max_hours: Floats
    max_minutes: Floats
    programme_end: Floats
    kind: Ints
    credentials: Flags
    wish_match: Floats
    wish_own: Floats
    tasted_liking: Floats
    experience_match: Floats
    experience_disliked: Floats
    completed_here: Floats


@dataclass(frozen=True, slots=True)
class Lives:
    """What is known of each participant's life and wishes, indexed once for a market."""

    today: date
    wishes: dict[str, list[Wish]]
    experiences: dict[str, list[Experience]]
    history: dict[str, list[Labelled]]
    facts: dict[str, list[InterviewFact]]
    employer_of: dict[str, str]


def index_lives(market: Market, history: Sequence[Labelled], today: date) -> Lives:
    """Group everything that belongs to a person by that person."""
    wishes: dict[str, list[Wish]] = defaultdict(list)
    experiences: dict[str, list[Experience]] = defaultdict(list)
    past: dict[str, list[Labelled]] = defaultdict(list)
    facts: dict[str, list[InterviewFact]] = defaultdict(list)
    for wish in market.wishes:
        wishes[wish.participant_id].append(wish)
    for experience in market.experiences:
        experiences[experience.participant_id].append(experience)
    for row in history:
        past[row.placement.participant_id].append(row)
    for fact in market.facts:
        if fact.holds(today):
            facts[fact.participant_id].append(fact)
    employer_of = {opening.opening_id: opening.employer_id for opening in market.openings}
    return Lives(today, dict(wishes), dict(experiences), dict(past), dict(facts), employer_of)


def people_features(
    lives: Lives,
    participants: Sequence[Participant],
    offers: OfferFeatures,
    resolve: Resolve,
    liking: Liking,
) -> PeopleFeatures:
    """Features of ``participants`` against the occupations and employers of ``offers``."""
    people, codes = participants, offers.codes
    ids = [participant.participant_id for participant in participants]
    wishes = [lives.wishes.get(person, []) for person in ids]
    experiences = [lives.experiences.get(person, []) for person in ids]
    today = lives.today
    return PeopleFeatures(
        own=np.array([_own(lives, person) for person in people]).reshape(-1, len(PARTICIPANT)),
        spoken=levels(person.norwegian_spoken for person in people),
        written=levels(person.norwegian_written for person in people),
        max_hours=numbers(person.max_hours_per_week for person in people),
        max_minutes=numbers(person.max_travel_minutes for person in people),
        programme_end=day_numbers(person.programme_end for person in people),
        kind=np.array([KINDS.index(person.track) for person in people], dtype=np.int8),
        credentials=flag_table([p.credentials for p in people], offers.credential_words),
        wish_match=best_match([wished_work(w, resolve) for w in wishes], codes),
        wish_own=best_match(
            [wished_work(w, resolve, own_only=True) for w in wishes], codes, nothing=0.0
        ),
        tasted_liking=_tasted(ids, codes, liking),
        experience_match=best_match(
            [done_work(e, resolve, today) for e in experiences], codes, nothing=0.0
        ),
        experience_disliked=best_match(
            [disliked_work(e, resolve, today) for e in experiences], codes, nothing=0.0
        ),
        completed_here=_completed_here(lives, ids, offers.employers),
    )


def _tasted(ids: Sequence[str], codes: Sequence[str], liking: Liking) -> Floats:
    """(P, C) what tastes have told; NaN for people who have tasted nothing."""
    table = np.full((len(ids), len(codes)), np.nan)
    for row, participant_id in enumerate(ids):
        known = liking(participant_id, codes)
        if known is not None:
            table[row] = known
    return table


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


def _completed_here(lives: Lives, ids: Sequence[str], employers: Sequence[str]) -> Floats:
    column = {employer: index for index, employer in enumerate(employers)}
    stays: NDArray[np.float64] = np.zeros((len(ids), len(employers)))
    for person, participant_id in enumerate(ids):
        for row in lives.history.get(participant_id, []):
            employer = lives.employer_of.get(row.placement.opening_id)
            if employer in column and row.labels[Stage.COMPLETES]:
                stays[person, column[employer]] += 1
    return np.minimum(stays, MOST_COMPLETED_HERE)
