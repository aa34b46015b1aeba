"""What somebody would write first: a loop over the rows of an openings frame, in plain pandas.

For each row the hard rules, then each feature, then the score. Everything that does not depend on
the participant (histories, free dates) stands ready in the frame, as it does for the arrays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import pandas as pd

from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose, purposes_asked
from matcher.eligibility import pair as rules
from matcher.eligibility.board import Board
from matcher.eligibility.free_date import FreeDate
from matcher.eligibility.rules import Answer, State
from matcher.features.columns import FEATURES, OPENING, PAIR, PARTICIPANT
from matcher.features.encoder import DAYS_PER_WEEK, MOST_MARGIN, PRACTICE_ENDS_AT, TASTE_DAYS
from matcher.features.people import PeopleFeatures
from matcher.places.travel import minutes_between
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay

# The features of a pair that stand ready as tables of (people, occupations).
NEAR_WORK = tuple(name for name in PAIR if name in PeopleFeatures.__slots__ and "_here" not in name)


def openings_frame(day: MarketDay) -> pd.DataFrame:
    """One row an opening: itself, its features, and when it is free for a taste or longer."""
    offers, free = day.encoder.offers, day.ready.free
    frame = pd.DataFrame(offers.own, columns=list(OPENING))
    frame["opening"] = day.ready.openings
    frame["position"] = [day.ready.board.position(o) for o in day.ready.openings]
    frame["code"] = offers.code
    frame["employer"] = offers.employer
    frame["spoken"] = offers.spoken
    frame["written"] = offers.written
    for name, is_taste in (("free_taste", True), ("free_longer", False)):
        frame[name] = [
            _free_date(state, starts)
            for state, starts in zip(free[is_taste].state, free[is_taste].starts, strict=True)
        ]
    return frame


def _free_date(state: int, starts: float) -> FreeDate:
    day = None if isnan(starts) else np.datetime64(int(starts), "D").item()
    return FreeDate(State(int(state)), day)


@dataclass(frozen=True)
class _Seeker:
    """A participant with what does not depend on the opening."""

    participant: Participant
    features: PeopleFeatures
    asked: tuple[Purpose, ...]


def score_rows(
    day: MarketDay, model: AdditiveModel, participant: Participant, frame: pd.DataFrame
) -> list[tuple[float, str]]:
    """(value, opening) of every possible opening, best first."""
    seeker = _Seeker(
        participant,
        day.encoder.encode_people([participant]),
        purposes_asked(participant.track, None),
    )
    board = day.ready.board
    home = board.position(participant)
    found = []
    for _, row in frame.iterrows():
        opening = row["opening"]
        purpose = rules.purpose_for(opening, seeker.asked)
        free = row["free_taste"] if purpose is Purpose.TASTE else row["free_longer"]
        minutes = minutes_between(home, row["position"], participant.transport)
        answers = _answers(board, seeker, row, free, minutes)
        if all(answer.state is not State.NOT_MET for answer in answers):
            features = _features(day, seeker, row, purpose, free, minutes)
            found.append((_value(day, model, features), opening.opening_id))
    return sorted(found, reverse=True)


def _answers(
    board: Board, seeker: _Seeker, row: pd.Series, free: FreeDate, minutes: float | None
) -> Iterator[Answer]:
    participant, opening = seeker.participant, row["opening"]
    yield rules.is_open(board, opening)
    yield rules.takes_purpose(opening, seeker.asked)
    yield rules.has_capacity(free)
    yield rules.speaks_enough(participant, opening)
    yield rules.writes_enough(participant, opening)
    yield rules.holds_credentials(participant, opening)
    yield rules.within_limits(participant, opening)
    yield rules.within_hours(participant, opening)
    yield rules.within_schedule(participant, opening)
    yield rules.within_travel(participant, minutes)
    yield rules.within_programme(board, participant, opening, free)
    yield rules.is_no_repeat(board, participant, opening)
    yield rules.is_not_forbidden(board, participant, opening)


def _features(
    day: MarketDay,
    seeker: _Seeker,
    row: pd.Series,
    purpose: Purpose,
    free: FreeDate,
    minutes: float | None,
) -> list[float]:
    person, opening, people = seeker.participant, row["opening"], seeker.features
    code, starts = row["code"], free.starts
    assert starts is not None, "a possible pair has a free day"
    spoken, written = person.norwegian_spoken, person.norwegian_written
    ends = person.programme_end
    missed = nan
    if spoken is not None:
        need = _within((PRACTICE_ENDS_AT - spoken) / PRACTICE_ENDS_AT)
        missed = need * (1.0 - row["language_use"])
    place = seeker.asked.index(purpose) if purpose in seeker.asked else None
    length = TASTE_DAYS if purpose is Purpose.TASTE else DAYS_PER_WEEK * day.policy.placement_weeks
    features = dict(zip(PARTICIPANT, people.own[0], strict=True))
    features |= {name: row[name] for name in OPENING}
    features |= {name: getattr(people, name)[0, code] for name in NEAR_WORK}
    features |= {
        "spoken_margin": _margin(spoken, row["spoken"]),
        "written_margin": _margin(written, row["written"]),
        "language_missed": missed,
        "hours_spare": _share(opening.hours_per_week, person.max_hours_per_week, spare=True),
        "travel_minutes": nan if minutes is None else minutes,
        "travel_strain": _share(minutes, person.max_travel_minutes),
        "purpose_taste": float(purpose is Purpose.TASTE),
        "purpose_language": float(purpose is Purpose.LANGUAGE),
        "purpose_job_here": float(purpose is Purpose.JOB_HERE),
        "track_fit": nan if person.track is None else 0.0 if place is None else 1.0 / (1 + place),
        "wait_weeks": (starts - day.today).days / DAYS_PER_WEEK,
        "programme_left": nan if ends is None else _within((ends - starts).days / length),
        "credential_used": float(bool(set(person.credentials or ()) & set(opening.credentials))),
        "completed_here": people.completed_here[0, row["employer"]],
    }
    return [features[name] for name in FEATURES]


def _margin(has: int | None, needs: int) -> float:
    return nan if has is None or needs < 0 else min(max(float(has - needs), 0.0), MOST_MARGIN)


def _share(part: float | None, whole: float | None, *, spare: bool = False) -> float:
    if part is None or not whole:
        return nan
    return _within(1.0 - part / whole if spare else part / whole)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _value(day: MarketDay, model: AdditiveModel, features: list[float]) -> float:
    bent = model.pipeline.named_steps["encode"].bends
    names = list(model.pipeline.named_steps["encode"].get_feature_names_out())
    features += [max(features[names.index(feature)] - at, 0.0) for feature, at in bent.values()]
    scale = model.pipeline.named_steps["standardise"]
    columns = [
        0.0 if isnan(value) else (value - mean) / sd
        for value, mean, sd in zip(features, scale.mean_, scale.sd_, strict=True)
    ]
    log_odds = np.array(columns) @ model.effects + model.intercepts
    shows, completes, fits, work = 1.0 / (1.0 + np.exp(-log_odds))
    policy = day.policy
    return float(
        shows
        * (
            policy.weight_fits * fits
            + policy.weight_completes * completes
            + policy.weight_work * completes * work
        )
    )
