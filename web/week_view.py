"""Where everything of a week stands in its grid, and how tall each week is in the strip."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.week import DAYS_A_WEEK, FULL_WEEK_MINUTES, Block, Week, WeekActivity
from matcher.domain.week_strip import Fill, StripWeek

HALF_HOUR = 30
# The grid shows the usual day, 8 to 16, and more where something is earlier or later.
DAY_BEGINS, DAY_ENDS = 8 * 60, 16 * 60
AN_HOUR = 60
WEEKDAYS = 5
# More things at once than this stand above each other.
MOST_LANES = 3
# The strip: each week is so wide and at most so tall; the least that is seen.
WIDE, TALL, LEAST = 10, 40, 6


@dataclass(frozen=True, slots=True)
class Slot:
    """An activity from row ``first`` up to row ``last`` of half hours, in one of the ``lanes``.

    ``clashes`` says that something else is at the same time.
    """

    activity: WeekActivity
    first: int
    last: int
    lane: int
    clashes: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day: what has no time of day (``about``), what has (``slots``), or ``empty``."""

    on: date
    about: tuple[Block, ...]
    slots: tuple[Slot, ...]
    lanes: int
    minutes: float
    unknown: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """The days to show, how many half hours there are, and the row of each whole hour."""

    days: tuple[Day, ...]
    rows: int
    hours: tuple[tuple[int, int], ...]


def grid(week: Week) -> Grid:
    """The grid of ``week``; Saturday and Sunday stand in it where they hold something."""
    timed = [block.activity for block in week.blocks if block.activity is not None]
    since = min([DAY_BEGINS, *(each.from_minute for each in timed)]) // AN_HOUR * AN_HOUR
    until = -(-max([DAY_ENDS, *(each.to_minute for each in timed)]) // AN_HOUR) * AN_HOUR
    shown = DAYS_A_WEEK if any(block.weekday >= WEEKDAYS for block in week.blocks) else WEEKDAYS
    return Grid(
        days=tuple(_day(week, weekday, since) for weekday in range(shown)),
        rows=(until - since) // HALF_HOUR,
        hours=tuple((_row(minute - since), minute) for minute in range(since, until, AN_HOUR)),
    )


def _day(week: Week, weekday: int, since: int) -> Day:
    blocks = week.on(weekday)
    timed = [block.activity for block in blocks if block.activity is not None]
    slots = _slots(timed, since, {each for pair in week.clashes for each in pair})
    return Day(
        on=week.monday + timedelta(days=weekday),
        about=tuple(block for block in blocks if block.activity is None),
        slots=slots,
        lanes=max((slot.lane for slot in slots), default=1),
        minutes=week.minutes_on(weekday),
        unknown=any(block.minutes is None for block in blocks),
        empty=weekday in week.empty_days,
    )


def _slots(
    activities: Sequence[WeekActivity], since: int, clashing: Set[WeekActivity]
) -> tuple[Slot, ...]:
    """Things at the same time stand in lanes beside each other; they come by the clock."""
    lanes: list[int] = []  # until when each lane is taken
    slots = []
    for each in activities:
        free = next((at for at, until in enumerate(lanes) if until <= each.from_minute), len(lanes))
        lanes[free : free + 1] = [each.to_minute]
        slots.append(
            Slot(
                activity=each,
                first=_row(each.from_minute - since),
                last=_row(-(-(each.to_minute - since) // HALF_HOUR) * HALF_HOUR),
                lane=min(free + 1, MOST_LANES),
                clashes=each in clashing,
            )
        )
    return tuple(slots)


def _row(minutes: int) -> int:
    return minutes // HALF_HOUR + 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of the strip: ``x`` from the left and ``y`` from the top, in the strip's units."""

    x: int
    y: float
    height: float
    fill: Fill
    coming: bool


def bars(strip: Sequence[StripWeek], now: date) -> tuple[Bar, ...]:
    """A bar a week, as tall as it is full; an empty week is a frame of full height.

    >>> bars([StripWeek(date(2026, 1, 5), 1125, False, Fill.PARTLY)], date(2026, 1, 7))
    (Bar(x=0, y=20.0, height=20.0, fill=<Fill.PARTLY: 'partly'>, coming=False),)
    """
    return tuple(_bar(place, week, week.monday > now) for place, week in enumerate(strip))


def _bar(place: int, week: StripWeek, coming: bool) -> Bar:
    share = 1.0 if week.fill is Fill.EMPTY else min(1.0, week.minutes / FULL_WEEK_MINUTES)
    height = max(float(LEAST), round(TALL * share, 1))
    return Bar(WIDE * place, round(TALL - height, 1), height, week.fill, coming)


def place_of(day: date, strip: Sequence[StripWeek]) -> float:
    """How far from the left a day stands in the strip."""
    return round(WIDE * (day - strip[0].monday).days / DAYS_A_WEEK, 1)
