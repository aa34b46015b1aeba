"""Who takes nobody today, and when mentors are away: the stops of a market, made ready to look up.

A stop of an employer or an opening shuts the rule ``open``; a mentor's is an absence, which a stay
may not begin in, and which may not take much of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from matcher.domain.employers import Employer
from matcher.domain.stops import Stop, StopReason
from matcher.eligibility.lengths import first_working_day

Days = tuple[date, date]
# Of several stops the gravest is told, and of equally grave ones the longest.
_GRAVEST = (StopReason.AWAY, StopReason.PAUSED, StopReason.SPARED, StopReason.BANNED)


@dataclass(frozen=True, slots=True)
class Stopped:
    """By id, the stop of an employer and of an opening that holds today, and mentors' absences."""

    employers: dict[str, Stop] = field(default_factory=dict)
    openings: dict[str, Stop] = field(default_factory=dict)
    mentors: dict[str, list[Days]] = field(default_factory=dict)


def stopped_on(stops: Iterable[Stop], employers: Sequence[Employer], today: date) -> Stopped:
    """What ``stops`` and the employers' own pauses mean on ``today``.

    A ban holds for every employer with the same organisation number.
    """
    kept, found = list(stops), Stopped()
    for stop in (*_own_pauses(employers, today), *_spread(kept, employers)):
        if not stop.holds(today):
            continue
        if stop.employer_id is not None:
            _keep_gravest(found.employers, stop.employer_id, stop)
        elif stop.opening_id is not None:
            _keep_gravest(found.openings, stop.opening_id, stop)
    found.mentors.update(_absences(kept))
    return found


def _own_pauses(employers: Iterable[Employer], today: date) -> Iterable[Stop]:
    for employer in employers:
        if employer.paused_until is not None and employer.paused_until >= today:
            yield Stop(StopReason.PAUSED, today, employer.paused_until, employer.employer_id)


def _spread(stops: Iterable[Stop], employers: Iterable[Employer]) -> Iterable[Stop]:
    """The stops, each ban once for every employer of the same organisation."""
    number_of: dict[str, str] = {}
    same: dict[str, list[str]] = defaultdict(list)
    for employer in employers:
        if employer.org_number is not None:
            number_of[employer.employer_id] = employer.org_number
            same[employer.org_number].append(employer.employer_id)
    for stop in stops:
        yield stop
        if stop.reason is StopReason.BANNED and stop.employer_id in number_of:
            for employer_id in same[number_of[stop.employer_id]]:
                yield Stop(stop.reason, stop.starts, stop.ends, employer_id)


def _keep_gravest(found: dict[str, Stop], name: str, stop: Stop) -> None:
    if name not in found or _gravity(stop) > _gravity(found[name]):
        found[name] = stop


def _gravity(stop: Stop) -> tuple[int, date]:
    return _GRAVEST.index(stop.reason), stop.ends or date.max


def _absences(stops: Iterable[Stop]) -> dict[str, list[Days]]:
    away: dict[str, list[Days]] = defaultdict(list)
    for stop in stops:
        if stop.mentor_id is not None:
            away[stop.mentor_id].append((stop.starts, stop.ends or date.max))
    return {mentor_id: joined(days) for mentor_id, days in away.items()}


def joined(intervals: Iterable[Days]) -> list[Days]:
    """The same days in as few intervals as there can be, the earliest first.

    >>> joined([(date(2026, 1, 6), date(2026, 1, 9)), (date(2026, 1, 1), date(2026, 1, 5))])
    [(datetime.date(2026, 1, 1), datetime.date(2026, 1, 9))]
    """
    found: list[Days] = []
    for first, last in sorted(intervals):
        if found and (first - found[-1][1]).days <= 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def hinders(away: Sequence[Days], starts: date, ends: date, short: int) -> bool:
    """Whether absences stand in the way of a stay from ``starts`` to ``ends``, both included.

    Nobody begins with a mentor who is away on their first working day; later on, an absence of up
    to ``short`` days is a holiday like any other.

    >>> monday, sunday = date(2026, 3, 9), date(2026, 3, 15)
    >>> stay = (date(2026, 3, 2), date(2026, 5, 24))
    >>> hinders([(monday, sunday)], *stay, 7), hinders([(monday, sunday)], monday, stay[1], 7)
    (False, True)
    """
    if not away:
        return False
    begins = first_working_day(starts)
    return any(first <= begins and starts <= last for first, last in away) or (
        long_absence(away, starts, ends, short) is not None
    )


def long_absence(away: Iterable[Days], starts: date, ends: date, short: int) -> Days | None:
    """The first absence that takes more than ``short`` days of a stay, or None."""
    for first, last in away:
        if (min(last, ends) - max(first, starts)).days + 1 > short:
            return first, last
    return None
