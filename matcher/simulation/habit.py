"""How the simulated advisers chose before there was a program: by wish, nearness and chance."""

import numpy as np

from matcher.domain.purposes import Purpose, Track
from matcher.simulation.effects import Floats
from matcher.simulation.episodes import Episode
from matcher.simulation.pairs import travel_minutes
from matcher.simulation.people import Person
from matcher.simulation.trades import TRADES
from matcher.simulation.workplaces import Columns, Ints

_APPEAL_OF_WISH = 2.2  # for the first wish; the second counts half, and so on
_APPEAL_OF_SIMILAR = 0.6  # for work like a wish
_MINUTES_PER_POINT = 45.0
HABIT_CHANCE = 0.8  # scale of what no fact explains
_TASTES_ENOUGH = 2

_TRAITS = np.array([trade.traits for trade in TRADES], dtype=float)


def appeal(person: Person, columns: Columns, rows: Ints) -> Floats:
    """How an adviser who knows wishes and map would rate each opening in ``rows``."""
    by_trade = np.zeros(len(TRADES))
    for rank, wish in enumerate(person.wishes, start=1):
        for trade in wish.trades:
            distance = np.abs(_TRAITS - _TRAITS[trade]).sum(axis=1)
            by_trade = np.maximum(by_trade, _APPEAL_OF_SIMILAR / rank * (distance <= 3))
            by_trade[trade] = max(by_trade[trade], _APPEAL_OF_WISH / rank)
    nearness: Floats = -travel_minutes(person, columns, rows) / _MINUTES_PER_POINT
    return by_trade[columns.trade[rows]] + nearness


def asking_order(rng: np.random.Generator, appeals: Floats) -> Ints:
    """The order in which an adviser would ask: by appeal, with a good deal of chance."""
    return np.argsort(-(appeals + HABIT_CHANCE * rng.gumbel(size=len(appeals))), kind="stable")


def next_track(track: Track, episodes: list[Episode]) -> Track:
    """The track after what has been tried: tastes make way for placements."""
    tastes = sum(e.offer.purpose is Purpose.TASTE and e.showed_up for e in episodes)
    if track in (Track.SOFT_START, Track.TASTE_FIRST) and tastes >= _TASTES_ENOUGH:
        return Track.PLACE_THEN_TRAIN
    return track
