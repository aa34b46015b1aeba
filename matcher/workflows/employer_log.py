"""Use case: keep a talk with an employer, and take, hand over or let go of an employer."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import Engine

from matcher.domain.access import Viewer
from matcher.domain.day import ContactBy
from matcher.domain.employer_contacts import Contact
from matcher.domain.errors import BadInput, Conflict, FormRefused
from matcher.store.day_tables import employer_owners
from matcher.store.employer_contacts import keep_contact, read_owners, set_owner
from matcher.store.engine import appending
from matcher.store.own_tables import accounts
from matcher.store.trust_tables import closed_accounts
from matcher.workflows.employer_promises import office_of
from matcher.workflows.employer_talks import Talk, mark_of, seen

FIELDS = ("spoken_on", "by", "note", "promised", "promised_for")
MOST_LETTERS = {"note": 2_000, "promised": 300}
# A talk that is written down later than this is more likely a year typed wrongly.
OLDEST = timedelta(days=365)
# The farthest day that anything is promised for.
FARTHEST = timedelta(days=2 * 365)
# Persian, and some scripts of India, are wrong without these; they are not "printable".
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


class Wrong(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    NO_DATE = "no_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    TOO_LONG = "too_long"
    NO_DAY_FOR_IT = "no_day_for_it"
    NOTHING_PROMISED = "nothing_promised"
    BEFORE_TALK = "before_talk"
    TOO_FAR = "too_far"


def log_contact(
    engine: Engine,
    viewer: Viewer,
    employer_id: str,
    typed: Mapping[str, str],
    *,
    today: date,
    confirmed: int = 0,
) -> Talk | None:
    """Keep a talk; where a colleague spoke with the employer within a week, that talk instead.

    ``confirmed`` is the ``id`` of the colleague's talk that the person goes past. FormRefused with
    a ``Wrong`` for each bad field; NotFound for no such employer, or where there is no office.
    """
    contact = read_contact_form(typed, employer_id, office_of(viewer), viewer.name, today)
    with appending(engine) as connection:
        stands = keep_contact(connection, contact, confirmed=confirmed)
    return None if stands is None else seen(stands, viewer, today)


def read_contact_form(
    typed: Mapping[str, str], employer_id: str, office_id: str, name: str, today: date
) -> Contact:
    """The talk that a form tells of; FormRefused with a ``Wrong`` for each bad field."""
    said = {field: _tidy(typed.get(field, "")) for field in FIELDS}
    wrong: dict[str, str] = {
        field: Wrong.TOO_LONG for field, most in MOST_LETTERS.items() if len(said[field]) > most
    }
    spoken_on = _day(said, "spoken_on", wrong)
    promised_for = _day(said, "promised_for", wrong)
    if not said["spoken_on"]:
        wrong["spoken_on"] = Wrong.MISSING
    if said["by"] not in list(ContactBy):
        wrong["by"] = Wrong.MISSING
    if spoken_on is not None:
        if spoken_on > today:
            wrong["spoken_on"] = Wrong.IN_THE_FUTURE
        elif today - spoken_on > OLDEST:
            wrong["spoken_on"] = Wrong.TOO_OLD
    _check_promise(said, spoken_on, promised_for, wrong)
    if wrong or spoken_on is None:
        raise FormRefused(wrong)
    return Contact(
        0, employer_id, office_id, spoken_on, name, ContactBy(said["by"]),
        said["note"] or None, said["promised"] or None, promised_for,
    )  # fmt: skip


def _tidy(text: str) -> str:
    """Lines as they were typed, without characters that nobody sees or a database refuses."""
    lines = ("".join(c if c.isprintable() or c in _JOINERS else " " for c in line)
             for line in text.strip().splitlines())  # fmt: skip
    return "\n".join(line.rstrip() for line in lines)


def _check_promise(
    said: Mapping[str, str],
    spoken_on: date | None,
    promised_for: date | None,
    wrong: dict[str, str],
) -> None:
    """A promise has a day on which somebody asks about it, so that it is not forgotten."""
    if said["promised"] and not said["promised_for"]:
        wrong["promised_for"] = Wrong.NO_DAY_FOR_IT
    if said["promised_for"] and not said["promised"]:
        wrong["promised"] = Wrong.NOTHING_PROMISED
    if promised_for is None or spoken_on is None:
        return
    if promised_for < spoken_on:
        wrong["promised_for"] = Wrong.BEFORE_TALK
    elif promised_for - spoken_on > FARTHEST:
        wrong["promised_for"] = Wrong.TOO_FAR


def _day(said: Mapping[str, str], field: str, wrong: dict[str, str]) -> date | None:
    if not said[field]:
        return None
    try:
        return date.fromisoformat(said[field])
    except ValueError:
        wrong[field] = Wrong.NO_DATE
        return None


def change_owner(
    engine: Engine, viewer: Viewer, employer_id: str, to: str | None, mark: str, *, today: date
) -> None:
    """Give an employer to a colleague or oneself (``to``), or to nobody (None).

    ``mark`` is that of the owner on the page that was looked at. Conflict where somebody else has
    the employer by now; BadInput where ``to`` is nobody of the viewer's office.
    """
    office_id = office_of(viewer)
    with appending(engine) as connection:
        if to is not None and to not in colleagues(connection, office_id):
            raise BadInput(f"There is no account {to[:40]!r} at your office.")
        owner = read_owners(connection, employer_owners.c.employer_id == employer_id).get(
            employer_id
        )
        if mark_of(owner) != mark:
            raise Conflict("Somebody else has taken this employer meanwhile; load the page again.")
        before = None if owner is None else (owner.account, owner.since)
        set_owner(connection, employer_id, to, before=before, today=today)


def colleagues(connection: sa.Connection, office_id: str) -> tuple[str, ...]:
    """The accounts of an office that are in use, by name."""
    closed = sa.select(closed_accounts.c.account)
    names = sa.select(accounts.c.name).where(
        accounts.c.office_id == office_id, accounts.c.name.not_in(closed)
    )
    return tuple(sorted(connection.execute(names).scalars()))
