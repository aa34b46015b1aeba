"""Finds why somebody is not in the plan, and which shortage binds the plan most."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from matcher.domain.arrays import PURPOSES
from matcher.domain.employers import Opening
from matcher.domain.plans import NotPlanned, WhyNot
from matcher.eligibility.rules import Rule, State
from matcher.eligibility.screening import Screening
from matcher.planning.dates import DatedBoard
from matcher.planning.free_places import stays
from matcher.planning.prices import Price


def binding_shortage(prices: Sequence[Price]) -> Price | None:
    """The place of which one more would gain most: people first, then value; None for no shortage.

    A slot, mentor or employer that helps alone is named before a whole place that gains as much.
    """
    helpful = [price for price in prices if price.price > 0 or price.people > 0]
    return max(
        helpful,
        key=lambda price: (price.people, round(price.value, 9), price.kind != "whole"),
        default=None,
    )


def people_helped(price: Price, person: Sequence[int], value: Sequence[float]) -> int:
    """How many would be better off with one more place: newly placed, or placed better.

    >>> people_helped(Price("mentor", 0, 1, 1, 0.4, (0, 2), (1,)), [0, 0, 1], [0.5, 0.4, 0.3])
    2
    """
    before = {person[row]: value[row] for row in price.leaves}
    return sum(value[row] > before.get(person[row], -np.inf) for row in price.takes)


def why_nothing_passes(
    screening: Screening, row: int, titles: Sequence[str], board: DatedBoard
) -> WhyNot:
    """For somebody for whom no opening passes: the rule that alone stops most of them.

    Where that is the capacity rule, the first day on which one of those is free again.
    """
    name = screening.participants[row].participant_id
    shape = (len(screening.participants), len(screening.ready.openings))
    stops = {
        rule: np.broadcast_to(state, shape)[row] == State.NOT_MET
        for rule, state in screening.states.items()
    }
    how_many = np.sum(list(stops.values()), axis=0)
    alone = {rule: np.flatnonzero(no & (how_many == 1)) for rule, no in stops.items()}
    # Without a free day nobody can say whether the programme lasts until then.
    rule = max(alone, key=lambda rule: len(alone[rule]), default=None)
    if rule is None or not len(alone[rule]):
        return WhyNot(name, NotPlanned.NO_OPENING)
    if rule is Rule.CAPACITY:
        found = first_free(screening, row, alone[rule].tolist(), titles, board)
        day, place = found or (None, None)
        return WhyNot(name, NotPlanned.FULL, day=day, place=place)
    return WhyNot(name, NotPlanned.NO_OPENING, rule, len(alone[rule]))


def why_taken(
    screening: Screening, row: int, columns: Sequence[int], titles: Sequence[str], board: DatedBoard
) -> WhyNot:
    """For somebody whose possible places all go to others: when one of them is free again."""
    name = screening.participants[row].participant_id
    found = first_free(screening, row, columns, titles, board)
    if found is None:
        return WhyNot(name, NotPlanned.PLACES_TAKEN)
    horizon = board.board.today.toordinal() + 7 * board.board.policy.search_weeks
    soon = found[0].toordinal() <= horizon
    reason = NotPlanned.NEXT_WEEK if soon else NotPlanned.PLACES_TAKEN
    return WhyNot(name, reason, day=found[0], place=found[1])


def first_free(
    screening: Screening, row: int, columns: Sequence[int], titles: Sequence[str], board: DatedBoard
) -> tuple[date, str] | None:
    """The first day and place at which one of the openings is free once the plan is carried out."""
    participant = screening.participants[row]
    best: tuple[date, str] | None = None
    for column in columns:
        opening = screening.ready.openings[column]
        purpose = PURPOSES[screening.purpose[row, column]]
        for mentor_id in _mentors(opening):
            found = next(
                stays(
                    board.board,
                    opening,
                    mentor_id,
                    purpose,
                    latest=participant.programme_end,
                    beyond=True,
                ),
                None,
            )
            if found is not None and (best is None or found[0] < best[0]):
                best = (found[0], titles[column])
    return best


def _mentors(opening: Opening) -> Sequence[str | None]:
    return (None,) if opening.mentors is None else opening.mentors
