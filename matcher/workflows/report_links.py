"""Use cases: a link is made and withdrawn; whoever has it answers one form, without an account.

The pages sign a link's id; here it is looked up. What a link may not show, it never reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer, Opening
from matcher.domain.errors import BadInput, Conflict, FormRefused
from matcher.domain.outcomes import Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.store import tables as t
from matcher.store.engine import appending, reading, writing
from matcher.store.readers import (
    ReportLink,
    read_all,
    read_kept_placement,
    read_link,
    read_openings,
)
from matcher.store.trail import note_link
from matcher.store.writers import make_link, note_answered, withdraw_links
from matcher.workflows.report_answers import keep_answers, keep_draft
from matcher.workflows.report_overview import Reported, first_name, gather_reports, may_report

# Until so long after the planned end, and at least so long from when it is made.
LINK_LASTS = timedelta(days=14)
BY_LINK = (Reporter.PARTICIPANT, Reporter.MENTOR)
# Who gave an answer that came by a link; whoever had the link is not known by name.
GIVEN_BY_LINK = "link"


class LinkState(StrEnum):
    """What a link is good for today."""

    OPEN = "open"
    TOO_EARLY = "too_early"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class LinkForm:
    """All that a link's page may show: the person's first name, the workplace, the form."""

    reporter: Reporter
    first_name: str | None
    workplace: str | None
    form: Reported
    expires_on: date
    answered: bool


class LinkClosed(Conflict):
    """A link may not be used; ``state`` says why."""

    def __init__(self, state: LinkState) -> None:
        self.state = state
        super().__init__(f"This link cannot be used: {state}. Ask for a new one.")


def make_report_link(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    reporter: Reporter,
    *,
    now: datetime,
    today: date,
) -> ReportLink:
    """The link to the form; the same one while it holds.

    NotFound where ``viewer`` may not see the placement; BadInput for a reporter who has an
    account; Conflict where the placement was called off.
    """
    _refuse_account(reporter)
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        if placement.status is PlacementStatus.CANCELLED:
            raise Conflict("This placement was called off; there is nothing to tell of it.")
        return make_link(
            connection, placement_id, reporter,
            expires_on=last_day_of_link(placement, today), made_by=viewer.name,
            now=now, today=today,
        )  # fmt: skip


def withdraw_report_link(
    engine: sa.Engine, viewer: Viewer, placement_id: str, reporter: Reporter, *, now: datetime
) -> None:
    """Make the links to this form useless from now on; NotFound as ``make_report_link``."""
    with appending(engine) as connection:
        read_kept_placement(connection, viewer, placement_id)
        withdraw_links(connection, placement_id, reporter, now)


def last_day_of_link(placement: Placement, today: date) -> date:
    """The last day on which a link made ``today`` may be used."""
    ends = placement.ended or placement.planned_end or today
    return max(ends, today) + LINK_LASTS


def open_link(engine: sa.Engine, link_id: str | None, today: date) -> LinkForm:
    """The form behind a link (None where the signature is not ours); LinkClosed where not."""
    with reading(engine) as connection:
        link, placement = _usable(connection, link_id, today)
        person = _participant(connection, placement)
        reports = gather_reports(connection, placement, person.name, today)
        return LinkForm(
            reporter=link.reporter,
            first_name=first_name(person.name),
            workplace=_workplace(connection, placement),
            form=reports.of(link.reporter),
            expires_on=link.expires_on,
            answered=link.answered_at is not None,
        )


def give_by_link(
    engine: sa.Engine,
    link_id: str | None,
    typed: Mapping[str, str],
    *,
    now: datetime,
    today: date,
) -> bool:
    """Keep what was answered by a link; False where it is kept already.

    LinkClosed as ``open_link``; FormRefused with a ``Wrong`` for each bad field.
    """
    try:
        with writing(engine) as connection:
            link, placement = _usable(connection, link_id, today)
            new = keep_answers(
                connection, placement, link.reporter, typed,
                given_by=GIVEN_BY_LINK, now=now, today=today,
            )  # fmt: skip
            note_answered(connection, link.id, now)
            return new
    except FormRefused:
        put_aside_by_link(engine, link_id, typed, now=now, today=today)
        raise


def put_aside_by_link(
    engine: sa.Engine,
    link_id: str | None,
    typed: Mapping[str, str],
    *,
    now: datetime,
    today: date,
) -> None:
    """Keep a half-filled form until the link is opened again; LinkClosed as ``open_link``."""
    with appending(engine) as connection:
        link, placement = _usable(connection, link_id, today)
        keep_draft(connection, placement, link.reporter, typed, now=now, today=today)


def _usable(
    connection: sa.Connection, link_id: str | None, today: date
) -> tuple[ReportLink, Placement]:
    link = None if link_id is None else read_link(connection, link_id)
    if link is None:
        raise LinkClosed(LinkState.BROKEN)
    (placement,) = read_all(connection, Placement, t.placements.c.placement_id == link.placement_id)
    closed = _closed(link, placement, today)
    note_link(connection, link.reporter, placement.participant_id, allowed=closed is None)
    if closed is not None:
        raise LinkClosed(closed)
    return link, placement


def _closed(link: ReportLink, placement: Placement, today: date) -> LinkState | None:
    """Why the link may not be used for its placement now, or None."""
    if link.withdrawn_at is not None:
        return LinkState.WITHDRAWN
    if not link.holds(today):
        return LinkState.EXPIRED
    if placement.status is PlacementStatus.CANCELLED:
        return LinkState.GONE
    return None if may_report(placement, today) else LinkState.TOO_EARLY


def _participant(connection: sa.Connection, placement: Placement) -> Participant:
    here = t.participants.c.participant_id == placement.participant_id
    return read_all(connection, Participant, here)[0]


def _workplace(connection: sa.Connection, placement: Placement) -> str | None:
    """The employer's name, else what the opening is called."""
    opening: Opening = read_openings(connection, t.openings.c.opening_id == placement.opening_id)[0]
    employer = read_all(connection, Employer, t.employers.c.employer_id == opening.employer_id)[0]
    return employer.name or opening.title


def _refuse_account(reporter: Reporter) -> None:
    if reporter not in BY_LINK:
        raise BadInput(f"A link goes to the participant or the mentor; got {reporter}.")
