"""Free places by date in the API."""

from datetime import date, timedelta

from pydantic import ConfigDict, Field

from matcher.domain.api import Scope
from matcher.workflows.api_capacity import FreePlaces, free_places
from web.api.fields import Day, Told
from web.api.operations import Answer, Call, Operation
from web.api.paging import OfEmployer, page_of, part_of
from web.api.problems import Problem

MOST_DAYS = 184
USUAL_DAYS = 56


class CapacityAsked(OfEmployer):
    """Of which employer, and from which day to which, both included; eight weeks from today."""

    model_config = ConfigDict(populate_by_name=False, serialize_by_alias=True)

    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


class FreeDocument(Told):
    """From which day to which so many places are free; null: nobody has said how many."""

    model_config = ConfigDict(serialize_by_alias=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    free: int | None


class CapacityDocument(Told):
    """One opening's free places, within all that is known of opening, mentors and employer."""

    opening_id: str
    employer_id: str
    days: list[FreeDocument]
    unknown: list[str]


class CapacityPage(Told):
    """A page of openings and their free places; ``next`` leads to the next one."""

    items: list[CapacityDocument]
    next: str | None


def _list(call: Call) -> Answer:
    part, asked = part_of(call), call.query
    first = asked.first or call.today
    last = asked.last or first + timedelta(USUAL_DAYS - 1)
    if not 0 <= (last - first).days < MOST_DAYS:
        said = f"expected a day from {first} on, within {MOST_DAYS} days"
        raise Problem(409, "These days cannot be shown.", [{"parameter": "to", "detail": said}])
    rows = free_places(call.program, call.viewer, part, first=first, last=last, today=call.today)
    return page_of(call, "/capacity", rows, lambda row: (row.opening_id,), _document)


def _document(row: FreePlaces) -> dict[str, object]:
    days = [
        {"from": d.first.isoformat(), "to": d.last.isoformat(), "free": d.free} for d in row.days
    ]
    return {
        "opening_id": row.opening_id,
        "employer_id": row.employer_id,
        "days": days,
        "unknown": list(row.unknown),
    }


OPERATIONS = (
    Operation(
        "listCapacity", "GET", "/capacity", "Free places by date", "Capacity",
        Scope.OPENINGS_READ, CapacityPage, _list, query=CapacityAsked,
        more="Counts alone: who is there is told nowhere here.",
    ),
)  # fmt: skip
