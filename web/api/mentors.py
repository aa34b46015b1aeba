"""Mentors in the API: list, read, add, change, pause and back, as on the employers' pages."""

from dataclasses import asdict
from datetime import date
from typing import Any

from pydantic import Field

from matcher.domain.api import Scope
from matcher.exchange.mentor_form import MentorForm
from matcher.exchange.schemas import json_document
from matcher.store.employer_tables import MOST_HOURS_PER_MONTH
from matcher.workflows import api_lists
from matcher.workflows.api_lists import MentorShown
from matcher.workflows.workplace.mentor_away import add_absence, pause_mentor, resume_mentor
from matcher.workflows.workplace.mentor_edit import (
    LONGEST_NAME,
    LONGEST_PHONE,
    MOST_AT_ONCE,
    MentorChanged,
    add_mentor,
    change_mentor,
)
from web.api.asked_for import checked, employer_of, id_from
from web.api.fields import MOST_LISTED, Day, Empty, Id, LanguageCode, Sent, Told, text, whole
from web.api.operations import Answer, Call, Operation
from web.api.paging import OfEmployer, page_of, part_of
from web.api.versioned import Versioned


class MentorFields(Sent):
    """What may be said of a mentor; null is unknown."""

    capacity: whole(1, MOST_AT_ONCE) = Field(1, description="how many at the same time")
    languages: list[LanguageCode] | None = Field(None, max_length=MOST_LISTED)
    hours_per_month: whole(0, MOST_HOURS_PER_MONTH) | None = None
    available_from: Day | None = None
    available_to: Day | None = None
    email: text(254) | None = None
    phone: text(LONGEST_PHONE) | None = None


class MentorPost(MentorFields):
    """A new mentor; ``employer_id`` is said by offices alone."""

    name: text(LONGEST_NAME)
    employer_id: Id | None = None


class MentorPatch(MentorFields):
    """What is to change; a field that is left out stays as it is."""

    name: text(LONGEST_NAME) = ""


class MentorPause(Sent):
    """The last day of the pause."""

    until: Day


class MentorAway(Sent):
    """From which day to which, both included; without a last day it is the first alone."""

    first: Day
    last: Day | None = None


class MentorDocument(Told):
    """A mentor; ``here`` are with the mentor today, ``paused_until`` is a pause that holds."""

    mentor_id: str
    employer_id: str
    name: str | None
    capacity: int | None
    here: int
    languages: list[str] | None
    available_from: date | None
    available_to: date | None
    hours_per_month: int | None
    confidential_on: date | None
    email: str | None
    phone: str | None
    paused_until: date | None
    version: str = Field(description="another once the mentor has changed; the ETag")


class MentorPage(Told):
    """A page of mentors; ``next`` leads to the next one."""

    items: list[MentorDocument]
    next: str | None


def _read(call: Call, mentor_id: str) -> MentorShown:
    return api_lists.one_mentor(call.program.engine, call.viewer, mentor_id, today=call.today)


def _document(shown: MentorShown) -> dict[str, Any]:
    details = shown.details
    return json_document(shown.mentor, "mentors") | {
        "here": shown.here,
        "hours_per_month": details.hours_per_month,
        "confidential_on": details.confidential_on and details.confidential_on.isoformat(),
        "email": details.email,
        "phone": details.phone,
        "paused_until": shown.paused_until and shown.paused_until.isoformat(),
        "version": shown.mark,
    }


_MENTORS = Versioned("mentor", _read, _document, lambda shown: shown.mentor.employer_id)


def _list(call: Call) -> Answer:
    rows = api_lists.mentors_page(call.program.engine, call.viewer, part_of(call), today=call.today)
    return page_of(call, "/mentors", rows, lambda row: (row.mentor.mentor_id,), _document)


def _post(call: Call) -> Answer:
    form = checked(MentorForm, call.body.model_dump(exclude={"employer_id"}))
    mentor = add_mentor(
        call.program.engine, call.viewer, employer_of(call, call.body.employer_id), form,
        mentor_id=id_from(call, "M"),
    )  # fmt: skip
    return _MENTORS.made(call, mentor.mentor_id)


def _patch(call: Call) -> Answer:
    def before(shown: MentorShown) -> dict[str, Any]:
        known = asdict(shown.details) | asdict(shown.mentor)
        return {name: known[name] for name in MentorForm.model_fields}

    return _MENTORS.change(call, change_mentor, MentorForm, before, MentorChanged)


def _pause(call: Call) -> Answer:
    return _MENTORS.take(call, pause_mentor, until=call.body.until)


def _resume(call: Call) -> Answer:
    return _MENTORS.take(call, resume_mentor)


def _away(call: Call) -> Answer:
    return _MENTORS.take(call, add_absence, first=call.body.first, last=call.body.last)


_ONE = "/mentors/{mentor_id}"
OPERATIONS = (
    Operation(
        "listMentors", "GET", "/mentors", "List mentors", "Mentors", Scope.MENTORS_READ,
        MentorPage, _list, query=OfEmployer,
        more="An employer's token lists its own; an office's those of every employer, or of one.",
    ),
    Operation(
        "addMentor", "POST", "/mentors", "Add a mentor", "Mentors", Scope.MENTORS_WRITE,
        MentorDocument, _post, 201, takes=MentorPost,
    ),
    Operation(
        "getMentor", "GET", _ONE, "Read a mentor", "Mentors", Scope.MENTORS_READ,
        MentorDocument, _MENTORS.get,
    ),
    Operation(
        "changeMentor", "PATCH", _ONE, "Change a mentor, and for how many", "Mentors",
        Scope.MENTORS_WRITE, MentorDocument, _patch, takes=MentorPatch, versioned=True,
        more="Only what is sent changes; never fewer at once than are there or have agreed.",
    ),
    Operation(
        "pauseMentor", "POST", f"{_ONE}/pause", "Pause a mentor", "Mentors",
        Scope.MENTORS_WRITE, MentorDocument, _pause, takes=MentorPause,
    ),
    Operation(
        "resumeMentor", "POST", f"{_ONE}/resume", "A mentor takes people again", "Mentors",
        Scope.MENTORS_WRITE, MentorDocument, _resume, takes=Empty,
    ),
    Operation(
        "addAbsence", "POST", f"{_ONE}/away", "A mentor is away", "Mentors",
        Scope.MENTORS_WRITE, MentorDocument, _away, takes=MentorAway,
        more="Nobody is proposed who would begin in those days. The same sent twice is kept once.",
    ),
)  # fmt: skip
