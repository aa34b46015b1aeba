"""Who is planned for, since when their programme is empty, and what each pair is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.arrays import Flags, Floats, Ints, numbers
from matcher.domain.participants import Participant, in_programme
from matcher.domain.placements import (
    OPEN_STATUSES,
    PlacementStatus,
    has_lapsed,
    status_as_of,
)
from matcher.domain.purposes import Purpose
from matcher.eligibility.screening import Screening, screen
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import CHUNK_PAIRS, MarketDay, score_pairs
from matcher.ranking.value import placement_value

DAYS_PER_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Waiting:
    """``people`` to plan for, and those who have a proposed or agreed place already."""

    people: tuple[Participant, ...]
    has_proposal: tuple[Participant, ...]


@dataclass(frozen=True, slots=True)
class Valued:
    """n pairs that pass every rule, by person and opening; ``purpose`` indexes ``PURPOSES``."""

    person: NDArray[np.int64]
    opening: NDArray[np.int64]
    value: Floats
    purpose: Ints


def waiting(day: MarketDay, participants: Sequence[Participant]) -> Waiting:
    """Those in the programme without a running placement."""
    people: list[Participant] = []
    proposed: list[Participant] = []
    for participant in participants:
        placements = day.ready.board.placements_of.get(participant.participant_id, ())
        open_now = {
            status
            for placement in placements
            if (status := status_as_of(placement, day.today)) in OPEN_STATUSES
            and not (status is PlacementStatus.PROPOSED and has_lapsed(placement, day.today))
        }
        if in_programme(participant, day.today) and PlacementStatus.RUNNING not in open_now:
            (proposed if open_now else people).append(participant)
    return Waiting(tuple(people), tuple(proposed))


def months_empty(day: MarketDay, people: Sequence[Participant]) -> Floats:
    """(P,) months since the last placement ended, or since the programme began; NaN: unknown."""
    since = [_idle_since(day, participant) for participant in people]
    return numbers(
        None if begun is None else (day.today - begun).days / DAYS_PER_MONTH for begun in since
    )


def _idle_since(day: MarketDay, participant: Participant) -> date | None:
    placements = day.ready.board.placements_of.get(participant.participant_id, ())
    ends = [
        placement.ended or placement.planned_end
        for placement in placements
        if status_as_of(placement, day.today) is PlacementStatus.ENDED
    ]
    known = [end for end in (*ends, participant.programme_start) if end and end <= day.today]
    return max(known, default=None)


def value_pairs(
    day: MarketDay,
    model: AdditiveModel,
    people: Sequence[Participant],
    purpose: Purpose | None = None,
    passes: Callable[[Screening], Flags] = Screening.eligible,
) -> Valued:
    """The value of every pair that passes the rules; people in chunks, so that memory is bounded.

    The values are those of the rankings, before prices. ``passes`` says which pairs count.
    """
    size = max(1, CHUNK_PAIRS // max(len(day.ready.openings), 1))
    parts = [
        _chunk(day, model, people[first : first + size], first, purpose, passes)
        for first in range(0, max(len(people), 1), size)  # of nobody, one empty part
    ]
    return Valued(
        person=np.concatenate([part.person for part in parts]),
        opening=np.concatenate([part.opening for part in parts]),
        value=np.concatenate([part.value for part in parts]),
        purpose=np.concatenate([part.purpose for part in parts]),
    )


def _chunk(
    day: MarketDay,
    model: AdditiveModel,
    people: Sequence[Participant],
    first: int,
    purpose: Purpose | None,
    passes: Callable[[Screening], Flags],
) -> Valued:
    screening = screen(day.ready, people, purpose)
    person, opening = np.nonzero(passes(screening))
    _, _, chances = score_pairs(model, day.pairs(screening, person, opening))
    return Valued(
        person=person + first,
        opening=opening,
        value=placement_value(chances, day.policy),
        purpose=screening.purpose[person, opening],
    )
