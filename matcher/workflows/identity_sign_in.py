"""Use case: somebody whom the organisation's own sign-in vouches for gets their account here.

The account says role and office, never the organisation's sign-in: that one can only refuse, by
a role that does not agree. Nobody gets an account by signing in.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, Engine

from matcher.domain.access import Role
from matcher.domain.errors import NotAllowed
from matcher.store.accounts import Account, read_open_account, set_contact
from matcher.store.engine import reading, writing
from matcher.store.identities import account_of_identity, is_linked, link_identity
from matcher.store.trail import note_account
from matcher.workflows.staff_contact import LONGEST_PERSON_NAME, may_be_rung, name_of


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the organisation's sign-in.

    ``name`` is the sign-in name here that it vouches for, None where it names none or is not
    trusted to; ``roles`` are those that it vouches for, None where it is not asked;
    ``person_name`` is what the person is called.
    """

    issuer: str
    subject: str
    name: str | None = None
    roles: frozenset[Role] | None = None
    person_name: str | None = None


class Refusal(StrEnum):
    """Why somebody who is known to the organisation does not get in."""

    NO_ACCOUNT = "no account"
    ROLE = "role"


class IdentityRefused(NotAllowed):
    """The organisation vouches for somebody who may not sign in here."""

    def __init__(self, why: Refusal) -> None:
        self.why = why
        super().__init__(f"The organisation's sign-in was refused: {why}.")


def sign_in_by_identity(engine: Engine, identity: Identity) -> Account:
    """The open account of an identity; the first time it is linked by its name.

    Linked by name is only an account that is linked to nobody yet, and never an administrator's:
    that needs ``user link``; nor an employer's, for whom no organisation vouches. An account of an
    office that has no name of a person yet is given theirs. IdentityRefused where there is no
    account, or its role disagrees.
    """
    with reading(engine) as connection:
        account = account_of_identity(connection, identity.issuer, identity.subject)
    if account is None:
        account = _link(engine, identity)
    else:
        _check_role(account, identity)
    return _named_as(engine, account, identity.person_name)


def _link(engine: Engine, identity: Identity) -> Account:
    if not identity.name:
        raise IdentityRefused(Refusal.NO_ACCOUNT)
    with writing(engine) as connection:
        account = _named(connection, identity.issuer, identity.name)
        if account is None:
            connection.rollback()
            raise IdentityRefused(Refusal.NO_ACCOUNT)
        _check_role(account, identity)
        link_identity(connection, identity.issuer, identity.subject, account.name)
        note_account(connection, account.viewer, account.name)
    return account


def _named(connection: Connection, issuer: str, name: str) -> Account | None:
    account = read_open_account(connection, name)
    if account is None or account.role in (Role.ADMINISTRATOR, Role.EMPLOYER):
        return None
    return None if is_linked(connection, issuer, name) else account


def _named_as(engine: Engine, account: Account, given: str | None) -> Account:
    person_name = name_of(given or "")
    fits = 0 < len(person_name) <= LONGEST_PERSON_NAME
    if account.person_name is not None or not fits or not may_be_rung(account.viewer):
        return account
    with writing(engine) as connection:
        set_contact(connection, account.name, person_name=person_name)
        note_account(connection, account.viewer, account.name)
    return replace(account, person_name=person_name)


def _check_role(account: Account, identity: Identity) -> None:
    if identity.roles is not None and account.role not in identity.roles:
        raise IdentityRefused(Refusal.ROLE)
