"""The mails about a question to a participant: the question itself, and that a name may be seen."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.advisers import Adviser
from matcher.domain.mails import LinkKind, Mail, link_mark
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.requests import Consent, RequestStatus
from matcher.eligibility.words import day
from matcher.store import tables as t
from matcher.store.advisers import read_adviser
from matcher.store.consents import make_consent_link
from matcher.store.employer_tables import requests
from matcher.store.mails import queue_mail
from matcher.store.reading_market import read_openings
from matcher.store.requests import read_requests
from matcher.workflows.workplace.consent_mail_texts import BETWEEN, TEXTS
from matcher.workflows.workplace.contact_language import contact_languages
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell
from matcher.workflows.workplace.signature import signature


def mail_question(
    connection: sa.Connection,
    consent: Consent,
    person: Participant,
    placement: Placement,
    viewer: Viewer,
    now: datetime,
    today: date,
) -> None:
    """The question with a link to answer it by, where the participant has an address."""
    if not person.email:
        return
    expires_at = datetime.combine(consent.holds_until, time(0), UTC)
    link = make_consent_link(connection, consent.id, expires_at=expires_at, now=now, today=today)
    workplace, title = where(connection, placement.opening_id)
    languages = contact_languages(person)
    subject, body = question(
        languages, workplace, title,
        by=read_adviser(connection, viewer.name), answer_by=consent.answer_by, link_id=link.id,
    )  # fmt: skip
    mail = Mail(
        subject_key=f"consent:{consent.id}:asked",
        to_address=person.email,
        subject=subject,
        body=body,
        made_by=viewer.name,
        language=languages[0],
        office_id=person.office_id,
        participant_id=person.participant_id,
    )
    queue_mail(connection, mail, now)


def question(
    languages: Sequence[str],
    workplace: str | None,
    title: str | None,
    *,
    by: Adviser,
    answer_by: date,
    link_id: str,
) -> tuple[str, str]:
    """Subject and body of the question, whole in each language, with the link that opens in it."""
    letters = [_letter(lang, workplace, title, by, answer_by, link_id) for lang in languages]
    below = "".join(f"{TEXTS[lang].below}\n\n" for lang in languages[1:])
    subject = " / ".join(TEXTS[lang].subject for lang in languages)
    return subject, below + BETWEEN.join(letters)


def _letter(
    lang: str, workplace: str | None, title: str | None, by: Adviser, answer_by: date, link_id: str
) -> str:
    text = TEXTS[lang]
    said = text.body.format(
        place=workplace or text.workplace,
        about=text.about.format(title=title) if title else "",
        day=day(answer_by, lang),
        link=f"{link_mark(LinkKind.CONSENT, link_id)}?lang={lang}",
    )
    return f"{text.hello}\n\n{said}\n\n{signature(by, lang)}\n"


def tell_employer(connection: sa.Connection, consent: Consent, who: str, now: datetime) -> None:
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
