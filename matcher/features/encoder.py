"""Pairs of participants and openings -> named feature columns.

Everything that belongs to one side is made once and gathered; only what belongs to the pair is
computed for each pair. Unknown is NaN; the pipeline turns it into "as usual", never into a guess.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import KINDS, PURPOSES, Floats, Ints, purposes_by_kind
from matcher.domain.cefr import Level
from matcher.domain.market import Market, same_rows
from matcher.domain.participants import Participant
from matcher.domain.policy import Policy
from matcher.domain.purposes import Purpose
from matcher.features.columns import FEATURES, OPENING, PAIR, PARTICIPANT
from matcher.features.labels import Labelled, label_placements
from matcher.features.offers import NO_CODE, OfferFeatures, offer_features
from matcher.features.people import Lives, PeopleFeatures, index_lives, people_features
from matcher.features.work_match import Resolve

Rows = NDArray[np.intp]
# From this level on the language is no longer what somebody comes to practise.
PRACTICE_ENDS_AT = float(Level.B2)
MOST_MARGIN = 4.0
TASTE_DAYS = 7.0
DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, slots=True)
class Encoder:
    """The openings' side of the features on a day; made once, used for every participant."""

    today: date
    policy: Policy
    offers: OfferFeatures
    lives: Lives
    history: tuple[Labelled, ...]
    resolve: Resolve
    liking: "LikingOf"

    def encode_people(self, participants: Sequence[Participant]) -> PeopleFeatures:
        """The participants' side."""

        def liking(participant_id: str, codes: Sequence[str]) -> Floats | None:
            return self.liking(self, participant_id, codes)

        return people_features(self.lives, participants, self.offers, self.resolve, liking)


@dataclass(frozen=True, slots=True)
class Pairs:
    """n pairs, each field below (n,): rows of ``people`` and of the encoder's openings, the purpose
    to propose (an index of ``PURPOSES``), the first free day and the minutes of travel.
    """

    encoder: Encoder
    people: PeopleFeatures
    person: Rows
    opening: Rows
    purpose: Ints
    first_day: Floats
    minutes: Floats


# What the tasting says of a person: how far tastes moved the liking of each occupation, or None.
LikingOf = Callable[[Encoder, str, Sequence[str]], Floats | None]


def no_tastes(encoder: Encoder, participant_id: str, codes: Sequence[str]) -> None:
    """Nobody has tasted anything."""


def make_encoder(
    market: Market,
    today: date,
    policy: Policy,
    resolve: Resolve,
    liking: LikingOf = no_tastes,
    history: tuple[Labelled, ...] | None = None,
) -> Encoder:
    """Everything that the features of the market's openings need, as known on ``today``.

    ``history`` is that of `label_placements`, where it is known already.
    """
    if history is None:
        history = label_placements(market, today)
    return Encoder(
        today=today,
        policy=policy,
        offers=offer_features(market, history, today, resolve),
        lives=index_lives(market, history, today),
        history=history,
        resolve=resolve,
        liking=liking,
    )


def renewed_encoder(
    before: Encoder, was: Market, market: Market, history: tuple[Labelled, ...]
) -> Encoder:
    """As ``make_encoder`` of ``market`` on the same day; ``before`` was made of the market ``was``.

    The features of the openings stay where nothing that they come from has changed.
    """
    offers, today = before.offers, before.today
    stay = before.history is history and same_rows(
        was, market, "openings", "employers", "placements"
    )
    if not stay:
        offers = offer_features(market, history, today, before.resolve, offers)
    lives = index_lives(market, history, today)
    return replace(before, offers=offers, lives=lives, history=history)


def encode_pairs(pairs: Pairs) -> Floats:
    """(n, len(FEATURES)) float64 in the order of ``FEATURES``; NaN where something is unknown."""
    block = np.empty((len(FEATURES), len(pairs.person)))
    first, second = len(PARTICIPANT), len(PARTICIPANT) + len(OPENING)
    block[:first] = pairs.people.own.T[:, pairs.person]
    block[first:second] = pairs.encoder.offers.own.T[:, pairs.opening]
    for row, name in enumerate(PAIR, start=second):
        block[row] = _PAIR_FEATURES[name](pairs)
    return block.T


_PairFeature = Callable[[Pairs], Floats]


def _near_work(table: str) -> _PairFeature:
    def feature(pairs: Pairs) -> Floats:
        near: Floats = getattr(pairs.people, table)
        offers = pairs.encoder.offers
        code = offers.code[pairs.opening]
        no_code = np.array([name == NO_CODE for name in offers.codes], dtype=np.bool_)
        return np.where(no_code[code], np.nan, near[pairs.person, code])

    return feature


