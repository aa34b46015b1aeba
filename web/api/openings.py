"""Openings in the API: list, read, post, change, pause, open and close, as on the pages."""

from datetime import date
from typing import Any

from pydantic import Field

from matcher.domain.api import Scope
from matcher.domain.employers import LanguageUse, OpeningStatus
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.exchange.opening_form import OPENING_FIELDS, OpeningForm
from matcher.exchange.schemas import json_document
from matcher.workflows import api_lists
from matcher.workflows.api_lists import OpeningShown
from matcher.workflows.workplace.opening_closing import ClosingAsks, close_opening
from matcher.workflows.workplace.opening_list import Standing
from matcher.workflows.workplace.opening_rules import LONGEST, MOST_PLACES
from matcher.workflows.workplace.openings import OpeningChanged, change_opening, post_opening
from matcher.workflows.workplace.pausing import open_opening, pause_opening
from web.api.asked_for import checked, employer_of, id_from
from web.api.fields import (
    MOST_LISTED,
    Code,
    Day,
    Empty,
    Hours,
    Id,
    LevelName,
    Sent,
    Told,
    Word,
    text,
    whole,
)
from web.api.operations import Answer, Call, Operation
from web.api.paging import OfEmployer, page_of, part_of
from web.api.problems import Problem, pointer
from web.api.versioned import Versioned


class OpeningFields(Sent):
    """What may be said of an opening; null is unknown, and of a requirement: none."""

    occupation: Code | None = Field(None, description="STYRK-08, four digits")
    tasks: text(LONGEST["tasks"]) | None = None
    purposes: list[Purpose] | None = Field(None, max_length=len(Purpose))
    slots: whole(1, MOST_PLACES) = Field(1, description="how many at the same time")
    mentors: list[Id] | None = Field(None, max_length=MOST_LISTED)
    new_mentor: text(LONGEST["new_mentor"]) | None = Field(
        None, description="the name of somebody who is to be a mentor and is not known yet"
    )
    postal_code: Code | None = None
    place: text(LONGEST["place"]) | None = None
    starts: Day | None = None
    ends: Day | None = None
    hours_per_week: Hours | None = None
    schedule: list[PartOfWeek] | None = Field(None, max_length=len(PartOfWeek))
    needs_spoken: LevelName | None = None
    needs_written: LevelName | None = None
    language_use: LanguageUse | None = None
    credentials: list[Word] | None = Field(None, max_length=MOST_LISTED)
    demands: list[Word] | None = Field(None, max_length=MOST_LISTED)


class OpeningPost(OpeningFields):
    """A new opening; ``employer_id`` is said by offices alone."""

    title: text(LONGEST["title"])
    employer_id: Id | None = None


class OpeningPatch(OpeningFields):
    """What is to change; a field that is left out stays as it is."""

    title: text(LONGEST["title"]) = ""


class Pause(Sent):
    """The last day of the pause; without one it lasts until the opening is opened again."""

    until: Day | None = None


class Close(Sent):
    """How many waiting requests may be taken back with it."""

    confirmed: whole(0, 10_000) = 0


class OpeningDocument(Told):
    """An opening; ``standing`` says whether it takes people today."""

    opening_id: str
    employer_id: str
    title: str | None
    occupation: str | None
    purposes: list[Purpose] | None
    slots: int | None
    mentors: list[str] | None
    postal_code: str | None
    place: str | None
    lat: float | None
    lon: float | None
    starts: date | None
    ends: date | None
    hours_per_week: float | None
    schedule: list[PartOfWeek]
    needs_spoken: LevelName | None
    needs_written: LevelName | None
    language_use: LanguageUse | None
    credentials: list[str]
    demands: list[str]
    tasks: str | None
    status: OpeningStatus | None
    standing: Standing
    paused_until: date | None
    version: str = Field(description="another once the opening has changed; the ETag")


