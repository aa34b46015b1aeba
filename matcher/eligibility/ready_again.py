"""The openings' half of the rules on a market that has changed a little since it was made."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matcher.domain.employers import Opening
from matcher.domain.purposes import Purpose
from matcher.eligibility.board import Board, Interval
from matcher.eligibility.occupancy import FreeDates, find_free_dates
from matcher.eligibility.screening import OpeningsReady, forbidden_columns


def ready_again(before: OpeningsReady, board: Board) -> OpeningsReady:
    """As ``ready_openings`` of the same openings, where only placements and what is said changed.

    On ``board`` stand the same day, policy, employers, mentors and postal codes as before. Free
    days are found again for the openings whose own, mentor's or employer's days are others.
    """
    columns = _touched(before, board)
    openings = [before.openings[column] for column in columns]
    return replace(
        before,
        board=board,
        free={
            is_taste: _free_again(free, board, columns, openings, is_taste)
            for is_taste, free in before.free.items()
        },
        forbidden=forbidden_columns(board, before.column_of),
    )


def _touched(before: OpeningsReady, board: Board) -> list[int]:
    was = before.board
    openings = _others(was.opening_days, board.opening_days)
    mentors = _others(was.mentor_days, board.mentor_days)
    employers = _others(was.employer_days, board.employer_days)
    return [
        column
        for column, opening in enumerate(before.openings)
        if opening.opening_id in openings
        or opening.employer_id in employers
        or not mentors.isdisjoint(opening.mentors or ())
    ]


def _others(was: dict[str, list[Interval]], now: dict[str, list[Interval]]) -> set[str]:
    return {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}


def _free_again(
    free: FreeDates, board: Board, columns: list[int], openings: Sequence[Opening], is_taste: bool
) -> FreeDates:
    if not columns:
        return free
    found = find_free_dates(board, openings, Purpose.TASTE if is_taste else Purpose.EXPERIENCE)
    state, starts, mentor_ids = free.state.copy(), free.starts.copy(), list(free.mentor_ids)
    state[columns], starts[columns] = found.state, found.starts
    for column, ids in zip(columns, found.mentor_ids, strict=True):
        mentor_ids[column] = ids
    return FreeDates(np.asarray(state), starts, free.window_first, tuple(mentor_ids))
