"""Use case: what employers have promised an office, and for when; nothing promised is forgotten."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.employer_contacts import Contact, Owner
from matcher.domain.employers import Employer
from matcher.domain.errors import NotFound
from matcher.store import tables as t
from matcher.store.day_tables import employer_contacts, employer_owners
from matcher.store.employer_contacts import read_contacts, read_owners, settle_promise
from matcher.store.engine import appending
from matcher.store.readers import read_all


@dataclass(frozen=True, slots=True)
class PromiseDue:
    """Something an employer promised for a day that has come; ``responsible`` asks about it."""

    contact: Contact
    employer: Employer
    responsible: str
    overdue_days: int

    @property
    def key(self) -> str:
        """The name of the matter: the same until it is settled."""
        return f"promise:{self.contact.id}"

    @property
    def due_on(self) -> date:
        """The day for which it was promised."""
        assert self.contact.promised_for is not None, "only a promise with a day falls due"
        return self.contact.promised_for


def promises_due(
    connection: sa.Connection, viewer: Viewer, *, today: date, mine: bool
) -> tuple[PromiseDue, ...]:
    """What was promised to the viewer's office for today or before, the oldest first.

    ``mine``: only what the viewer is to ask about, as the employer's owner or, where no colleague
    of the office is that, as the one whom it was promised. Three questions to the store.
    NotFound where the viewer belongs to no office.
    """
    c = employer_contacts.c
    standing = (
        c.office_id == office_of(viewer),
        c.promised_for <= today,
        c.promised.is_not(None),
        c.settled_on.is_(None),
    )
    ids = sa.select(c.employer_id).where(*standing)
    found = read_contacts(connection, *standing)
    owners = read_owners(connection, employer_owners.c.employer_id.in_(ids))
    employers = {
        employer.employer_id: employer
        for employer in read_all(connection, Employer, t.employers.c.employer_id.in_(ids))
    }
    due = (
        PromiseDue(
            contact=each,
            employer=employers[each.employer_id],
            responsible=responsible_for(each, owners.get(each.employer_id)),
            overdue_days=(today - each.promised_for).days,
        )
        for each in found
        if each.promised_for is not None
    )
    own = (each for each in due if not mine or each.responsible == viewer.name)
    return tuple(sorted(own, key=lambda each: (each.due_on, each.contact.id)))


def responsible_for(contact: Contact, owner: Owner | None) -> str:
    """The employer's owner where that is a colleague at the same office, else who was there."""
    if owner is not None and owner.office_id == contact.office_id:
        return owner.account
    return contact.spoken_by


def settle(engine: Engine, viewer: Viewer, contact_id: int, *, today: date) -> bool:
    """Tick off a promise, kept or not; False where that was done already."""
    with appending(engine) as connection:
        return settle_promise(connection, office_of(viewer), contact_id, today)


def office_of(viewer: Viewer) -> str:
    """The viewer's office; NotFound where the viewer belongs to none."""
    if viewer.office_id is None or not viewer.sees_office(viewer.office_id):
        raise NotFound("An administrator belongs to no office, and calls no employers.")
    return viewer.office_id