class OpeningPage(Told):
    """A page of openings; ``next`` leads to the next one."""

    items: list[OpeningDocument]
    next: str | None


def _read(call: Call, opening_id: str) -> OpeningShown:
    return api_lists.one_opening(call.program.engine, call.viewer, opening_id, today=call.today)


def _document(shown: OpeningShown) -> dict[str, Any]:
    return json_document(shown.opening, "openings") | {
        "standing": shown.standing.value,
        "paused_until": shown.paused_until.isoformat() if shown.paused_until else None,
        "version": shown.mark,
    }


_OPENINGS = Versioned("opening", _read, _document, lambda shown: shown.opening.employer_id)


def _list(call: Call) -> Answer:
    rows = api_lists.openings_page(
        call.program.engine, call.viewer, part_of(call), today=call.today
    )
    return page_of(call, "/openings", rows, lambda row: (row.opening.opening_id,), _document)


def _post(call: Call) -> Answer:
    employer_id = employer_of(call, call.body.employer_id)
    said = call.body.model_dump(exclude={"employer_id"})
    opening = post_opening(
        call.program.engine, call.viewer, employer_id, checked(OpeningForm, said),
        today=call.today, now=call.now, opening_id=id_from(call, "O"),
    )  # fmt: skip
    return _OPENINGS.made(call, opening.opening_id)


def _patch(call: Call) -> Answer:
    def before(shown: OpeningShown) -> dict[str, Any]:
        return {name: getattr(shown.opening, name) for name in OPENING_FIELDS}

    return _OPENINGS.change(call, change_opening, OpeningForm, before, OpeningChanged)


def _pause(call: Call) -> Answer:
    return _OPENINGS.take(call, pause_opening, until=call.body.until)


def _open(call: Call) -> Answer:
    return _OPENINGS.take(call, open_opening)


def _close(call: Call) -> Answer:
    try:
        return _OPENINGS.take(call, close_opening, confirmed=call.body.confirmed, now=call.now)
    except ClosingAsks as asks:
        said = f"expected {asks.waiting.requests} or more: so many requests are taken back"
        raise Problem(409, str(asks), [{"pointer": pointer("confirmed"), "detail": said}]) from None


_ONE = "/openings/{opening_id}"
OPERATIONS = (
    Operation(
        "listOpenings", "GET", "/openings", "List openings", "Openings", Scope.OPENINGS_READ,
        OpeningPage, _list, query=OfEmployer,
        more="An employer's token lists its own; an office's those of every employer, or of one.",
    ),
    Operation(
        "postOpening", "POST", "/openings", "Post an opening", "Openings", Scope.OPENINGS_WRITE,
        OpeningDocument, _post, 201, takes=OpeningPost,
    ),
    Operation(
        "getOpening", "GET", _ONE, "Read an opening", "Openings", Scope.OPENINGS_READ,
        OpeningDocument, _OPENINGS.get,
    ),
    Operation(
        "changeOpening", "PATCH", _ONE, "Change an opening", "Openings", Scope.OPENINGS_WRITE,
        OpeningDocument, _patch, takes=OpeningPatch, versioned=True,
        more="Only what is sent changes. With If-Match nothing is overwritten unseen.",
    ),
    Operation(
        "pauseOpening", "POST", f"{_ONE}/pause", "Pause an opening", "Openings",
        Scope.OPENINGS_WRITE, OpeningDocument, _pause, takes=Pause,
    ),
    Operation(
        "openOpening", "POST", f"{_ONE}/open", "Open an opening again", "Openings",
        Scope.OPENINGS_WRITE, OpeningDocument, _open, takes=Empty,
    ),
    Operation(
        "closeOpening", "POST", f"{_ONE}/close", "Close an opening", "Openings",
        Scope.OPENINGS_WRITE, OpeningDocument, _close, takes=Close,
        more="With requests that wait it answers 409 until so many are confirmed.",
    ),
)  # fmt: skip
