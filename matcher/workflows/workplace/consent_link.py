"""Use case: a participant opens the question about the name by a link, and answers it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.errors import NotFound
from matcher.domain.requests import PARTICIPANT, Consent
from matcher.store import tables as t
from matcher.store.consents import read_consent, read_consent_link
from matcher.store.engine import appending, reading
from matcher.store.trail import note_link
from matcher.workflows.workplace.consent import Said, may_say_yes, say
from matcher.workflows.workplace.consent_mails import where


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """All that the participant's page shows: who would know what, until when."""

    consent: Consent
    workplace: str | None
    title: str | None
    can_say_yes: bool
    phone: bool
    email: bool


def open_consent_link(engine: sa.Engine, link_id: str | None, *, today: date) -> ConsentShown:
    """The question behind a link; NotFound where there is none, or it holds no more."""
    with reading(engine) as connection:
        consent = _behind(connection, link_id, today)
        return _shown(connection, consent, today)


def say_by_link(
    engine: sa.Engine, link_id: str | None, said: Said, *, now: datetime, today: date
) -> Consent:
    """Keep the participant's answer; it may be changed as long as the link holds.

    Conflict where the time for a yes is over; NotFound as ``open_consent_link``.
    """
    with appending(engine) as connection:
        consent = _behind(connection, link_id, today)
        return say(connection, consent, said, PARTICIPANT, now, today)


def _behind(connection: sa.Connection, link_id: str | None, today: date) -> Consent:
    link = None if link_id is None else read_consent_link(connection, link_id)
    consent = None if link is None else read_consent(connection, link.consent_id)
    if link is None or consent is None or not link.holds(today):
        raise NotFound("There is no such link.")
    note_link(connection, PARTICIPANT, consent.participant_id)
    return consent


def _shown(connection: sa.Connection, consent: Consent, today: date) -> ConsentShown:
    workplace, title = where(connection, consent.opening_id)
    person = t.participants.c
    row = connection.execute(
        sa.select(person.phone, person.email).where(person.participant_id == consent.participant_id)
    ).one()
    return ConsentShown(
        consent,
        workplace,
        title,
        can_say_yes=may_say_yes(connection, consent, today),
        phone=bool(row.phone),
        email=bool(row.email),
    )
