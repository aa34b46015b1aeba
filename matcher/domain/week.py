"""A programme week of 37.5 hours: what fills it, which hours, which days are empty, what clashes.

All times are on the wall's clock, so a change of the clock moves nothing. A placement's hours are
known, its times of day are not: they are spread evenly over the days it may be on, and told as
"about". A week is named by its Monday.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.day import Activity
from matcher.domain.stays import MONDAY_TO_FRIDAY, Stay

MINUTES_AN_HOUR = 60
# Full time in the programme, as in working life: 37.5 hours a week.
FULL_WEEK_MINUTES = 2250
DAYS_A_WEEK = 7
# Hours that were divided by days and summed again are not above the full week by a rounding.
_HAIR = 0.5


@dataclass(frozen=True, slots=True)
class WeekActivity:
    """Something at a time of a weekday (0 is Monday), each week from ``starts`` to ``ends``.

    A time is minutes since midnight, up to 1440. The title may be left out: a treatment's is
    nobody's business.
    """

    participant_id: str
    activity: Activity
    weekday: int
    from_minute: int
    to_minute: int
    starts: date
    ends: date | None = None
    title: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What fills a part of one day: ``activity`` at its time, or ``stay`` for about ``minutes``."""

    weekday: int
    minutes: float | None
    activity: WeekActivity | None = None
    stay: Stay | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """One week; ``unknown`` says that a placement's hours are missing from ``minutes``."""

    monday: date
    blocks: tuple[Block, ...]
    minutes: float
    unknown: bool
    clashes: tuple[tuple[WeekActivity, WeekActivity], ...]
    empty_days: tuple[int, ...]

    @property
    def hours(self) -> float:
        """The hours that are filled; what overlaps counts once."""
        return self.minutes / MINUTES_AN_HOUR

    @property
    def over(self) -> bool:
        """Whether there is more than a full week."""
        return self.minutes > FULL_WEEK_MINUTES + _HAIR

    def on(self, weekday: int) -> tuple[Block, ...]:
        """What is on one day: placements first, then by the clock."""
        return tuple(block for block in self.blocks if block.weekday == weekday)

    def minutes_on(self, weekday: int) -> float:
        """The minutes that are filled on one day."""
        return _filled(self.on(weekday))


def monday_of(day: date) -> date:
    """The Monday of the week of ``day``.

    >>> monday_of(date(2026, 3, 29))  # the clock goes forward on this Sunday; weeks do not care
    datetime.date(2026, 3, 23)
    """
    return date.fromordinal(day.toordinal() - day.weekday())


def week_of(
    day: date,
    stays: Iterable[Stay],
    activities: Iterable[WeekActivity],
    *,
    first: date = date.min,
    last: date = date.max,
) -> Week:
    """The week of ``day``; days outside of ``first`` to ``last`` (the programme) are never empty.

    >>> course = WeekActivity("P1", Activity.LANGUAGE_COURSE, 0, 540, 720, date(2026, 1, 1))
    >>> week = week_of(date(2026, 3, 4), [], [course])
    >>> week.hours, week.empty_days
    (3.0, (1, 2, 3, 4))
    """
    monday = monday_of(day)
    dates = _dates(monday)
    blocks = tuple(sorted((*_of_stays(dates, stays), *_of(dates, activities)), key=_by_clock))
    timed = [block.activity for block in blocks if block.activity is not None]
    taken = {block.weekday for block in blocks}
    return Week(
        monday=monday,
        blocks=blocks,
        minutes=_filled(blocks),
        unknown=any(block.minutes is None for block in blocks),
        clashes=clashes(timed),
        empty_days=tuple(
            weekday
            for weekday in MONDAY_TO_FRIDAY
            if weekday not in taken and first <= dates[weekday] <= last
        ),
    )


def clashes(activities: Iterable[WeekActivity]) -> tuple[tuple[WeekActivity, WeekActivity], ...]:
    """Each that begins before an earlier one of its day has ended, after the one that ends last.

    They come by the clock. Whatever is at the same time as something else is in a pair, and there
    are fewer pairs than activities; one may begin when the other ends.
    """
    found, lasting = [], None
    for each in activities:
        if lasting is None or lasting.weekday != each.weekday:
            lasting = each
            continue
        if each.from_minute < lasting.to_minute:
            found.append((lasting, each))
        if each.to_minute > lasting.to_minute:
            lasting = each
    return tuple(found)


def _of_stays(dates: Sequence[date], stays: Iterable[Stay]) -> Iterable[Block]:
    for stay in stays:
        if stay.last < dates[0] or stay.first > dates[-1]:
            continue
        minutes = None if stay.hours is None else stay.hours * MINUTES_AN_HOUR / len(stay.weekdays)
        for weekday in stay.weekdays:
            if stay.first <= dates[weekday] <= stay.last:
                yield Block(weekday, minutes, stay=stay)


def _of(dates: Sequence[date], activities: Iterable[WeekActivity]) -> Iterable[Block]:
    for each in activities:
        if each.starts <= dates[each.weekday] <= (each.ends or date.max):
            yield Block(each.weekday, each.to_minute - each.from_minute, activity=each)


def _by_clock(block: Block) -> tuple[int, int, int, str, int]:
    if block.activity is not None:
        each = block.activity
        return (block.weekday, each.from_minute, each.to_minute, each.activity, each.id or 0)
    return (block.weekday, -1, 0, block.stay.placement_id if block.stay else "", 0)


def _filled(blocks: Sequence[Block]) -> float:
    about = sum(block.minutes or 0 for block in blocks if block.activity is None)
    return about + _covered(block.activity for block in blocks if block.activity is not None)


def _covered(activities: Iterable[WeekActivity]) -> int:
    """Minutes with at least one activity; they come in the order of the week."""
    covered = 0
    until = (-1, 0)
    for each in activities:
        begins = max((each.weekday, each.from_minute), until)
        ends = (each.weekday, each.to_minute)
        if ends > begins:
            covered += each.to_minute - begins[1]
            until = ends
    return covered


def _dates(monday: date) -> list[date]:
    # The last week of the calendar has no Saturday: it ends with the same day twice more.
    last = date.max.toordinal()
    return [
        date.fromordinal(min(monday.toordinal() + weekday, last)) for weekday in range(DAYS_A_WEEK)
    ]
