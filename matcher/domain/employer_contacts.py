"""Talks with employers: who spoke with whom, what was promised, and who looks after whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from matcher.domain.day import ContactBy

# An employer that a colleague spoke with so lately is not called again unknowingly.
CALLED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Contact:
    """A talk with an employer; what was ``promised`` stands until it is settled.

    ``id`` is given by the store; 0 before.
    """

    id: int
    employer_id: str
    office_id: str
    spoken_on: date
    spoken_by: str
    by: ContactBy
    note: str | None = None
    promised: str | None = None
    promised_for: date | None = None
    settled_on: date | None = None

    @property
    def promise_stands(self) -> bool:
        """Whether something was promised that nobody has ticked off."""
        return self.promised is not None and self.settled_on is None


@dataclass(frozen=True, slots=True)
class Owner:
    """The one who looks after an employer, and of which office."""

    employer_id: str
    account: str
    office_id: str | None
    since: date


def colleagues_call(contacts: Iterable[Contact], name: str, on: date) -> Contact | None:
    """The latest talk by somebody other than ``name`` within seven days of ``on``.

    >>> called = Contact(1, "E1", "N1", date(2026, 3, 2), "eva", ContactBy.PHONE)
    >>> colleagues_call([called], "kari", date(2026, 3, 9)) == called
    True
    >>> colleagues_call([called], "kari", date(2026, 3, 10)), colleagues_call(
    ...     [called], "eva", date(2026, 3, 3))
    (None, None)
    """
    near = [
        each
        for each in contacts
        if each.spoken_by != name and abs(each.spoken_on - on) <= CALLED_WITHIN
    ]
    return max(near, key=lambda each: (each.spoken_on, each.id), default=None)
