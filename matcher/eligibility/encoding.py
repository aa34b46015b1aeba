"""Participants and openings as arrays, so that rules are asked of all pairs at once.

Unknown is NaN in a number, -1 in a level, and a False in ``*_known`` beside a table of flags.
Days are numbers since 1970-01-01 in float64, NaN where unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.employers import Opening
from matcher.domain.participants import Participant, PartOfWeek
from matcher.domain.purposes import Purpose, Track, purposes_asked
from matcher.eligibility.board import Board
from matcher.places.travel import mode_codes

Floats = NDArray[np.float64]
Ints = NDArray[np.int8]
Flags = NDArray[np.bool_]

PURPOSES = tuple(Purpose)
# Which purposes are asked for: one kind a track, and one for no track agreed.
KINDS: tuple[Track | None, ...] = (*Track, None)
EPOCH = date(1970, 1, 1).toordinal()


def numbers(values: Iterable[float | None]) -> Floats:
    """A float64 vector with NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def day_numbers(days: Iterable[date | None]) -> Floats:
    """Days since 1970-01-01 with NaN for None."""
    return numbers(None if day is None else day.toordinal() - EPOCH for day in days)


def levels(values: Iterable[int | None]) -> Ints:
    """Language levels as int8 with -1 for unknown."""
    return np.array([-1 if value is None else int(value) for value in values], dtype=np.int8)


def flag_table(rows: Sequence[Sequence[str] | None], words: Sequence[str]) -> Flags:
    """A (len(rows), len(words)) table: which of the ``words`` each row lists.

    >>> flag_table([("truck",), None], ["licence_b", "truck"]).tolist()
    [[False, True], [False, False]]
    """
    column = {word: index for index, word in enumerate(words)}
    table = np.zeros((len(rows), len(words)), dtype=np.bool_)
    for index, row in enumerate(rows):
        for word in row or ():
            if word in column:
                table[index, column[word]] = True
    return table


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


def purposes_by_kind(purpose: Purpose | None) -> tuple[tuple[Purpose, ...], ...]:
    """For each of ``KINDS`` the purposes asked for."""
    return tuple(purposes_asked(track, purpose) for track in KINDS)


def _words(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(sorted({word for words in lists for word in words}))


def _positions(
    board: Board, places: Sequence[Participant] | Sequence[Opening]
) -> tuple[Floats, Floats]:
    found = [board.position(place) for place in places]
    lat = numbers(None if position is None else position.lat for position in found)
    lon = numbers(None if position is None else position.lon for position in found)
    return lat, lon
