"""Which pairs to begin now, when more people will come: one linear program over possible futures.

Two stages (Birge and Louveaux 2011, Introduction to Stochastic Programming): what begins now is
the same in every future, and what comes after is the best for each. The futures are given; nothing
here knows who will come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matcher.domain.arrays import Flags, Floats
from matcher.planning.problem import Rows

# Weeks that are looked ahead, and futures that are drawn. In simulated years neither more weeks
# (26) nor more futures (16) did better (`jobbsmak evaluate prices` is the measure).
AHEAD, FUTURES = 20, 8
# A pair that is chosen now in fewer of the futures than this had better wait.
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Coming:
    """Pairs of people with openings: ``person`` (n,), ``opening``, ``value``, ``stay`` in weeks.

    ``since`` (P,) is the week in which each person comes, 0 being this one.
    """

    since: Rows
    person: Rows
    opening: Rows
    value: Floats
    stay: Rows


@dataclass(frozen=True, slots=True)
class Outlook:
    """Places in the coming weeks: ``room`` (R, W) of each limit, and who counts against which.

    An opening ``use_opening`` (L,) takes a unit of the limit ``use_limit`` (L,) in each week of a
    stay. Somebody who comes waits ``patience`` weeks at most. A stay that reaches beyond the weeks
    counts by its share within them, for others would have had the rest; ``last`` says that nothing
    comes after.
    """

    room: Rows
    use_opening: Rows
    use_limit: Rows
    patience: int
    last: bool = False

    @property
    def weeks(self) -> int:
        """How far it reaches."""
        return int(self.room.shape[1])

    def free(self, openings: int) -> Rows:
        """(O, W) the least room of each opening's limits."""
        least = np.full((openings, self.weeks), np.iinfo(np.int64).max)
        np.minimum.at(least, self.use_opening, self.room[self.use_limit])
        return least

    def worth(self, pairs: Coming, stays: "_Stays") -> Floats:
        """(m,) what each stay counts."""
        value = pairs.value[stays.pair]
        if self.last:
            return value
        within: Floats = np.minimum(1.0, (self.weeks - stays.start) / pairs.stay[stays.pair])
        return value * within


@dataclass(frozen=True, slots=True)
class _Stays:
    """Stays that may be chosen: the row of each one's pair, and the week in which it begins."""

    pair: Rows
    start: Rows


def begin_now(waiting: Coming, now: Rows, futures: Sequence[Coming], outlook: Outlook) -> Floats:
    """(n,) how much of each pair of ``waiting`` is chosen now in the best plan over the futures.

    ``now`` (n,) is the week in which a pair that is chosen now would begin, -1 where it cannot be.
    Shares are mostly 0 or 1, and between where futures disagree.

    >>> people = Coming(*map(np.array, ([0], [0, 0], [0, 1], [0.3, 0.8], [9, 9])))
    >>> nobody = Coming(*(np.zeros(0, dtype=kind) for kind in (int, int, int, float, int)))
    >>> rooms = Outlook(np.array([[1, 1], [0, 1]]), np.arange(2), np.arange(2), 4, last=True)
    >>> begin_now(people, np.array([0, -1]), [nobody], rooms).tolist()  # the second is worth a week
    [0.0, 0.0]
    """
    chosen = np.flatnonzero((now >= 0) & (now < outlook.weeks))
    shares = np.zeros(len(waiting.person))
    if len(chosen):
        first = _Stays(chosen, now[chosen])
        shares[chosen] = _solved(_Program(outlook, waiting, first, futures))[: len(chosen)]
    return shares


