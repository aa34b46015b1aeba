"""All hard rules for all pairs of participants and openings, as arrays; ``pair`` is the oracle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matcher.domain.arrays import (
    EPOCH,
    KINDS,
    PURPOSES,
    Flags,
    Floats,
    Ints,
    purposes_by_kind,
)
from matcher.domain.cefr import Level
from matcher.domain.employers import Opening
from matcher.domain.participants import Participant
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board
from matcher.eligibility.encoding import (
    OpeningArrays,
    ParticipantArrays,
    encode_openings,
    encode_participants,
)
from matcher.eligibility.occupancy import FreeDates, find_free_dates
from matcher.eligibility.pair import is_no_repeat
from matcher.eligibility.rules import Rule, State
from matcher.places.travel import travel_minutes

MET, UNKNOWN, NOT_MET = np.int8(State.MET), np.int8(State.UNKNOWN), np.int8(State.NOT_MET)


@dataclass(frozen=True, slots=True)
class OpeningsReady:
    """The openings' half of the rules, made once for a board and used for every participant.

    ``free`` holds the capacity answers by length: for tastes and for all other purposes; ``asked``
    the answers about each purpose asked for (None: the track's), one row a kind of track, with the
    purpose to propose; ``forbidden`` the columns of each participant's dismissed openings.
    """

    board: Board
    openings: tuple[Opening, ...]
    arrays: OpeningArrays
    free: dict[bool, FreeDates]
    asked: dict[Purpose | None, tuple[Ints, Ints]]
    column_of: dict[str, int]
    forbidden: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Screening:
    """P x O answers. ``states`` broadcast to (P, O) in int8 with the values of ``State``.

    ``purpose`` indexes ``PURPOSES``; ``starts`` is days since 1970 (NaN: no free day); ``minutes``
    is estimated travel (NaN: unknown).
    """

    participants: tuple[Participant, ...]
    people: ParticipantArrays
    ready: OpeningsReady
    states: dict[Rule, Ints]
    purpose: Ints
    starts: Floats
    minutes: Floats

    def eligible(self) -> Flags:
        """(P, O): no rule says no."""
        shape = (len(self.people.ids), len(self.ready.openings))
        passes = np.ones(shape, dtype=np.bool_)
        for state in self.states.values():
            passes &= state != NOT_MET
        return passes

    def blocked(self, row: int) -> dict[Rule, int]:
        """For participant ``row``, how many openings do not meet each rule; no zeros."""
        shape = (len(self.people.ids), len(self.ready.openings))
        counts = {
            rule: int((np.broadcast_to(state, shape)[row] == NOT_MET).sum())
            for rule, state in self.states.items()
        }
        return {rule: count for rule, count in counts.items() if count}

    def unsure(self, row: int, column: int) -> list[Rule]:
        """The rules that do not know about this pair."""
        shape = (len(self.people.ids), len(self.ready.openings))
        return [
            rule
            for rule, state in self.states.items()
            if np.broadcast_to(state, shape)[row, column] == UNKNOWN
        ]

    def mentors_free(self, row: int, column: int) -> tuple[str, ...]:
        """The mentors who are free for the whole stay of this pair."""
        is_taste = PURPOSES[self.purpose[row, column]] is Purpose.TASTE
        return self.ready.free[is_taste].mentor_ids[column]

    def free_from(self, row: int, column: int) -> date | None:
        """The first free day of this pair, or None."""
        day = self.starts[row, column]
        return None if np.isnan(day) else date.fromordinal(int(day) + EPOCH)


def ready_openings(board: Board, openings: Sequence[Opening]) -> OpeningsReady:
    """Encode the openings and find their free days, for tastes and for longer placements."""
    arrays = encode_openings(board, openings)
    column_of = {opening_id: column for column, opening_id in enumerate(arrays.ids)}
    return OpeningsReady(
        board=board,
        openings=tuple(openings),
        arrays=arrays,
        free={
            True: find_free_dates(board, openings, Purpose.TASTE),
            False: find_free_dates(board, openings, Purpose.EXPERIENCE),
        },
        asked={purpose: _purposes(arrays, purpose) for purpose in (None, *Purpose)},
        column_of=column_of,
        forbidden=forbidden_columns(board, column_of),
    )


def screen(
    ready: OpeningsReady, participants: Sequence[Participant], purpose: Purpose | None = None
) -> Screening:
    """Ask every rule of every pair; without ``purpose`` each participant's track asks."""
    openings = ready.arrays
    people = encode_participants(ready.board, participants, openings)
    purpose_state, proposed = ready.asked[purpose]
    proposed = proposed[people.kind]
    is_taste = proposed == PURPOSES.index(Purpose.TASTE)
    tastes, others = ready.free[True], ready.free[False]
    starts = np.where(is_taste, tastes.starts, others.starts)
    minutes = travel_minutes(
        people.lat[:, None], people.lon[:, None], openings.lat, openings.lon, people.mode[:, None]
    )
    states = {
        Rule.OPEN: openings.open_state[None, :],
        Rule.PURPOSE: purpose_state[people.kind],
        Rule.CAPACITY: np.where(is_taste, tastes.state, others.state),
        Rule.LANGUAGE_SPOKEN: _levels(people.spoken, openings.spoken),
        Rule.LANGUAGE_WRITTEN: _levels(people.written, openings.written),
        Rule.CREDENTIALS: _credentials(people, openings),
        Rule.LIMITS: _limits(people, openings),
        Rule.HOURS: _at_most(openings.hours[None, :], people.max_hours[:, None]),
        Rule.SCHEDULE: _schedule(people, openings),
        Rule.TRAVEL: _at_most(minutes, people.max_minutes[:, None]),
        Rule.PROGRAMME: _at_most(
            np.where(np.isnan(starts), tastes.window_first, starts), people.programme_end[:, None]
        ),
        Rule.REPEAT: _repeats(ready, participants),
        Rule.FORBIDDEN: _forbidden(ready, people),
    }
    return Screening(tuple(participants), people, ready, states, proposed, starts, minutes)


def _purposes(openings: OpeningArrays, purpose: Purpose | None) -> tuple[Ints, Ints]:
    """(K, O) for each kind of track: the rule's answer, and the index of the purpose."""
    shape = (len(KINDS), len(openings.ids))
    state, proposed = np.empty(shape, dtype=np.int8), np.empty(shape, dtype=np.int8)
    for kind, asked in enumerate(purposes_by_kind(purpose)):
        columns = np.array([PURPOSES.index(p) for p in asked], dtype=np.int8)
        takes = openings.takes[:, columns]
        state[kind] = np.where(takes.any(axis=1), MET, NOT_MET)
        proposed[kind] = columns[takes.argmax(axis=1)]
    state[:, ~openings.purposes_known] = UNKNOWN
    return state, proposed


def _levels(has: Ints, needs: Ints) -> Ints:
    """(P, O): few levels occur, so each is compared once and its answers are copied."""
    levels, row = np.unique(has, return_inverse=True)
    levels = levels[:, None]
    known = np.where(levels >= needs, MET, NOT_MET)
    states = np.where((levels < 0) | (needs < 0), UNKNOWN, known)
    answers: Ints = np.where((needs == 0) | (levels == Level.native), MET, states)
    return answers[row]


def _at_most(asked: Floats, most: Floats) -> Ints:
    states = np.where(asked > most, NOT_MET, MET)
    return np.where(np.isnan(asked) | np.isnan(most), UNKNOWN, states)


def _overlap(left: Flags, right: Flags) -> Flags:
    """(P, O): whether the two rows share a word; eight words are compared at a time."""
    shared = np.zeros((len(left), len(right)), dtype=np.bool_)
    for some, others in zip(np.packbits(left, axis=1).T, np.packbits(right, axis=1).T, strict=True):
        shared |= (some[:, None] & others) != 0
    return shared


def _credentials(people: ParticipantArrays, openings: OpeningArrays) -> Ints:
    lacks = ~people.has_credentials
    soft = openings.only_soft_credentials
    lacks_any = _overlap(lacks, openings.needs_credentials)
    lacks_hard = _overlap(lacks[:, ~soft], openings.needs_credentials[:, ~soft])
    no = lacks_hard & people.credentials_known[:, None]
    return np.where(no, NOT_MET, np.where(lacks_any, UNKNOWN, MET))


def _limits(people: ParticipantArrays, openings: OpeningArrays) -> Ints:
    hit = _overlap(people.has_limits, openings.demands)
    unsure = ~people.limits_known[:, None] & openings.demands.any(axis=1)
    return np.where(hit, NOT_MET, np.where(unsure, UNKNOWN, MET))


def _schedule(people: ParticipantArrays, openings: OpeningArrays) -> Ints:
    lacks = _overlap(~people.has_available, openings.needs_schedule)
    no = lacks & people.available_known[:, None]
    return np.where(no, NOT_MET, np.where(lacks, UNKNOWN, MET))


def _repeats(ready: OpeningsReady, participants: Sequence[Participant]) -> Ints:
    """Few pairs have met before: those are asked one by one."""
    column_of = ready.column_of
    states = np.full((len(participants), len(column_of)), MET)
    for row, participant in enumerate(participants):
        before = ready.board.placements_of.get(participant.participant_id, ())
        for opening_id in {placement.opening_id for placement in before} & column_of.keys():
            opening = ready.openings[column_of[opening_id]]
            state = is_no_repeat(ready.board, participant, opening).state
            states[row, column_of[opening_id]] = state
    return states


def forbidden_columns(board: Board, column_of: dict[str, int]) -> dict[str, list[int]]:
    """By participant, the columns of the openings that somebody said no to."""
    columns: dict[str, list[int]] = {}
    for participant_id, opening_id in board.forbidden:
        if opening_id in column_of:
            columns.setdefault(participant_id, []).append(column_of[opening_id])
    return columns


def _forbidden(ready: OpeningsReady, people: ParticipantArrays) -> Ints:
    states = np.full((len(people.ids), len(ready.openings)), MET)
    for row, participant_id in enumerate(people.ids):
        states[row, ready.forbidden.get(participant_id, [])] = NOT_MET
    return states
