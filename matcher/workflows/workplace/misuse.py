"""Use cases: an adviser reports an employer to the leader of the office, who settles it.

No page of an employer reads anything of this.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Employer
from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.misuse import Complaint, Misuse
from matcher.store import tables as t
from matcher.store.bans import standing_bans
from matcher.store.complaints import add_complaint, read_complaints, settle_complaint
from matcher.store.employer_tables import complaints
from matcher.store.engine import appending, reading
from matcher.store.reading_market import read_all
from matcher.workflows.employer_promises import office_of
from matcher.workflows.workplace.ban import refuse_all_but_leaders
from matcher.workflows.workplace.barred import Barred, read_barred
from matcher.workflows.workplace.spare import refuse_unknown
from matcher.workflows.workplace.words import Wrong, read_text


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint, and whom it is about."""

    complaint: Complaint
    employer: Employer


@dataclass(frozen=True, slots=True)
class ComplaintBook:
    """The office's complaints: open ones, the oldest first, and settled ones, the latest first.

    ``barred`` are the employers that a leader of any office has barred.
    """

    open: tuple[ComplaintLine, ...]
    settled: tuple[ComplaintLine, ...]
    barred: tuple[Barred, ...]


def report_misuse(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    kind: str,
    text: str,
    *,
    today: date,
) -> int:
    """Tell the leader of the viewer's office; the number of the complaint.

    FormRefused with a ``Wrong`` for each bad field; NotFound for no such employer, or where the
    viewer belongs to no office.
    """
    office_id, wrong = office_of(viewer), dict[str, str]()
    said = read_text(text, "text", wrong)
    if kind not in list(Misuse):
        wrong["kind"] = Wrong.MISSING
    if wrong:
        raise FormRefused(wrong)
    complaint = Complaint(0, employer_id, office_id, Misuse(kind), said, today, viewer.name)
    with appending(engine) as connection:
        refuse_unknown(connection, employer_id)
        return add_complaint(connection, complaint)


def settle(engine: sa.Engine, viewer: Viewer, complaint_id: int, how: str, *, today: date) -> None:
    """A leader keeps what was done about one of the own office's complaints.

    FormRefused without a text; Conflict where it is settled already; NotAllowed but for a leader;
    NotFound for another office's.
    """
    refuse_all_but_leaders(viewer)
    wrong: dict[str, str] = {}
    said = read_text(how, "how", wrong)
    own = (complaints.c.id == complaint_id, complaints.c.office_id == office_of(viewer))
    with appending(engine) as connection:
        if not read_complaints(connection, *own):
            raise NotFound(f"There is no complaint {complaint_id} at your office.")
        if wrong:
            raise FormRefused(wrong)
        settle_complaint(connection, complaint_id, said, settled_by=viewer.name, today=today)


def complaint_book(engine: sa.Engine, viewer: Viewer, *, today: date) -> ComplaintBook:
    """The leader's page; refusals as ``settle``."""
    refuse_all_but_leaders(viewer)
    own = complaints.c.office_id == office_of(viewer)
    with reading(engine) as connection:
        found = read_complaints(connection, own)
        about = sa.select(complaints.c.employer_id).where(own)
        employers = {
            each.employer_id: each
            for each in read_all(connection, Employer, t.employers.c.employer_id.in_(about))
        }
        barred = read_barred(connection, viewer, standing_bans(connection, today))
    lines = [ComplaintLine(each, employers[each.employer_id]) for each in found]
    return ComplaintBook(
        open=tuple(line for line in lines if line.complaint.settled_on is None),
        settled=tuple(line for line in lines[::-1] if line.complaint.settled_on is not None),
        barred=barred,
    )


def count_open(engine: sa.Engine, viewer: Viewer) -> int:
    """How many complaints wait for the leader; NotFound where the viewer belongs to no office."""
    c = complaints.c
    with reading(engine) as connection:
        found: int = connection.execute(
            sa.select(sa.func.count())
            .select_from(complaints)
            .where(c.office_id == office_of(viewer), c.settled_on.is_(None))
        ).scalar_one()
        return found
