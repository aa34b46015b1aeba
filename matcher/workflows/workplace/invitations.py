"""Use cases: an office invites somebody at an employer to make an account, and takes it back.

The pages sign an invitation's id; the mail with the link is queued with the invitation.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.advisers import Adviser
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.mails import LinkKind, Mail, link_mark
from matcher.store.accounts import read_account, read_closed
from matcher.store.advisers import read_adviser
from matcher.store.engine import appending
from matcher.store.invitations import (
    Invitation,
    add_invitation,
    read_invitation,
    read_invitations_of,
    withdraw_invitation,
)
from matcher.store.mails import queue_mail
from matcher.store.trail import note_account
from matcher.workflows.workplace.named import seen_employer
from matcher.workflows.workplace.signature import signature

INVITATION_LASTS = timedelta(days=14)
LONGEST_EMAIL = 200
_EMAIL = re.compile(r"[^@\s|<>,;:\"()\[\]\\]{1,64}@[^@\s|<>,;:\"()\[\]\\]{1,110}\.[^@\W\d_]{2,24}")


class EmailFault(StrEnum):
    """Why nobody can be invited at an address."""

    MISSING = "missing"
    WRONG = "wrong"
    HERE = "here"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"


def email_of(typed: str) -> str | None:
    """The address as accounts have it, or None where it is none.

    >>> email_of(" Ola.Nordmann@Butikken.no "), email_of("ola@butikken")
    ('ola.nordmann@butikken.no', None)
    """
    text = typed.strip().casefold()
    return text if _EMAIL.fullmatch(text) else None


def invite(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    form: Mapping[str, str],
    *,
    now: datetime,
    language: str = "nb",
) -> Invitation:
    """Invite whoever reads the mail at ``form["email"]``, for 14 days; an earlier invitation of
    the same address is withdrawn.

    FormRefused with an ``EmailFault``; NotFound for an employer that ``viewer`` may not see, and
    for whoever belongs to no office.
    """
    office_id, typed = office_of(viewer), form.get("email", "")
    with appending(engine) as connection:
        name = seen_employer(connection, viewer, employer_id)
        email = _may_be_invited(connection, employer_id, typed)
        _withdraw_earlier(connection, employer_id, email, now)
        made = add_invitation(
            connection, employer_id, office_id, email,
            made_by=viewer.name, now=now, expires_at=now + INVITATION_LASTS,
        )  # fmt: skip
        by = read_adviser(connection, viewer.name)
        queue_mail(connection, _mail(made, name, by, language), now)
        note_account(connection, viewer, email)
    return made


def withdraw(
    engine: sa.Engine, viewer: Viewer, employer_id: str, invitation_id: str, *, now: datetime
) -> None:
    """Let nobody use an invitation from now on.

    NotFound as ``invite``; Conflict where it was used or withdrawn meanwhile.
    """
    office_of(viewer)
    with appending(engine) as connection:
        seen_employer(connection, viewer, employer_id)
        known = read_invitation(connection, invitation_id)
        if known is None or known.employer_id != employer_id:
            raise NotFound("There is no such invitation to this employer.")
        if not withdraw_invitation(connection, invitation_id, now):
            raise Conflict("This invitation was used or withdrawn already.")
        note_account(connection, viewer, known.email)


def office_of(viewer: Viewer) -> str:
    """The office that invites; NotFound where the viewer belongs to none."""
    if viewer.role not in (Role.ADVISER, Role.LEADER) or viewer.office_id is None:
        raise NotFound("Nobody but an office invites an employer's people.")
    return viewer.office_id


def _may_be_invited(connection: sa.Connection, employer_id: str, typed: str) -> str:
    email = email_of(typed)
    if email is None:
        fault = EmailFault.WRONG if typed.strip() else EmailFault.MISSING
        raise FormRefused({"email": fault.value})
    known = read_account(connection, email)
    if known is None:
        return email
    if known.employer_id != employer_id:
        raise FormRefused({"email": EmailFault.ELSEWHERE.value})
    closed = email in read_closed(connection)
    raise FormRefused({"email": (EmailFault.CLOSED if closed else EmailFault.HERE).value})


def _withdraw_earlier(
    connection: sa.Connection, employer_id: str, email: str, now: datetime
) -> None:
    for known in read_invitations_of(connection, employer_id):
        if known.email == email:
            withdraw_invitation(connection, known.id, now)


def _mail(made: Invitation, employer: str | None, by: Adviser, language: str) -> Mail:
    subject, body = _TEXTS[language]
    words = {"employer": employer or _SOMEBODY[language], "ends": signature(by, language)}
    return Mail(
        subject_key=f"invitation:{made.id}",
        to_address=made.email,
        subject=subject.format(**words),
        body=body.format(**words, link=link_mark(LinkKind.INVITATION, made.id)),
        made_by=made.made_by,
        language=language,
        office_id=made.office_id,
        employer_id=made.employer_id,
    )


_SOMEBODY = {"nb": "arbeidsplassen din", "en": "your workplace"}
_TEXTS = {
    "nb": (
        "Lag konto for {employer}",
        "Hei!\n\nDere kan nå se og svare på nettet for {employer}: legge ut plasser, si hvem som"
        " er mentor, ta pause og svare på forespørsler.\n\n"
        "Åpne lenken og lag en konto. Det tar ett minutt:\n{link}\n\n"
        "Lenken er bare til deg, virker én gang og gjelder i 14 dager.\n\n"
        "{ends}\n",
    ),
    "en": (
        "Make an account for {employer}",
        "Hello,\n\nYou can now see and answer on the web for {employer}: post places, say who is a"
        " mentor, take a pause and answer requests.\n\n"
        "Open the link and make an account. It takes a minute:\n{link}\n\n"
        "The link is for you alone, works once and holds for 14 days.\n\n"
        "{ends}\n",
    ),
}
