"""Use case: a participant opens the question about the name by a link, and answers it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.advisers import Adviser
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant
from matcher.domain.requests import PARTICIPANT, Consent
from matcher.store import tables as t
from matcher.store.advisers import read_adviser
from matcher.store.consents import read_consent, read_consent_link
from matcher.store.engine import appending, reading
from matcher.store.reading_market import read_all
from matcher.store.trail import note_link
from matcher.workflows.workplace.consent import Said, may_say_yes, say
from matcher.workflows.workplace.consent_mails import where
from matcher.workflows.workplace.contact_language import contact_languages


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """All that the participant's page shows: who would know what, until when; whom to ask.

    ``languages`` are those that the participant is written to in.
    """

    consent: Consent
    workplace: str | None
    title: str | None
    can_say_yes: bool
    phone: bool
    email: bool
    adviser: Adviser
    languages: tuple[str, ...]


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
    if link is None or consent is None:
        raise NotFound("There is no such link.")
    holds = link.holds(today)
    note_link(connection, PARTICIPANT, consent.participant_id, allowed=holds)
    if not holds:
        raise NotFound("There is no such link any more.")
    return consent


def _shown(connection: sa.Connection, consent: Consent, today: date) -> ConsentShown:
    workplace, title = where(connection, consent.opening_id)
    (person,) = read_all(
        connection, Participant, t.participants.c.participant_id == consent.participant_id
    )
    return ConsentShown(
        consent,
        workplace,
        title,
        can_say_yes=may_say_yes(connection, consent, today),
        phone=bool(person.phone),
        email=bool(person.email),
        adviser=read_adviser(connection, person.adviser or consent.asked_by),
        languages=contact_languages(person),
    )
