"""Use cases of what was found about audit groups: list, give it an owner and a date, close it."""

from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import BadInput, NotAllowed
from matcher.store.engine import appending, reading
from matcher.store.findings import GroupFinding, assign_finding, close_finding, read_findings

# A name or a role; a reason is a few sentences.
LONGEST_OWNER, LONGEST_WHY = 100, 2000


def list_findings(
    engine: sa.Engine, viewer: Viewer, *, closed: bool = False
) -> tuple[GroupFinding, ...]:
    """Open findings, and with ``closed`` those that were closed; NotAllowed for advisers."""
    _check(viewer)
    with reading(engine) as connection:
        return read_findings(connection, closed=closed)


def assign(
    engine: sa.Engine, viewer: Viewer, number: int, *, owner: str, due_on: date, today: date
) -> None:
    """Say who looks after a finding, and by when.

    BadInput without an owner or with a day that has passed; NotFound; Conflict where it is closed.
    """
    _check(viewer)
    name = _text(owner, "Say who looks after the finding", LONGEST_OWNER)
    if due_on < today:
        raise BadInput(f"The day {due_on} has passed; name one that is still to come.")
    with appending(engine) as connection:
        assign_finding(connection, number, name, due_on)


def close(engine: sa.Engine, viewer: Viewer, number: int, *, why: str, today: date) -> None:
    """Close a finding with what was found out. BadInput without; NotFound; Conflict."""
    _check(viewer)
    reason = _text(why, "Say what was found out", LONGEST_WHY)
    with appending(engine) as connection:
        close_finding(connection, number, viewer.name, reason, today)


def _check(viewer: Viewer) -> None:
    if viewer.role in (Role.ADVISER, Role.EMPLOYER):
        raise NotAllowed("Findings about groups are for leaders and administrators.")


def _text(given: str, wanted: str, longest: int) -> str:
    text = given.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise BadInput(f"{wanted}, in 1 to {longest} characters.")
    return text
