"""Use case: an employer says who a mentor is and for how many; confidentiality is confirmed."""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from matcher.domain.access import Viewer
from matcher.domain.employers import Mentor
from matcher.domain.errors import Conflict
from matcher.exchange.mentor_form import MentorForm
from matcher.exchange.opening_form import one_line
from matcher.store.employer_tables import MOST_HOURS_PER_MONTH
from matcher.store.engine import writing
from matcher.store.mentors import (
    MentorDetails,
    put_mentor,
    read_details,
    read_own_mentor,
    read_placements_with,
)
from matcher.store.posted_openings import read_workplace
from matcher.store.posting import ID_LENGTH, ID_LETTERS, new_id
from matcher.store.readers import read_ids
from matcher.workflows.workplace.field_rules import (
    FieldsRefused,
    Problem,
    Problems,
    Wrong,
    bad_number,
    bad_texts,
    refuse,
)
from matcher.workflows.workplace.mentor_start import mark_of
from matcher.workflows.workplace.opening_rules import busiest

# More people with one mentor at the same time than this is a slip of the finger.
MOST_AT_ONCE = 20
LONGEST_NAME, LONGEST_PHONE = 80, 30
_LONGEST = {"name": LONGEST_NAME, "phone": LONGEST_PHONE}
_OWN_ID = re.compile(f"M-[{ID_LETTERS}]{{{ID_LENGTH}}}")


class ConfirmedBy(StrEnum):
    """Who said that the mentor keeps to themselves what they learn."""

    MENTOR = "mentor"
    EMPLOYER = "employer"


class MentorChanged(Conflict):
    """Somebody else changed the mentor since the form was read."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this mentor meanwhile; look at it as it is now.")


def new_mentor_id() -> str:
    """An id for a form that is about to be filled in: sent twice, the mentor is kept once."""
    return new_id("M")


def add_mentor(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    form: MentorForm,
    *,
    mentor_id: str | None = None,
) -> Mentor:
    """Keep a new mentor. NotFound where ``viewer`` may not see the employer; FieldsRefused.

    The same ``mentor_id`` (of ``new_mentor_id``) sent twice is kept once.
    """
    with writing(engine) as connection:
        workplace = read_workplace(connection, viewer, employer_id)
        already = [m for m in workplace.mentors if m.mentor_id == mentor_id]
        if already:
            connection.rollback()
            return already[0]
        _refuse_bad(form, None, 0)
        taken = read_ids(connection, "mentors")
        wanted = mentor_id or ""
        is_free = _OWN_ID.fullmatch(wanted) and wanted not in taken
        chosen = wanted if is_free else new_id("M", tuple(taken))
        mentor = form.put_in(Mentor(chosen, employer_id))
        put_mentor(connection, mentor, _details(form, MentorDetails()))
    return mentor


def change_mentor(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    mentor_id: str,
    form: MentorForm,
    *,
    today: date,
    seen: str | None = None,
) -> Mentor:
    """Keep what the form says; MentorChanged where ``seen`` is not the mentor's mark any more.

    FieldsRefused with each bad field, also fewer at once than are there or have agreed to come.
    """
    with writing(engine) as connection:
        read_workplace(connection, viewer, employer_id)
        before = read_own_mentor(connection, employer_id, mentor_id)
        details = read_details(connection, [mentor_id]).get(mentor_id, MentorDetails())
        if seen is not None and seen != mark_of(before, details):
            raise MentorChanged
        agreed = busiest(read_placements_with(connection, [mentor_id]), today)
        _refuse_bad(form, before, agreed)
        after = form.put_in(before)
        put_mentor(connection, after, _details(form, details))
    return after


def confirm_confidential(
    engine: sa.Engine,
    viewer: Viewer,
    employer_id: str,
    mentor_id: str,
    *,
    by: ConfirmedBy,
    on: date | None,
    today: date,
) -> None:
    """Keep that confidentiality was confirmed on a day; FieldsRefused for a day to come."""
    if on is None or on > today:
        text = f"expected a date until {today}"
        raise FieldsRefused({"confidential_on": Problem(Wrong.IN_THE_PAST, text)})
    with writing(engine) as connection:
        read_workplace(connection, viewer, employer_id)
        mentor = read_own_mentor(connection, employer_id, mentor_id)
        details = read_details(connection, [mentor_id]).get(mentor_id, MentorDetails())
        confirmed = replace(details, confidential_on=on, confidential_by=by.value)
        put_mentor(connection, mentor, confirmed)


def _details(form: MentorForm, before: MentorDetails) -> MentorDetails:
    return replace(
        before,
        hours_per_month=form.hours_per_month,
        email=form.email,
        phone=None if form.phone is None else one_line(form.phone),
    )


def _refuse_bad(form: MentorForm, before: Mentor | None, agreed: int) -> None:
    capacity = bad_number(
        "capacity", form.capacity, most=MOST_AT_ONCE, agreed=agreed, thing="mentor",
        # An imported mentor may say nothing of it; whoever adds one says it.
        may_be_unknown=before is not None and before.capacity is None,
    )  # fmt: skip
    refuse(bad_texts(form, _LONGEST), capacity, _bad_hours(form))


def _bad_hours(form: MentorForm) -> Problems:
    if form.hours_per_month is not None and form.hours_per_month > MOST_HOURS_PER_MONTH:
        said = f"expected a whole number up to {MOST_HOURS_PER_MONTH}"
        yield "hours_per_month", Problem(Wrong.PLACES, said, MOST_HOURS_PER_MONTH)
