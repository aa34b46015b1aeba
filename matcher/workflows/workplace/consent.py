"""Use case: a participant is asked whether one employer may know the name; yes, no, and back again.

The answer is the participant's own, by a link, or what the adviser was told. Taken back, it hides
the name with the next page that anybody opens.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.mails import LinkKind, Mail, link_mark
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.requests import Consent, ConsentState, RequestStatus
from matcher.eligibility.words import day
from matcher.store import tables as t
from matcher.store.consents import (
    add_consent,
    change_consent,
    latest_consent,
    make_consent_link,
    new_consent_id,
)
from matcher.store.employer_tables import requests
from matcher.store.engine import appending
from matcher.store.mails import queue_mail
from matcher.store.placement_events import read_kept_placement
from matcher.store.reading_market import read_openings
from matcher.store.reading_people import read_participant
from matcher.store.requests import read_requests
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell

DAYS_TO_ANSWER = 7
# No consent outlives the placement by more; without an end it holds for the length of a usual one.
HOLDS_AFTER = timedelta(days=14)
HOLDS_FOR = timedelta(weeks=12)
_LIVES = (ConsentState.ASKED, ConsentState.GIVEN)


class Said(StrEnum):
    """What somebody says to the question; ``BACK`` takes a yes back."""

    YES = "yes"
    NO = "no"
    BACK = "back"


class ConsentRefusal(StrEnum):
    """Why a question is not asked, beside its field."""

    MISSING = "missing"
    IN_THE_PAST = "in_the_past"
    TOO_LATE = "too_late"


_MOVES = {
    Said.YES: ConsentState.GIVEN,
    Said.NO: ConsentState.REFUSED,
    Said.BACK: ConsentState.WITHDRAWN,
}


def ask_consent(
    engine: sa.Engine,
    viewer: Viewer,
    placement_id: str,
    answer_by: date | None,
    *,
    now: datetime,
    today: date,
) -> Consent:
    """Ask the participant, by mail where there is an address; the same question stays one.

    FormRefused where ``answer_by`` is no day to come; NotFound as ``read_kept_placement``.
    """
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        person = read_participant(connection, viewer, placement.participant_id)
        known = latest_consent(connection, person.participant_id, placement.opening_id)
        if known is not None and known.state in _LIVES and not _over(known, today):
            return known
        _refuse_day(answer_by, placement, today)
        consent = _new(connection, known, placement, viewer, answer_by or today, now, today)
        _mail(connection, consent, person, placement, viewer, now, today)
        return consent


def note_said(
    engine: sa.Engine, viewer: Viewer, placement_id: str, said: Said, *, now: datetime, today: date
) -> Consent:
    """Note what the participant told the adviser, whether they were asked by a link or not.

    Conflict where there is no yes to take back; NotFound as ``ask_consent``.
    """
    with appending(engine) as connection:
        placement = read_kept_placement(connection, viewer, placement_id).placement
        known = latest_consent(connection, placement.participant_id, placement.opening_id)
        if known is None or known.state not in _LIVES or _over(known, today):
            if said is Said.BACK:
                raise Conflict("There is no yes to take back; load the page again.")
            known = _new(connection, known, placement, viewer, today, now, today)
        return say(connection, known, said, viewer.name, now, today)


def say(
    connection: sa.Connection,
    known: Consent,
    said: Said,
    who: str,
    now: datetime,
    today: date,
) -> Consent:
    """Keep what was said to a question; Conflict where it does not fit how the question stands."""
    state = _MOVES[said]
    if said is Said.NO and known.state is ConsentState.GIVEN:
        state = ConsentState.WITHDRAWN  # a no after a yes takes it back
    if known.state is state:
        return known
    if said is Said.YES and not may_say_yes(connection, known, today):
        raise Conflict("The time for this answer is over; ask for a new question.")
    if said is Said.BACK and known.state is not ConsentState.GIVEN:
        raise Conflict("There is no yes to take back; load the page again.")
    if said is Said.NO and known.state is not ConsentState.ASKED and state is not _MOVES[Said.BACK]:
        return known  # it is hidden already, and stays so
    changed = change_consent(connection, known, state, changed_by=who, now=now)
    if state is ConsentState.GIVEN:
        _tell_employer(connection, changed, who, now)
    return changed


def may_say_yes(connection: sa.Connection, known: Consent, today: date) -> bool:
    """Until the day that was named, and only to the latest question."""
    latest = latest_consent(connection, known.participant_id, known.opening_id)
    newest = latest is not None and latest.id == known.id
    return newest and today <= known.answer_by and known.state is not ConsentState.EXPIRED


def _new(
    connection: sa.Connection,
    known: Consent | None,
    placement: Placement,
    viewer: Viewer,
    answer_by: date,
    now: datetime,
    today: date,
) -> Consent:
    if known is not None and known.state in _LIVES:  # over, and not tidied yet
        change_consent(connection, known, ConsentState.EXPIRED, changed_by=viewer.name, now=now)
    ends = placement.planned_end
    consent = Consent(
        id=new_consent_id(),
        participant_id=placement.participant_id,
        opening_id=placement.opening_id,
        state=ConsentState.ASKED,
        asked_at=now,
        asked_by=viewer.name,
        answer_by=answer_by,
        holds_until=max(today, ends) + HOLDS_AFTER if ends else today + HOLDS_FOR,
    )
    add_consent(connection, consent)
    # Open for as long as a yes holds: it can be taken back at any time.
    expires_at = datetime.combine(consent.holds_until + timedelta(days=1), time(0), UTC)
    make_consent_link(connection, consent.id, expires_at=expires_at, now=now, today=today)
    return consent


def _mail(
    connection: sa.Connection,
    consent: Consent,
    person: Participant,
    placement: Placement,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> None:
    if not person.email:
        return
    expires_at = datetime.combine(consent.holds_until, time(0), UTC)
    link = make_consent_link(connection, consent.id, expires_at=expires_at, now=now, today=today)
    workplace, title = where(connection, placement.opening_id)
    place = " – ".join(part for part in (workplace, title) if part) or "et arbeidssted"
    body = (
        f"Hei!\n\nKan {place} få vite navnet ditt? Du bestemmer selv, og du kan ombestemme deg"
        f" når du vil.\n\nSvar her, senest {day(consent.answer_by, 'nb')}:\n"
        f"{link_mark(LinkKind.CONSENT, link.id)}\n(You can read that page in English too.)\n\n"
        f"Vennlig hilsen\n{viewer.name}\n"
    )
    mail = Mail(
        subject_key=f"consent:{consent.id}:asked",
        to_address=person.email,
        subject="Et spørsmål til deg",
        body=body,
        made_by=viewer.name,
        office_id=person.office_id,
        participant_id=person.participant_id,
    )
    queue_mail(connection, mail, now)


def _tell_employer(connection: sa.Connection, consent: Consent, who: str, now: datetime) -> None:
    """Whoever was asked about the person can see the name now; the mail itself does not tell it."""
    there = sa.select(t.placements.c.placement_id).where(
        t.placements.c.participant_id == consent.participant_id,
        t.placements.c.opening_id == consent.opening_id,
    )
    live = (RequestStatus.SENT.value, RequestStatus.ANSWERED.value)
    for request in read_requests(
        connection, requests.c.placement_id.in_(there), requests.c.status.in_(live)
    )[:1]:
        tell(connection, read_matter(connection, request), Tells.NAME, made_by=who, now=now)


def where(connection: sa.Connection, opening_id: str) -> tuple[str | None, str | None]:
    """What the employer and the opening are called."""
    (opening,) = read_openings(connection, t.openings.c.opening_id == opening_id)
    named = sa.select(t.employers.c.name).where(t.employers.c.employer_id == opening.employer_id)
    return connection.execute(named).scalar(), opening.title


def _over(consent: Consent, today: date) -> bool:
    """Whether its time is over, also before the night has tidied it."""
    if consent.state is ConsentState.ASKED:
        return today > consent.answer_by
    return today > consent.holds_until


def _refuse_day(answer_by: date | None, placement: Placement, today: date) -> None:
    if answer_by is None:
        raise FormRefused({"answer_by": ConsentRefusal.MISSING})
    if answer_by < today:
        raise FormRefused({"answer_by": ConsentRefusal.IN_THE_PAST})
    last = placement.planned_end or today + HOLDS_FOR
    if answer_by > max(last, today):
        raise FormRefused({"answer_by": ConsentRefusal.TOO_LATE})
