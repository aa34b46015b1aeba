"""Reports on placements in the API, for offices: read, and given as on the adviser's screen."""

from datetime import date
from typing import Any

from matcher.domain.api import Scope
from matcher.domain.errors import FormRefused
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.exchange.schemas import json_document
from matcher.workflows import api_lists
from matcher.workflows.api_outcomes import give_outcome
from matcher.workflows.report_questions import LONGEST_TEXT, Wrong
from web.api.fields import Day, Id, Sent, Told, text, whole
from web.api.operations import Answer, Call, Operation
from web.api.paging import Paged, after, page_of
from web.api.problems import Problem

_KEY = ("placement_id", "reporter")


class OutcomesAsked(Paged):
    """Of which placement."""

    placement_id: Id | None = None


class OutcomePost(Sent):
    """A report; what is left out, or null, this reporter did not say.

    Participants are asked how it fits, mentors whether the person came, completed and would be
    hired, advisers how it ended and what came next.
    """

    placement_id: Id
    reporter: Reporter
    showed_up: bool | None = None
    completed: bool | None = None
    end_reason: EndReason | None = None
    fit_tasks: whole(1, 5) | None = None
    fit_people: whole(1, 5) | None = None
    fit_pace: whole(1, 5) | None = None
    fit_language: whole(1, 5) | None = None
    would_continue: bool | None = None
    would_hire: bool | None = None
    training: text(LONGEST_TEXT) | None = None
    next_step: NextStep | None = None
    next_step_on: Day | None = None


class OutcomeDocument(Told):
    """One report on one placement; null: this reporter did not say."""

    placement_id: str
    reporter: Reporter
    reported_on: date
    showed_up: bool | None
    completed: bool | None
    end_reason: EndReason | None
    fit_tasks: int | None
    fit_people: int | None
    fit_pace: int | None
    fit_language: int | None
    would_continue: bool | None
    would_hire: bool | None
    next_step: NextStep | None
    next_step_on: date | None


class OutcomePage(Told):
    """A page of reports; ``next`` leads to the next one."""

    items: list[OutcomeDocument]
    next: str | None


def _list(call: Call) -> Answer:
    key = after(call, 3)
    try:
        began = None if key is None else (key[0], key[1], date.fromisoformat(key[2]).isoformat())
    except ValueError:
        wrong = {"parameter": "cursor", "detail": "expected a cursor that came with a page"}
        raise Problem(404, "This cursor is none of ours.", [wrong]) from None
    rows = api_lists.outcomes_page(
        call.program.engine, call.viewer, placement_id=call.query.placement_id,
        after=began, limit=call.query.limit + 1,
    )  # fmt: skip
    return page_of(call, "/outcomes", rows, _key, _document)


def _post(call: Call) -> Answer:
    said = call.body.model_dump(mode="json", exclude=set(_KEY), exclude_none=True)
    if not said:
        raise FormRefused({"": Wrong.NOTHING})
    kept = give_outcome(
        call.program.engine, call.viewer, call.body.placement_id, call.body.reporter,
        {name: _text(value) for name, value in said.items()}, now=call.now, today=call.today,
    )  # fmt: skip
    return Answer(_document(kept))


def _key(outcome: Outcome) -> tuple[str, str, str]:
    return outcome.placement_id, outcome.reporter.value, outcome.reported_on.isoformat()


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _document(outcome: Outcome) -> dict[str, Any]:
    return json_document(outcome, "outcomes")


OPERATIONS = (
    Operation(
        "listOutcomes", "GET", "/outcomes", "List reports", "Outcomes", Scope.OUTCOMES_READ,
        OutcomePage, _list, query=OutcomesAsked,
    ),
    Operation(
        "reportOutcome", "POST", "/outcomes", "Report on a placement", "Outcomes",
        Scope.OUTCOMES_WRITE, OutcomeDocument, _post, takes=OutcomePost,
        more="The same report sent twice is kept once; a correction of the same day replaces it.",
    ),
)  # fmt: skip
