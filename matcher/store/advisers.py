"""Advisers with the name and number that employers and participants see, read from the accounts."""

from collections.abc import Collection

import sqlalchemy as sa

from matcher.domain.advisers import Adviser
from matcher.store import tables as t
from matcher.store.day_tables import employer_owners
from matcher.store.own_tables import accounts

# A closed account has no number any more, and an employer's person has neither of the two here.
_COLUMNS = (accounts.c.name, accounts.c.person_name, accounts.c.phone)


def read_adviser(connection: sa.Connection, account: str) -> Adviser:
    """The adviser of a sign-in name; with nothing but that where no account has it."""
    row = connection.execute(sa.select(*_COLUMNS).where(accounts.c.name == account)).one_or_none()
    return Adviser(account) if row is None else Adviser(*row)


def read_reachable(
    connection: sa.Connection, employer_id: str, participant_ids: Collection[str]
) -> tuple[Adviser, ...]:
    """Whom an employer can ring: who looks after it, then the advisers of these participants.

    Those without a number are left out.
    """
    owner = sa.select(employer_owners.c.account).where(employer_owners.c.employer_id == employer_id)
    person = t.participants.c
    theirs = sa.select(person.adviser).where(person.participant_id.in_(list(participant_ids)))
    owns = accounts.c.name.in_(owner)
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .where(accounts.c.phone.is_not(None), owns | accounts.c.name.in_(theirs))
        .order_by(owns.desc(), sa.func.coalesce(accounts.c.person_name, accounts.c.name))
    )
    return tuple(Adviser(*row) for row in rows)
