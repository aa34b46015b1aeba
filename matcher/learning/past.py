"""History walked through day by day: what was known on each, without looking at all of it again.

Only placements whose label may have changed since the last day are labelled anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from matcher.domain.market import Market
from matcher.features.history import Tally
from matcher.features.labels import Labelled, label_days, label_placement, reports_by_placement
from matcher.features.offers import Record, faded_no_show, is_there


class Past:
    """The record of a market's employers, mentors, occupations and people on one day after another.

    Placements go by their row in ``market.placements``; ``code_of`` is each opening's occupation.
    """

    def __init__(self, market: Market, code_of: Mapping[str, str]) -> None:
        self.today = date.min
        self._placements = market.placements
        self._reports = reports_by_placement(market.outcomes)
        self._employers = {employer.employer_id: employer for employer in market.employers}
        employer_of = {o.opening_id: o.employer_id for o in market.openings}
        self._groups = [
            (employer_of.get(p.opening_id), p.mentor_id, code_of.get(p.opening_id) or None)
            for p in market.placements
        ]
        self._events = self._all_events()
        self._next = 0
        self._known: dict[int, Labelled] = {}
        self._tallies = (Tally(), Tally(), Tally())
        self._of_person: dict[str, set[int]] = defaultdict(set)
        self._ended_at: dict[str, set[int]] = defaultdict(set)
        self._ever_at: dict[str, list[int]] = defaultdict(list)
        for row, (employer, _, _) in enumerate(self._groups):
            if employer is not None:
                self._ever_at[employer].append(row)

    def _all_events(self) -> list[tuple[date, int]]:
        """The days on which any label may change, with the placement's row."""
        return sorted(
            (day, row)
            for row, placement in enumerate(self._placements)
            for day in label_days(placement, self._reports.get(placement.placement_id, ()))
        )

    def go_to(self, today: date) -> None:
        """Learn what became known until ``today``; only forward, as one cannot unlearn."""
        if today < self.today:
            raise ValueError(f"Cannot go back from {self.today} to {today}.")
        self.today = today
        changed = set()
        while self._next < len(self._events) and self._events[self._next][0] <= today:
            changed.add(self._events[self._next][1])
            self._next += 1
        for row in changed:
            self._set(row, self._label(row))

    def _label(self, row: int) -> Labelled | None:
        placement = self._placements[row]
        reports = self._reports.get(placement.placement_id, ())
        return label_placement(placement, reports, self.today)

    def _set(self, row: int, labelled: Labelled | None) -> None:
        before = self._known.pop(row, None)
        if before is not None:
            self._count(row, before, -1)
        if labelled is not None:
            self._known[row] = labelled
            self._count(row, labelled, 1)

    def _count(self, row: int, labelled: Labelled, times: int) -> None:
        for tally, group in zip(self._tallies, self._groups[row], strict=True):
            tally.add(labelled, group, times)
        employer = self._groups[row][0]
        rows = [self._of_person[labelled.placement.participant_id]]
        if employer is not None:
            rows.append(self._ended_at[employer])
        for own in rows:
            if times > 0:
                own.add(row)
            else:
                own.discard(row)

    def knows(self, row: int) -> bool:
        """Whether that placement had ended by now."""
        return row in self._known

    @contextmanager
    def without(self, row: int) -> Iterator[None]:
        """As if that placement had not been there: nobody knows its end when it is chosen."""
        own = self._known.get(row)
        self._set(row, None)
        try:
            yield
        finally:
            self._set(row, own)

    def of_person(self, participant_id: str) -> list[Labelled]:
        """The person's ended placements, in the order of the market."""
        return [self._known[row] for row in sorted(self._of_person.get(participant_id, ()))]

    def record_for(self, row: int, mentors: Sequence[str]) -> Record:
        """What a placement's employer, ``mentors`` and occupation were known for, itself apart."""
        employer, _, occupation = self._groups[row]
        by_employer, by_mentor, by_occupation = self._tallies
        ended = sorted(self._ended_at.get(employer or "", ()))
        present = [
            other
            for other in self._ever_at.get(employer or "", ())
            if other != row and is_there(self._placements[other], self.today)
        ]
        name = employer or ""
        return Record(
            employers=self._employers,
            employer=by_employer.rates([employer]),
            mentor=by_mentor.rates(mentors),
            occupation=by_occupation.rates([occupation]),
            no_shows={name: sum(faded_no_show(self._known[one], self.today) for one in ended)},
            load={name: len(present)},
        )
