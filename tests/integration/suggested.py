"""Whom a test of suggestions is about, and what was suggested."""

from matcher.domain.access import OPERATOR
from matcher.domain.participants import Participant, in_programme
from matcher.workflows.program import Program
from matcher.workflows.suggest import SuggestionList, suggest
from tests.integration.kept_market_of import market_of
from tests.integration.web_start import TODAY


def somebody(program: Program, index: int = 0) -> Participant:
    """One of those who have suggestions, by id."""
    market = market_of(program)
    now = [p for p in market.participants if in_programme(p, TODAY)]
    with_some = [
        p for p in now if suggest(program, OPERATOR, p.participant_id, today=TODAY, log=False)
        .suggestions
    ]  # fmt: skip
    return with_some[index]


def openings_of(found: SuggestionList) -> list[str]:
    """The openings of a list, in its order."""
    return [each.opening_id for each in found.suggestions]
