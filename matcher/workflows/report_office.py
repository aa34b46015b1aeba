"""Use case: what became of an office's placements and programmes in a period, for its leader.

Counted from what was known on ``today``. The document's first keys are those of design.md 5.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Office
from matcher.domain.errors import NotAllowed
from matcher.domain.outcomes import NextStep, Reporter
from matcher.store.engine import reading
from matcher.store.office_history import LinkSent, OfficeHistory, read_office_history
from matcher.workflows.national import Beside, beside_the_country
from matcher.workflows.office_facts import (
    EndedPlacement,
    EndedProgramme,
    ended_placements,
    ended_programmes,
)
from matcher.workflows.office_gaps import Gaps, gaps_in
from matcher.workflows.office_groups import Group, Hires, by_month, by_person, by_sector
from matcher.workflows.office_period import Period

# A longer period begins, month by month, where there is something to tell.
MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Tastes:
    """Job tastes that somebody came to, and the other placements that somebody came to."""

    tastes: int
    placements: int

    @property
    def per_placement(self) -> float | None:
        """How many tastes to one placement; None without placements."""
        return self.tastes / self.placements if self.placements else None


@dataclass(frozen=True, slots=True)
class Reporting:
    """Of ``of`` ended placements, how many one reporter ``reported`` on.

    ``asked`` are those for which a link was sent, ``answered`` those of them that were answered.
    """

    reporter: Reporter
    of: int
    reported: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class OfficeReport:
    """Everything that the report tells; see ``report_document`` for the words of the contract."""

    office: Office
    period: Period
    today: date
    ended: int
    completed: int
    no_show: int
    drop_outs: int
    next_steps: dict[NextStep, int]
    programme_outcomes: dict[NextStep, int]
    beside: tuple[Beside, ...]
    tastes: Tastes
    gaps: Gaps
    reporting: tuple[Reporting, ...]
    hires: tuple[Hires, ...]
    by_month: tuple[Group, ...]
    by_adviser: tuple[Group, ...]
    by_track: tuple[Group, ...]
    by_audit_group: tuple[Group, ...]

    @property
    def unreported(self) -> int:
        """Ended placements of which nobody said whether the person came and completed."""
        return self.ended - self.completed - self.no_show - self.drop_outs

    @property
    def programmes_ended(self) -> int:
        """People whose programme ended."""
        return sum(self.programme_outcomes.values())


def sees_report(viewer: Viewer) -> bool:
    """Whether the report is for this person: the office's leader, or who runs the server."""
    return viewer.role in (Role.LEADER, Role.OPERATOR)


def office_report(
    engine: sa.Engine, viewer: Viewer, office_id: str, period: Period, *, today: date
) -> OfficeReport:
    """The report as known on ``today``.

    NotAllowed for all but leaders; NotFound where ``viewer`` may not see the office.
    """
    if not sees_report(viewer):
        raise NotAllowed("The office's report is for its leader.")
    with reading(engine) as connection:
        history = read_office_history(connection, viewer, office_id, period.first, period.last)
    return report_on(history, period, today)


def report_on(history: OfficeHistory, period: Period, today: date) -> OfficeReport:
    """The report on what was read of an office."""
    # A no-show that ended after the period fills no week of it either.
    ever = ended_placements(history, _up_to(period, today), today)
    placements = tuple(each for each in ever if each.on in period)
    programmes = ended_programmes(history.participants, period, today)
    outcomes = _counted(each.outcome for each in programmes)
    return OfficeReport(
        office=history.office,
        period=period,
        today=today,
        ended=len(placements),
        completed=sum(each.completed is True for each in placements),
        no_show=sum(each.no_show for each in placements),
        drop_outs=sum(each.dropped_out for each in placements),
        next_steps=_counted(each.next_step for each in placements),
        programme_outcomes=outcomes,
        beside=beside_the_country(outcomes),
        tastes=_tastes(placements),
        gaps=gaps_in(
            history, period, today=today,
            not_there={each.placement.placement_id for each in ever if each.no_show},
        ),
        reporting=tuple(_reporting(r, placements, history.links, today) for r in Reporter),
        hires=by_sector(placements),
        by_month=by_month(placements, programmes, _told(period, placements, programmes)),
        by_adviser=by_person(placements, programmes, "adviser"),
        by_track=by_person(placements, programmes, "track"),
        by_audit_group=by_person(placements, programmes, "audit_group"),
    )  # fmt: skip


def report_document(report: OfficeReport) -> dict[str, Any]:
    """The report as one JSON document; what is hidden is null."""
    return {
        "office_id": report.office.office_id,
        "from": report.period.first,
        "to": report.period.last,
        "placements": {
            "ended": report.ended,
            "completed": report.completed,
            "no_show": report.no_show,
        },
        "next_steps": report.next_steps,
        "programme_outcomes": report.programme_outcomes,
        "today": report.today,
        "drop_outs": report.drop_outs,
        "unreported": report.unreported,
        "programmes_ended": report.programmes_ended,
        "beside_national": report.beside,
        "tastes": {**asdict(report.tastes), "per_placement": report.tastes.per_placement},
        "weeks_without_content": report.gaps,
        "reporting": report.reporting,
        "hires_by_sector": report.hires,
        "by_month": report.by_month,
        "by_adviser": report.by_adviser,
        "by_track": report.by_track,
        "by_audit_group": report.by_audit_group,
    }


def _counted(steps: Iterable[NextStep]) -> dict[NextStep, int]:
    counts = Counter(steps)
    return {step: counts[step] for step in NextStep}


def _tastes(placements: Iterable[EndedPlacement]) -> Tastes:
    came = [each.is_taste for each in placements if not each.no_show]
    return Tastes(tastes=sum(came), placements=len(came) - sum(came))


def _reporting(
    reporter: Reporter,
    placements: Sequence[EndedPlacement],
    links: Iterable[LinkSent],
    today: date,
) -> Reporting:
    ended = {each.placement.placement_id for each in placements}
    sent = [
        link
        for link in links
        if link.reporter is reporter and link.placement_id in ended and link.made_on <= today
    ]
    answered = (k for k in sent if k.answered_on is not None and k.answered_on <= today)
    return Reporting(
        reporter=reporter,
        of=len(placements),
        reported=sum(reporter in each.reporters for each in placements),
        asked=len({link.placement_id for link in sent}),
        answered=len({link.placement_id for link in answered}),
    )


def _up_to(period: Period, today: date) -> Period:
    return Period(period.first, max(period.last, today))


def _told(
    period: Period, placements: Iterable[EndedPlacement], programmes: Iterable[EndedProgramme]
) -> Period:
    """The months to tell of: all of them, unless there are very many."""
    months = 12 * (period.last.year - period.first.year) + period.last.month - period.first.month
    days = [*(each.on for each in placements), *(each.on for each in programmes)]
    if months < MOST_MONTHS or not days:
        return period if months < MOST_MONTHS else Period(period.first, period.first)
    return Period(min(days), max(days))
