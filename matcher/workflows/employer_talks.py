"""What a viewer may see of the talks with an employer and of who looks after it.

Of another office's talk only the day is told, and that it was a colleague at another office.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from matcher.domain.access import Viewer
from matcher.domain.day import ContactBy
from matcher.domain.employer_contacts import CALLED_WITHIN, Contact, Owner


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as the viewer may see it; ``by_whom`` is None for somebody at another office, of whose
    talk nothing else is told.
    """

    id: int
    spoken_on: date
    by_whom: str | None
    by: ContactBy | None = None
    note: str | None = None
    promised: str | None = None
    promised_for: date | None = None
    settled_on: date | None = None
    lately: bool = False

    @property
    def promise_stands(self) -> bool:
        """Whether something was promised that nobody has ticked off."""
        return self.promised is not None and self.settled_on is None


@dataclass(frozen=True, slots=True)
class OwnerSeen:
    """Who looks after an employer; ``name`` is None for somebody at another office. ``mark`` tells
    this from every other owner and day, so that nobody changes what they have not seen.
    """

    name: str | None
    since: date
    mark: str


def seen(contact: Contact, viewer: Viewer, today: date) -> Talk:
    """The talk as ``viewer`` may see it."""
    lately = contact.spoken_on >= today - CALLED_WITHIN
    if not viewer.sees_office(contact.office_id):
        return Talk(contact.id, contact.spoken_on, None, lately=lately)
    return Talk(
        contact.id, contact.spoken_on, contact.spoken_by, contact.by, contact.note,
        contact.promised, contact.promised_for, contact.settled_on, lately,
    )  # fmt: skip


def seen_all(contacts: Iterable[Contact], viewer: Viewer, today: date) -> tuple[Talk, ...]:
    """All of ``contacts`` as ``viewer`` may see them."""
    return tuple(seen(contact, viewer, today) for contact in contacts)


def owner_seen(owner: Owner | None, viewer: Viewer) -> OwnerSeen | None:
    """The owner as ``viewer`` may see them."""
    if owner is None:
        return None
    own = owner.office_id is not None and viewer.sees_office(owner.office_id)
    return OwnerSeen(owner.account if own else None, owner.since, mark_of(owner))


def mark_of(owner: Owner | None) -> str:
    """A word for who looks after an employer since when; empty for nobody.

    >>> mark_of(None), len(mark_of(Owner("E1", "kari", "N1", date(2026, 3, 2))))
    ('', 16)
    """
    if owner is None:
        return ""
    return sha256(f"{owner.employer_id}|{owner.account}|{owner.since}".encode()).hexdigest()[:16]
