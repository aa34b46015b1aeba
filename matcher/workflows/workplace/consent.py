"""Use case: a participant is asked whether one employer may know the name; yes, no, and back again.

The answer is the participant's own, by a link, or what the adviser was told. Taken back, it hides
the name with the next page that anybody opens.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.errors import Conflict, FormRefused
from matcher.domain.placements import Placement
from matcher.domain.requests import Consent, ConsentState
from matcher.store.consents import (
    add_consent,
    change_consent,
    latest_consent,
    make_consent_link,
    new_consent_id,
)
from matcher.store.engine import appending
from matcher.store.placement_events import read_kept_placement
from matcher.store.reading_people import read_participant
from matcher.workflows.workplace.consent_mails import mail_question, tell_employer

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
        mail_question(connection, consent, person, placement, viewer, now, today)
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
        tell_employer(connection, changed, who, now)
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
