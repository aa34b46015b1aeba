"""What each person was given, summed for the figures by audit group: places, suggestions, exposure.

Nothing here leaves as a person's figure; ``matcher.learning.fairness`` adds up and hides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import log2

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.market import Market
from matcher.domain.participants import Participant, in_programme
from matcher.domain.placements import Placement, PlacementStatus, status_as_of
from matcher.learning.comparison import Words
from matcher.learning.fairness import FIGURES, UNKNOWN, Sums
from matcher.ranking.model import AdditiveModel
from matcher.ranking.rank import MarketDay, rank_openings
from matcher.store.shown_lines import ShownLine

# Placed in time: within three months, as long as design.md 1 finds people waiting.
PLACED_WITHIN = timedelta(days=90)
# The best of a list are those that are looked at first.
BEST_OF_LIST = 5
# Exposure is of the lists of half a year.
EXPOSURE_DAYS = 180
# An opening is good where its mean value, over all to whom it was shown, is in the top fourth.
GOOD_FROM = 0.75
# Ranking everybody of a country for a statistic takes hours; so many, drawn by seed, tell as much.
MOST_RANKED = 2_000
_THERE = (PlacementStatus.RUNNING, PlacementStatus.ENDED)


def group_of(person: Participant) -> str:
    """The person's audit group, or the word for an unknown one."""
    return person.audit_group or UNKNOWN


def placement_sums(people: Sequence[Participant], market: Market, today: date) -> Sums:
    """Who had a place within 90 days of the programme's start, of those who began before that."""
    first = _first_starts(market.placements, today)
    begun = [
        person
        for person in people
        if person.programme_start is not None and person.programme_start + PLACED_WITHIN <= today
    ]
    placed = [_in_time(person, first.get(person.participant_id, ())) for person in begun]
    return _sums("placement_rate", begun, placed, np.ones(len(begun)))


def _first_starts(placements: Iterable[Placement], today: date) -> Mapping[str, Sequence[date]]:
    starts: dict[str, list[date]] = defaultdict(list)
    for placement in placements:
        if placement.starts is not None and status_as_of(placement, today) in _THERE:
            starts[placement.participant_id].append(placement.starts)
    return starts


def _in_time(person: Participant, starts: Sequence[date]) -> float:
    begins = person.programme_start
    assert begins is not None
    return float(any(begins <= start <= begins + PLACED_WITHIN for start in starts))


def waiting_people(
    people: Sequence[Participant], market: Market, today: date, seed: int
) -> list[Participant]:
    """Those in the programme without a running placement; at most ``MOST_RANKED``, drawn."""
    placed = {
        placement.participant_id
        for placement in market.placements
        if status_as_of(placement, today) is PlacementStatus.RUNNING
    }
    waiting = [p for p in people if in_programme(p, today) and p.participant_id not in placed]
    if len(waiting) <= MOST_RANKED:
        return waiting
    chosen = np.random.default_rng(seed).choice(len(waiting), MOST_RANKED, replace=False)
    return [waiting[row] for row in sorted(chosen.tolist())]


def suggestion_sums(
    day: MarketDay, model: AdditiveModel, waiting: Sequence[Participant]
) -> tuple[Sums, Sums]:
    """The mean value of each one's five best suggestions, and how many openings are possible.

    Who has no possible opening has no value, and counts with 0 openings.
    """
    best, possible = np.zeros(len(waiting)), np.zeros(len(waiting))
    for row, ranked in enumerate(rank_openings(day, model, waiting, limit=BEST_OF_LIST)):
        possible[row] = ranked.screening.eligible()[ranked.row].sum()
        best[row] = ranked.values.mean() if len(ranked.values) else 0.0
    some = (possible > 0).astype(np.float64)
    return (
        _sums("best_value", waiting, best, some),
        _sums("possible_openings", waiting, possible, np.ones(len(waiting))),
    )


def exposure_sums(people: Sequence[Participant], lines: Sequence[ShownLine]) -> Sums:
    """The share of attention that a person's lists gave to good openings.

    A line at position p has 1 / log2(1 + p) of attention (Järvelin and Kekäläinen, 2002).
    """
    good = good_openings(lines)
    above, below = defaultdict[str, float](float), defaultdict[str, float](float)
    for line in lines:
        attention = 1.0 / log2(1 + line.position)
        below[line.participant_id] += attention
        above[line.participant_id] += attention * (line.opening_id in good)
    shown = [person for person in people if person.participant_id in below]
    # A person counts once, however many lists were looked at.
    shares = [above[p.participant_id] / below[p.participant_id] for p in shown]
    return _sums("good_exposure", shown, shares, np.ones(len(shown)))


def good_openings(lines: Iterable[ShownLine]) -> frozenset[str]:
    """The fourth of the shown openings with the highest mean value.

    >>> lines = [ShownLine("P1", opening, 1, value)
    ...          for opening, value in (("O1", 0.1), ("O2", 0.2), ("O3", 0.3), ("O4", 0.9))]
    >>> sorted(good_openings(lines))
    ['O4']
    """
    values = defaultdict[str, list[float]](list)
    for line in lines:
        values[line.opening_id].append(line.value)
    means = {opening: sum(own) / len(own) for opening, own in values.items()}
    if not means:
        return frozenset()
    bound = float(np.quantile(list(means.values()), GOOD_FROM))
    return frozenset(opening for opening, mean in means.items() if mean > bound)


def _sums(
    name: str, people: Sequence[Participant], above: Sequence[float] | Floats, below: Floats
) -> Sums:
    group: Words = np.array([group_of(person) for person in people], dtype=np.str_)
    return Sums(FIGURES[name], group, np.asarray(above, dtype=np.float64), below)
