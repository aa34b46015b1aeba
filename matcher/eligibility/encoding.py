"""Participants and openings as arrays, so that rules are asked of all pairs at once.

Unknown is NaN in a number, -1 in a level, and a False in ``*_known`` beside a table of flags.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain.arrays import (
    KINDS,
    PURPOSES,
    Flags,
    Floats,
    Ints,
    day_numbers,
    flag_table,
    levels,
    numbers,
)
from matcher.domain.employers import Opening
from matcher.domain.participants import Participant, PartOfWeek
from matcher.eligibility.board import Board
from matcher.places.travel import mode_codes


@dataclass(frozen=True, slots=True)
class ParticipantArrays:
    """P participants; ``has_*`` are (P, words) tables over the words that openings ask for."""

    ids: tuple[str, ...]
    kind: Ints
    spoken: Ints
    written: Ints
    credentials_known: Flags
    has_credentials: Flags
    limits_known: Flags
    has_limits: Flags
    available_known: Flags
    has_available: Flags
    max_hours: Floats
    max_minutes: Floats
    programme_end: Floats
    lat: Floats
    lon: Floats
    mode: Ints


@dataclass(frozen=True, slots=True)
class OpeningArrays:
    """O openings; ``needs_*`` and ``takes`` are (O, words) tables."""

    ids: tuple[str, ...]
    open_state: Ints
    takes: Flags
    purposes_known: Flags
    spoken: Ints
    written: Ints
    needs_credentials: Flags
    only_soft_credentials: Flags
    demands: Flags
    needs_schedule: Flags
    hours: Floats
    lat: Floats
    lon: Floats
    credential_words: tuple[str, ...]
    demand_words: tuple[str, ...]


def encode_openings(board: Board, openings: Sequence[Opening]) -> OpeningArrays:
    """The openings' side of every rule; ``board`` gives employers and places."""
    from matcher.eligibility.pair import NOT_YET_ASKED_FOR, is_open

    credential_words = _words(opening.credentials for opening in openings)
    demand_words = _words(opening.demands for opening in openings)
    lat, lon = _positions(board, openings)
    soft = [word == NOT_YET_ASKED_FOR for word in credential_words]
    needs = flag_table([o.credentials for o in openings], credential_words)
    return OpeningArrays(
        ids=tuple(o.opening_id for o in openings),
        open_state=np.array([is_open(board, o).state for o in openings], dtype=np.int8),
        takes=flag_table([o.purposes for o in openings], PURPOSES),
        purposes_known=np.array([o.purposes is not None for o in openings], dtype=np.bool_),
        spoken=levels(o.needs_spoken for o in openings),
        written=levels(o.needs_written for o in openings),
        needs_credentials=needs,
        only_soft_credentials=np.array(soft, dtype=np.bool_),
        demands=flag_table([o.demands for o in openings], demand_words),
        needs_schedule=flag_table([o.schedule for o in openings], tuple(PartOfWeek)),
        hours=numbers(o.hours_per_week for o in openings),
        lat=lat,
        lon=lon,
        credential_words=credential_words,
        demand_words=demand_words,
    )


def encode_participants(
    board: Board, participants: Sequence[Participant], openings: OpeningArrays
) -> ParticipantArrays:
    """The participants' side, over the words that ``openings`` use."""
    people = participants
    lat, lon = _positions(board, people)
    return ParticipantArrays(
        ids=tuple(p.participant_id for p in people),
        kind=np.array([KINDS.index(p.track) for p in people], dtype=np.int8),
        spoken=levels(p.norwegian_spoken for p in people),
        written=levels(p.norwegian_written for p in people),
        credentials_known=np.array([p.credentials is not None for p in people], dtype=np.bool_),
        has_credentials=flag_table([p.credentials for p in people], openings.credential_words),
        limits_known=np.array([p.functional_limits is not None for p in people], dtype=np.bool_),
        has_limits=flag_table([p.functional_limits for p in people], openings.demand_words),
        available_known=np.array([p.available is not None for p in people], dtype=np.bool_),
        has_available=flag_table([p.available for p in people], tuple(PartOfWeek)),
        max_hours=numbers(p.max_hours_per_week for p in people),
        max_minutes=numbers(p.max_travel_minutes for p in people),
        programme_end=day_numbers(p.programme_end for p in people),
        lat=lat,
        lon=lon,
        mode=mode_codes(p.transport for p in people),
    )


def _words(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({word for words in lists for word in words}))


def _positions(
    board: Board, places: Sequence[Participant] | Sequence[Opening]
) -> tuple[Floats, Floats]:
    found = [board.position(place) for place in places]
    lat = numbers(None if position is None else position.lat for position in found)
    lon = numbers(None if position is None else position.lon for position in found)
    return lat, lon
