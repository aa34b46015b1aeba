"""Suggestions in the API, for offices: logged as shown and audited, as on the pages."""

from dataclasses import asdict
from datetime import date

from pydantic import Field

from matcher.domain.api import Scope
from matcher.domain.purposes import Purpose
from matcher.workflows.suggest import Suggestion, suggest
from web.api.fields import Limit, Sent, Told
from web.api.operations import Answer, Call, Operation

USUAL = 10


class SuggestionsAsked(Sent):
    """How many, and for which purpose; without one the participant's track asks."""

    limit: Limit = USUAL
    purpose: Purpose | None = None


class ReasonDocument(Told):
    """Why; ``effect`` is the change in value without it."""

    feature: str
    effect: float
    text: str


class UnknownDocument(Told):
    """What a rule would have to know."""

    rule: str
    field: str
    text: str


class ChancesDocument(Told):
    """How likely each stage is, given the one before."""

    shows_up: float
    completes: float
    fits: float
    leads_to_work: float


class SuggestionDocument(Told):
    """One opening to try: a suggestion, never a decision."""

    rank: int
    opening_id: str
    mentor_id: str | None
    free_from: date
    travel_minutes: float | None
    value: float
    price: float
    score: float
    outcomes: ChancesDocument
    reasons: list[ReasonDocument]
    unknown: list[UnknownDocument]


class SuggestionsDocument(Told):
    """A participant's suggestions on a day, and how many openings each rule stopped."""

    participant_id: str
    today: date
    model_version: str
    suggestions: list[SuggestionDocument]
    blocked: dict[str, int] = Field(description="by rule; one opening counts under each")


def _get(call: Call) -> Answer:
    asked = call.query
    found = suggest(
        call.program, call.viewer, call.path["participant_id"], today=call.today,
        purpose=asked.purpose, limit=asked.limit, lang="en",
    )  # fmt: skip
    told = SuggestionsDocument(
        participant_id=found.participant_id,
        today=found.today,
        model_version=found.model_version,
        suggestions=[_document(each) for each in found.suggestions],
        blocked=found.blocked,
    )
    return Answer(told.model_dump(mode="json"))


def _document(one: Suggestion) -> SuggestionDocument:
    return SuggestionDocument(
        rank=one.rank,
        opening_id=one.opening_id,
        mentor_id=one.mentor_id,
        free_from=one.free_from,
        travel_minutes=one.travel_minutes,
        value=one.value,
        price=one.price,
        score=one.score,
        outcomes=ChancesDocument(**one.outcomes),
        reasons=[
            ReasonDocument(feature=why.feature, effect=why.effect, text=why.text)
            for why in one.reasons
        ],
        unknown=[UnknownDocument(**asdict(each)) for each in one.unknown],
    )


OPERATIONS = (
    Operation(
        "listSuggestions", "GET", "/suggestions/{participant_id}", "Suggest openings",
        "Suggestions", Scope.SUGGESTIONS_READ, SuggestionsDocument, _get, query=SuggestionsAsked,
        more="What is answered is kept as shown, and stands in the audit log.",
    ),
)  # fmt: skip
