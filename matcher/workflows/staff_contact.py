"""Use case: what an office's person is called and which number employers ring, kept and changed.

The operator sets both (``user add``, ``user change``), and people their own; each change stands in
the audit log.
"""

from collections.abc import Mapping
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Viewer
from matcher.domain.errors import BadInput, Conflict, FormRefused, NotFound
from matcher.domain.phones import phone_of
from matcher.exchange.opening_form import one_line
from matcher.store.accounts import read_account, read_closed, set_contact
from matcher.store.engine import writing
from matcher.store.trail import note_account

LONGEST_PERSON_NAME = 80
FIELDS = ("person_name", "phone")
# Some scripts are wrong without these, which are not "printable".
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


class ContactFault(StrEnum):
    """Why a name or a number cannot be kept."""

    LONG = "long"
    NUMBER = "number"


MESSAGES = {
    ContactFault.LONG: f"The name is too long; use at most {LONGEST_PERSON_NAME} characters.",
    ContactFault.NUMBER: "This is no telephone number; give 8 digits, or + and the country first.",
}


def contact_of(typed: Mapping[str, str]) -> dict[str, str | None]:
    """Those of FIELDS that were typed, as they are kept: None for an empty one.

    FormRefused with the ``ContactFault`` of each bad field.

    >>> contact_of({"person_name": " Kari  Prøvesen ", "phone": "90000001"})
    {'person_name': 'Kari Prøvesen', 'phone': '900 00 001'}
    >>> contact_of({"phone": " "})
    {'phone': None}
    """
    kept: dict[str, str | None] = {}
    faults: dict[str, str] = {}
    if "person_name" in typed:
        kept["person_name"] = name_of(typed["person_name"]) or None
        if len(kept["person_name"] or "") > LONGEST_PERSON_NAME:
            faults["person_name"] = ContactFault.LONG.value
    if "phone" in typed:
        kept["phone"] = phone_of(typed["phone"])
        if kept["phone"] is None and typed["phone"].strip():
            faults["phone"] = ContactFault.NUMBER.value
    if faults:
        raise FormRefused(faults)
    return kept


def name_of(typed: str) -> str:
    """A name in one line, without characters that nobody sees or a database refuses."""
    return one_line("".join(c if c.isprintable() or c in _JOINERS else " " for c in typed))


def check_contact(typed: Mapping[str, str]) -> dict[str, str | None]:
    """As ``contact_of``, for the command line: BadInput in a sentence."""
    try:
        return contact_of(typed)
    except FormRefused as refused:
        faults = (f'"{typed[field]}": {MESSAGES[ContactFault(why)]}'
                  for field, why in refused.by_field.items())  # fmt: skip
        raise BadInput(" ".join(faults)) from None


def change_user(engine: sa.Engine, name: str, typed: Mapping[str, str]) -> None:
    """Change the name, the number or both of an account (``user change``).

    BadInput for a bad field or an account of no office; NotFound, or Conflict for a closed one.
    """
    kept = check_contact(typed)
    with writing(engine) as connection:
        if read_account(connection, name) is None:
            raise NotFound(f'There is no account "{name}".')
        if name in read_closed(connection):
            raise Conflict(f'The account "{name}" is closed; run "jobbsmak user reopen {name}".')
        set_contact(connection, name, **kept)
        note_account(connection, OPERATOR, name)


def change_own_contact(engine: sa.Engine, viewer: Viewer, form: Mapping[str, str]) -> None:
    """Change what one is called oneself, and one's own number; FormRefused as ``contact_of``.

    NotFound for whoever belongs to no office, whom nobody rings.
    """
    if not may_be_rung(viewer):
        raise NotFound("A name and a number are kept of an office's people only.")
    kept = contact_of({field: form.get(field, "") for field in FIELDS})
    with writing(engine) as connection:
        set_contact(connection, viewer.name, **kept)
        note_account(connection, viewer, viewer.name)


def may_be_rung(viewer: Viewer) -> bool:
    """Whether employers and participants may see the name and the number of ``viewer``."""
    return viewer.sees_office(viewer.office_id or "")
