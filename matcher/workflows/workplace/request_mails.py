"""Mails about a request, to everybody at an employer who may answer; no word of the person.

Each is queued with the change that it tells of. Links stand in the text as marks and are signed
when the mail goes out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from matcher.domain.advisers import Adviser
from matcher.domain.employers import Employer, Office, Opening
from matcher.domain.mails import LinkKind, Mail, link_mark
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement
from matcher.domain.requests import Request
from matcher.eligibility.words import day
from matcher.store import tables as t
from matcher.store.advisers import read_adviser
from matcher.store.mails import queue_mail
from matcher.store.own_tables import accounts
from matcher.store.reading_market import read_all, read_openings
from matcher.store.requests import make_request_link, read_request_links
from matcher.store.trust_tables import closed_accounts
from matcher.workflows.workplace.request_dates import link_expires
from matcher.workflows.workplace.request_mail_texts import HELLO, TEXTS, Tells
from matcher.workflows.workplace.signature import signature

_FROM = "nb"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a request is about, for a mail and for a page: the place, the days, who asks."""

    request: Request
    placement: Placement
    opening: Opening
    employer: Employer
    office: Office
    adviser: Adviser


def read_matter(connection: sa.Connection, request: Request) -> Matter:
    """The rows around a request."""
    (placement,) = read_all(
        connection, Placement, t.placements.c.placement_id == request.placement_id
    )
    (opening,) = read_openings(connection, t.openings.c.opening_id == placement.opening_id)
    (employer,) = read_all(connection, Employer, t.employers.c.employer_id == opening.employer_id)
    (person,) = read_all(
        connection, Participant, t.participants.c.participant_id == placement.participant_id
    )
    (office,) = read_all(connection, Office, t.offices.c.office_id == person.office_id)
    adviser = read_adviser(connection, person.adviser or request.made_by)
    return Matter(request, placement, opening, employer, office, adviser)


def read_addresses(connection: sa.Connection, employer: Employer) -> dict[str, str]:
    """Who answers for an employer: each address once, with the language that it is written to in.

    Everybody with an open account, and the employer's own address.
    """
    closed = sa.select(closed_accounts.c.account)
    rows = connection.execute(
        sa.select(accounts.c.name, accounts.c.language)
        .where(accounts.c.employer_id == employer.employer_id, accounts.c.name.not_in(closed))
        .order_by(accounts.c.name)
    )
    found = {row.name.casefold(): row.language for row in rows if "@" in row.name}
    if employer.email:
        found.setdefault(employer.email.strip().casefold(), _FROM)
    return found


def tell(
    connection: sa.Connection,
    matter: Matter,
    tells: Tells,
    *,
    made_by: str,
    now: datetime,
    again: int = 0,
) -> int:
    """Queue the mail to each address, with its own link; how many were queued.

    The same is told of the same request once; ``again`` tells it anew, once for each number.
    """
    links = _links(connection, matter, read_addresses(connection, matter.employer), now)
    key = f"request:{matter.request.id}:{tells}{f':{again}' if again else ''}"
    return sum(
        queue_mail(connection, _mail(matter, tells, address, lang, link_id, made_by, key), now)
        for address, lang, link_id in links
    )


def _links(
    connection: sa.Connection, matter: Matter, addresses: dict[str, str], now: datetime
) -> Iterable[tuple[str, str, str]]:
    known = {
        link.email: link.id
        for link in read_request_links(connection, matter.request.id)
        if link.withdrawn_at is None
    }
    for address, lang in addresses.items():
        if address not in known:
            expires_at = link_expires(matter.request.answer_by)
            made = make_request_link(
                connection, matter.request.id, address, expires_at=expires_at, now=now
            )
            known[address] = made.id
        yield address, lang, known[address]


def _mail(
    matter: Matter, tells: Tells, address: str, lang: str, link_id: str, made_by: str, key: str
) -> Mail:
    request = matter.request
    words = {
        "title": _title(matter.opening, lang),
        "days": _days(matter.placement, lang),
        "by": day(request.answer_by, lang),
        "link": link_mark(LinkKind.ANSWER, link_id),
        "adviser": matter.adviser.name,
    }
    subject, body = TEXTS[tells][lang]
    ends = signature(matter.adviser, lang, matter.office.name)
    return Mail(
        subject_key=f"{key}:{address}",
        to_address=address,
        subject=subject.format(**words),
        body=f"{HELLO[lang]}\n\n{body.format(**words)}\n\n{ends}\n",
        made_by=made_by,
        language=lang,
        office_id=matter.office.office_id,
        employer_id=matter.employer.employer_id,
        participant_id=matter.placement.participant_id,
    )


def _title(opening: Opening, lang: str) -> str:
    return opening.title or {"nb": "en plass hos dere", "en": "a place with you"}[lang]


def _days(placement: Placement, lang: str) -> str:
    starts: date | None = placement.starts
    if starts is None:
        return ""
    first = {"nb": f" fra {day(starts, lang)}", "en": f" from {day(starts, lang)}"}[lang]
    if placement.planned_end is None:
        return first
    last = day(placement.planned_end, lang)
    return first + {"nb": f" til {last}", "en": f" to {last}"}[lang]