def _margin(side: str) -> _PairFeature:
    def feature(pairs: Pairs) -> Floats:
        has = getattr(pairs.people, side)[pairs.person].astype(np.float64)
        needs = getattr(pairs.encoder.offers, side)[pairs.opening].astype(np.float64)
        margin = np.clip(has - needs, 0.0, MOST_MARGIN)
        return np.where((has < 0) | (needs < 0), np.nan, margin)

    return feature


def _purpose_is(purpose: Purpose) -> _PairFeature:
    def feature(pairs: Pairs) -> Floats:
        return np.where(pairs.purpose == PURPOSES.index(purpose), 1.0, 0.0)

    return feature


def _language_missed(pairs: Pairs) -> Floats:
    spoken = pairs.people.spoken[pairs.person].astype(np.float64)
    need = np.clip((PRACTICE_ENDS_AT - spoken) / PRACTICE_ENDS_AT, 0.0, 1.0)
    missed = need * (1.0 - pairs.encoder.offers.language_share[pairs.opening])
    return np.where(spoken < 0, np.nan, missed)


def _hours_spare(pairs: Pairs) -> Floats:
    most = pairs.people.max_hours[pairs.person]
    asked = pairs.encoder.offers.hours[pairs.opening]
    spare = 1.0 - asked / np.where(most > 0, most, np.nan)
    return np.clip(spare, 0.0, 1.0)


def _travel_minutes(pairs: Pairs) -> Floats:
    return pairs.minutes


def _travel_strain(pairs: Pairs) -> Floats:
    most = pairs.people.max_minutes[pairs.person]
    strain = _travel_minutes(pairs) / np.where(most > 0, most, np.nan)
    return np.clip(strain, 0.0, 1.0)


def _track_fit(pairs: Pairs) -> Floats:
    """1 for the track's first purpose, 0.5 for its second, 0 for any other; NaN with no track."""
    table = np.zeros((len(KINDS), len(PURPOSES)))
    for kind, asked in enumerate(purposes_by_kind(None)):
        for place, purpose in enumerate(asked):
            table[kind, PURPOSES.index(purpose)] = 1.0 / (1 + place)
    table[KINDS.index(None)] = np.nan
    return table[pairs.people.kind[pairs.person], pairs.purpose]


def _wait_weeks(pairs: Pairs) -> Floats:
    today = np.datetime64(pairs.encoder.today, "D").astype(np.float64)
    return np.asarray((pairs.first_day - today) / DAYS_PER_WEEK)


def _programme_left(pairs: Pairs) -> Floats:
    left = pairs.people.programme_end[pairs.person] - pairs.first_day
    is_taste = pairs.purpose == PURPOSES.index(Purpose.TASTE)
    long = DAYS_PER_WEEK * pairs.encoder.policy.placement_weeks
    return np.clip(left / np.where(is_taste, TASTE_DAYS, long), 0.0, 1.0)


def _credential_used(pairs: Pairs) -> Floats:
    has = np.packbits(pairs.people.credentials, axis=1)[pairs.person]
    needs = np.packbits(pairs.encoder.offers.credentials, axis=1)[pairs.opening]
    return np.where((has & needs).any(axis=1), 1.0, 0.0)


def _completed_here(pairs: Pairs) -> Floats:
    return pairs.people.completed_here[pairs.person, pairs.encoder.offers.employer[pairs.opening]]


_PAIR_FEATURES = {
    "wish_match": _near_work("wish_match"),
    "wish_own": _near_work("wish_own"),
    "tasted_liking": _near_work("tasted_liking"),
    "experience_match": _near_work("experience_match"),
    "experience_disliked": _near_work("experience_disliked"),
    "spoken_margin": _margin("spoken"),
    "written_margin": _margin("written"),
    "language_missed": _language_missed,
    "hours_spare": _hours_spare,
    "travel_minutes": _travel_minutes,
    "travel_strain": _travel_strain,
    "purpose_taste": _purpose_is(Purpose.TASTE),
    "purpose_language": _purpose_is(Purpose.LANGUAGE),
    "purpose_job_here": _purpose_is(Purpose.JOB_HERE),
    "track_fit": _track_fit,
    "wait_weeks": _wait_weeks,
    "programme_left": _programme_left,
    "credential_used": _credential_used,
    "completed_here": _completed_here,
}