class _Program:
    """Rows and columns of the linear program: the stays of now, then each future's own."""

    def __init__(
        self, outlook: Outlook, waiting: Coming, first: _Stays, futures: Sequence[Coming]
    ) -> None:
        self._outlook = outlook
        openings = int(max([outlook.use_opening.max(initial=-1)])) + 1
        self._links = np.bincount(outlook.use_opening, minlength=openings)
        self._order = np.argsort(outlook.use_opening, kind="stable")
        self._free = outlook.free(openings)
        self.worth = [outlook.worth(waiting, first)]
        self.columns, self.people = len(first.pair), 0
        self.once: list[tuple[Rows, Rows]] = []
        self.room: list[tuple[Rows, Rows, Floats]] = []
        self.futures = len(futures)
        for number, future in enumerate(futures):
            self._add(number, waiting, first, future)

    def _add(self, number: int, waiting: Coming, first: _Stays, future: Coming) -> None:
        outlook = self._outlook
        own = np.arange(len(first.pair))
        self._place(number, waiting, first, own, self.people)
        for pairs in (waiting, future):
            stays = self._later(pairs)
            columns = self.columns + np.arange(len(stays.pair))
            self.columns += len(columns)
            self.worth.append(outlook.worth(pairs, stays) / self.futures)
            self._place(number, pairs, stays, columns, self.people)
            self.people += len(pairs.since)
        # What is left of each limit goes from week to week.
        limits, weeks = outlook.room.shape
        left = self.columns + np.arange(limits * weeks)
        self.columns += len(left)
        self.worth.append(np.zeros(len(left)))
        row = number * limits * weeks + np.arange(limits * weeks)
        onward = np.arange(limits * weeks) % weeks < weeks - 1
        self.room.append((row, left, np.ones(len(left))))
        self.room.append((row[onward] + 1, left[onward], np.full(int(onward.sum()), -1.0)))

    def _later(self, pairs: Coming) -> _Stays:
        waits = np.arange(self._outlook.patience + 1)
        pair = np.repeat(np.arange(len(pairs.person)), len(waits))
        start = pairs.since[pairs.person[pair]] + np.tile(waits, len(pairs.person))
        possible: Flags = (start >= 1) & (start < self._outlook.weeks)
        pair, start = pair[possible], start[possible]
        open_ = self._free[pairs.opening[pair], start] > 0
        return _Stays(pair[open_], start[open_])

    def _place(self, number: int, pairs: Coming, stays: _Stays, columns: Rows, people: int) -> None:
        """A stay takes its person once, and a unit of each limit from its first to last week."""
        outlook, (limits, weeks) = self._outlook, self._outlook.room.shape
        self.once.append((people + pairs.person[stays.pair], columns))
        opening = pairs.opening[stays.pair]
        count = self._links[opening]
        each = np.repeat(np.arange(len(opening)), count)
        begins = np.cumsum(self._links) - self._links
        offset = np.arange(len(each)) - np.repeat(np.cumsum(count) - count, count)
        limit = outlook.use_limit[self._order[begins[opening[each]] + offset]]
        row = (number * limits + limit) * weeks
        start = stays.start[each]
        self.room.append((row + start, columns[each], np.ones(len(each))))
        end = start + pairs.stay[stays.pair][each]
        within = end < weeks
        self.room.append(
            (row[within] + end[within], columns[each][within], np.full(int(within.sum()), -1.0))
        )

    def matrices(self) -> tuple[Any, Any, Floats]:
        """At most one stay a person; and by week, what is free goes into stays or stays free."""
        from scipy.sparse import csr_array

        row, column = (np.concatenate(part) for part in zip(*self.once, strict=True))
        once = csr_array((np.ones(len(row)), (row, column)), shape=(self.people, self.columns))
        row, column, sign = (np.concatenate(part) for part in zip(*self.room, strict=True))
        new = np.diff(self._outlook.room, axis=1, prepend=0).ravel()
        size = self.futures * len(new)
        room = csr_array((sign, (row, column)), shape=(size, self.columns))
        return once, room, np.tile(new, self.futures).astype(np.float64)


def _solved(program: _Program) -> Floats:
    from scipy.optimize import linprog

    once, room, new = program.matrices()
    found = linprog(
        -np.concatenate(program.worth), A_ub=once, b_ub=np.ones(once.shape[0]), A_eq=room,
        b_eq=new, bounds=(0, None), method="highs",
    )  # fmt: skip
    if found.status != 0:
        raise RuntimeError(f"looking ahead stopped: {found.message}")
    shares: Floats = found.x
    return shares
