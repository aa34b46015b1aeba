"""Use cases: an employer's person asks for a link by mail, and signs in by it, once.

Whether an address has an account is told to nobody: the answer is the same, and so is the wait
where links are asked for too fast. Opening the link's page uses nothing up, for mail programs open
every link that they carry; the button does.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.mails import LinkKind, Mail, link_mark
from matcher.store.accounts import Account, read_open_account
from matcher.store.engine import appending, reading
from matcher.store.mails import queue_mail
from matcher.store.sign_in_links import (
    SignInLink,
    add_sign_in_link,
    forget_sign_in_links,
    read_sign_in_link,
    use_sign_in_link,
)
from matcher.workflows.throttle import Attempt, claim_attempt
from matcher.workflows.workplace.accept_invitation import Closed, LinkRefused
from matcher.workflows.workplace.invitations import email_of

LINK_LASTS = timedelta(minutes=30)
# So long an ended link can still be told from one that never was.
_KEPT_AFTER_END = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """Who asks, as typed, and from where; ``key`` is the server's secret (see `throttle`)."""

    email: str
    address: str
    key: str = field(repr=False)

    @property
    def attempt(self) -> Attempt:
        """As the throttle counts it: apart from passwords, with the same waits."""
        return Attempt(f"link to {self.email.casefold()}", "", self.address, None, self.key)


def ask_for_link(engine: sa.Engine, asked: LinkAsked, *, now: datetime) -> None:
    """Queue a mail with a link, where the address is the open account of an employer's person.

    TooManyAttempts where links were asked for too fast, whoever has the address.
    """
    claim_attempt(engine, asked.attempt, now)
    email = email_of(asked.email)
    with appending(engine) as connection:
        forget_sign_in_links(connection, now - _KEPT_AFTER_END)
        account = None if email is None else read_open_account(connection, email)
        if account is not None and account.role is Role.EMPLOYER:
            _send(connection, account, now)


def open_sign_in_link(engine: sa.Engine, link_id: str | None, now: datetime) -> None:
    """LinkRefused where the link (None: the signature is not ours) signs nobody in."""
    with reading(engine) as connection:
        _held(connection, link_id, now)


def sign_in_by_link(engine: sa.Engine, link_id: str | None, now: datetime) -> Account:
    """The account that the link opens, and opens once; LinkRefused as ``open_sign_in_link``."""
    with appending(engine) as connection:
        link, account = _held(connection, link_id, now)
        if not use_sign_in_link(connection, link.id, now):
            raise LinkRefused(Closed.USED)
    return account


def _held(
    connection: sa.Connection, link_id: str | None, now: datetime
) -> tuple[SignInLink, Account]:
    link = None if link_id is None else read_sign_in_link(connection, link_id)
    if link is None:
        raise LinkRefused(Closed.BROKEN)
    if link.used_at is not None:
        raise LinkRefused(Closed.USED)
    if now >= link.expires_at:
        raise LinkRefused(Closed.EXPIRED)
    account = read_open_account(connection, link.account)
    if account is None or account.role is not Role.EMPLOYER:
        raise LinkRefused(Closed.WITHDRAWN)
    return link, account


def _send(connection: sa.Connection, account: Account, now: datetime) -> None:
    link_id = add_sign_in_link(connection, account.name, now, now + LINK_LASTS)
    subject, body = _TEXTS[account.language]
    mail = Mail(
        subject_key=f"sign_in:{link_id}",
        to_address=account.name,
        subject=subject,
        body=body.format(link=link_mark(LinkKind.SIGN_IN, link_id)),
        made_by=account.name,
        language=account.language,
        # Of no office: nobody but the person may ever read it, in an outbox neither.
        employer_id=account.employer_id,
    )
    queue_mail(connection, mail, now)


_TEXTS = {
    "nb": (
        "Lenke for å logge inn",
        "Hei!\n\nHer er lenken du ba om. Den virker én gang, i 30 minutter:\n{link}\n\n"
        "Ba du ikke om den, trenger du ikke gjøre noe.\n",
    ),
    "en": (
        "Link to sign in",
        "Hello,\n\nHere is the link that you asked for. It works once, for 30 minutes:\n{link}\n\n"
        "If you did not ask for it, there is nothing that you need to do.\n",
    ),
}
