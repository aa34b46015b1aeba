"""What an adviser's day takes from requests and consents, read in sets as ``day_reading``."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from matcher.domain.placements import Placement
from matcher.domain.requests import PARTICIPANT, Consent, ConsentState, Request, RequestStatus
from matcher.store import tables as t
from matcher.store.consents import read_consents
from matcher.store.employer_tables import consents, requests
from matcher.store.reading_market import read_all
from matcher.store.requests import read_requests


def read_answers(
    connection: sa.Connection, office_id: str, adviser: str | None, since: date
) -> tuple[tuple[Request, Placement], ...]:
    """What employers answered on ``since`` or later, with the placement that it was about."""
    found = read_requests(
        connection,
        requests.c.status == RequestStatus.ANSWERED.value,
        requests.c.answered_at >= datetime.combine(since, time(0)),
        requests.c.placement_id.in_(_placements(office_id, adviser)),
    )
    if not found:
        return ()
    ids = sorted({each.placement_id for each in found})
    about = {
        each.placement_id: each
        for each in read_all(connection, Placement, t.placements.c.placement_id.in_(ids))
    }
    return tuple((each, about[each.placement_id]) for each in found)


def read_consents_due(
    connection: sa.Connection,
    office_id: str,
    adviser: str | None,
    *,
    today: date,
    ahead: timedelta,
) -> tuple[Consent, ...]:
    """Consents whose answer, or whose yes, runs out within ``ahead``, and what was said lately.

    Of what was said, a no and a yes taken back by the participant, for as long as ``ahead``.
    """
    c, until = consents.c, today + ahead
    asked = sa.and_(c.state == ConsentState.ASKED.value, c.answer_by.between(today, until))
    given = sa.and_(c.state == ConsentState.GIVEN.value, c.holds_until.between(today, until))
    said_no = sa.and_(
        c.state.in_([ConsentState.REFUSED.value, ConsentState.WITHDRAWN.value]),
        c.changed_by == PARTICIPANT,
        c.changed_at >= datetime.combine(today - ahead, time(0)),
    )
    return read_consents(
        connection, sa.or_(asked, given, said_no), c.participant_id.in_(_people(office_id, adviser))
    )


def _placements(office_id: str, adviser: str | None) -> sa.Select[Any]:
    at = t.placements.c
    return sa.select(at.placement_id).where(at.participant_id.in_(_people(office_id, adviser)))


def _people(office_id: str, adviser: str | None) -> sa.Select[Any]:
    p = t.participants.c
    here = sa.select(p.participant_id).where(p.office_id == office_id)
    return here if adviser is None else here.where(p.adviser == adviser)
