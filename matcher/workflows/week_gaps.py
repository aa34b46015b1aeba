"""Use case: whose programme is empty, since when, and which of its dates ask for something.

One reading in sets for a whole office; ``mine`` keeps to the viewer's own participants.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from matcher.domain.access import Viewer
from matcher.domain.day import Activity
from matcher.domain.participants import Participant, in_programme
from matcher.domain.programme_dates import START_AHEAD, ProgrammeDate, programme_dates
from matcher.domain.stays import Stay, stay_of
from matcher.domain.week import Week, WeekActivity, week_of
from matcher.domain.week_strip import empty_since
from matcher.store.readers import PersonWeeks, read_weeks_of_office


@dataclass(frozen=True, slots=True)
class Gap:
    """One participant's week, and what about it needs somebody.

    ``empty`` says that nothing is in this week; ``empty_since`` is None where that is not so, or
    where nobody knows. ``warnings`` are the dates of the programme that ask for something now.
    """

    participant: Participant
    week: Week
    empty: bool
    empty_since: date | None
    warnings: tuple[ProgrammeDate, ...]

    @property
    def participant_id(self) -> str:
        """Whose week it is."""
        return self.participant.participant_id

    @property
    def hours_filled(self) -> float:
        """Hours of this week with something in them."""
        return self.week.hours


def gaps(connection: Connection, viewer: Viewer, *, today: date, mine: bool) -> tuple[Gap, ...]:
    """Everybody in the programme, or about to begin, by id: full weeks too, for the counts.

    Three queries. NotFound where the viewer belongs to no office.
    """
    everybody = read_weeks_of_office(
        connection,
        viewer,
        viewer.office_id or "",
        today=today,
        adviser=viewer.name if mine else None,
    )
    return tuple(gap_of(each, today) for each in everybody if _concerns(each.participant, today))


def gap_of(found: PersonWeeks, today: date) -> Gap:
    """One participant's gap; pure."""
    person, stays, activities = found.participant, stays_of(found, today), found.activities
    week = this_week(person, stays, activities, today)
    empty = in_programme(person, today) and not week.blocks
    return Gap(
        participant=person,
        week=week,
        empty=empty,
        empty_since=empty_since(person, stays, activities, today) if empty else None,
        warnings=tuple(each for each in dates_of(found, stays, today) if each.warns),
    )


def stays_of(found: PersonWeeks, today: date) -> tuple[Stay, ...]:
    """The placements that fill, or filled, days; a no-show filled none."""
    stays = (
        stay_of(each.placement, each.hours, each.schedule, today)
        for each in found.placed
        if not each.absent
    )
    return tuple(stay for stay in stays if stay is not None)


def this_week(
    person: Participant, stays: tuple[Stay, ...], activities: tuple[WeekActivity, ...], day: date
) -> Week:
    """The week of ``day``; only days of the programme can be empty."""
    first, last = person.programme_start or date.min, person.programme_end or date.max
    return week_of(day, stays, activities, first=first, last=last)


def dates_of(found: PersonWeeks, stays: tuple[Stay, ...], today: date) -> tuple[ProgrammeDate, ...]:
    """The dates of the programme, with those that ask for something.

    Work has begun with the first day of a placement or of a vocational course; a language course
    alone, treatment or an own activity is not work.
    """
    person, regular = found.participant, found.activities
    starts = person.programme_start
    coming = starts is not None and starts > today
    work = (
        *(stay.first for stay in stays),
        *(each.starts for each in regular if each.activity is Activity.COURSE),
    )
    return programme_dates(
        person,
        work_began=any(day <= today for day in work),
        first_week_empty=coming and not week_of(starts or today, stays, regular).blocks,
        today=today,
    )


def _concerns(person: Participant, today: date) -> bool:
    starts = person.programme_start
    soon = starts is not None and today < starts <= today + START_AHEAD
    return soon or in_programme(person, today)
