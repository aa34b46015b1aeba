"""Every placement and every programme that ended in a period, with what is known of it by a day.

Nothing that was reported later is known. What was not reported is unknown, and never a failure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.domain.employers import Sector
from matcher.domain.outcomes import NextStep, Outcome, Reporter, Stage
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.purposes import Purpose
from matcher.features.labels import WORK, label_placement, reports_by_placement
from matcher.store.office_history import OfficeHistory
from matcher.workflows.office_period import Period


@dataclass(frozen=True, slots=True)
class EndedPlacement:
    """A placement that ended ``on`` a day; None where nobody said whether it was so.

    Who was there is believed first: the mentor, then the adviser, then the participant.
    """

    placement: Placement
    person: Participant
    on: date
    sector: Sector | None
    showed_up: bool | None
    completed: bool | None
    next_step: NextStep
    reporters: frozenset[Reporter]

    @property
    def no_show(self) -> bool:
        """Whether the person never came."""
        return self.showed_up is False

    @property
    def dropped_out(self) -> bool:
        """Whether the person came, and ended early without work."""
        return self.completed is False

    @property
    def is_taste(self) -> bool:
        """Whether it was a job taste."""
        return self.placement.purpose is Purpose.TASTE

    @property
    def to_work(self) -> bool:
        """Whether a job, subsidised or not, came next."""
        return self.next_step in WORK


@dataclass(frozen=True, slots=True)
class EndedProgramme:
    """A programme that ended ``on`` a day, and where the person went."""

    person: Participant
    on: date
    outcome: NextStep


def ended_placements(
    history: OfficeHistory, period: Period, today: date
) -> tuple[EndedPlacement, ...]:
    """The placements that ended in the period and by ``today``, by id."""
    people = {person.participant_id: person for person in history.participants}
    said = reports_by_placement(history.outcomes)
    found = (
        _ended(
            placement,
            people[placement.participant_id],
            place.sector if place else None,
            said.get(placement.placement_id, ()),
            today,
        )
        for placement in history.placements
        for place in [history.workplaces.get(placement.opening_id)]
        if ended_on(placement) in period
    )
    return tuple(each for each in found if each is not None)


def ended_on(placement: Placement) -> date | None:
    """The day on which a placement ended or is to end; as planned where nobody said."""
    return placement.ended or placement.planned_end


def adviser_step(reports: Iterable[Outcome], today: date) -> NextStep:
    """Where the adviser last said that the person went; unknown where nothing was said.

    >>> first = Outcome("L1", Reporter.ADVISER, date(2026, 1, 9), next_step=NextStep.JOB)
    >>> later = Outcome("L1", Reporter.ADVISER, date(2026, 2, 9), completed=True)
    >>> adviser_step([later, first], date(2026, 3, 1)).value
    'job'
    """
    told = [
        (report.reported_on, report.next_step)
        for report in reports
        if report.reporter is Reporter.ADVISER
        and report.reported_on <= today
        and report.next_step is not None
    ]
    return max(told, key=lambda each: each[0])[1] if told else NextStep.UNKNOWN


def ended_programmes(
    people: Iterable[Participant], period: Period, today: date
) -> tuple[EndedProgramme, ...]:
    """The people whose programme ended in the period and by ``today``.

    >>> done = Participant("P1", "N1", programme_end=date(2026, 1, 9))
    >>> [each.outcome.value for each in ended_programmes(
    ...     [done], Period(date(2026, 1, 1), date(2026, 1, 31)), date(2026, 2, 1))]
    ['unknown']
    """
    return tuple(
        EndedProgramme(person, person.programme_end, person.programme_outcome or NextStep.UNKNOWN)
        for person in people
        if person.programme_end is not None
        and person.programme_end in period
        and person.programme_end <= today
    )


def _ended(
    placement: Placement,
    person: Participant,
    sector: Sector | None,
    reports: Sequence[Outcome],
    today: date,
) -> EndedPlacement | None:
    row, on = label_placement(placement, reports, today), ended_on(placement)
    if row is None or on is None or on > today:
        return None
    return EndedPlacement(
        placement=placement,
        person=person,
        on=on,
        sector=sector,
        showed_up=row.labels[Stage.SHOWS_UP],
        completed=row.labels[Stage.COMPLETES],
        next_step=adviser_step(reports, today),
        reporters=frozenset(report.reporter for report in row.reports),
    )
