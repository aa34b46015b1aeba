"""What workflows refuse a field for, as sentences in English; the pages have their own."""

from collections.abc import Iterator

from matcher.domain.errors import FormRefused
from matcher.workflows.report_questions import Wrong as WrongReport
from matcher.workflows.workplace.answer import AnswerRefusal
from matcher.workflows.workplace.ask_rules import AskRefusal, ProfileRefused
from matcher.workflows.workplace.field_rules import told
from matcher.workflows.workplace.mentor_away import AwayRefusal

_SENTENCES: dict[str, str] = {
    AskRefusal.MISSING.value: "expected something; it may not be empty",
    AskRefusal.IN_THE_FUTURE.value: "expected today or a day gone by",
    AskRefusal.IN_THE_PAST.value: "expected today or a later day",
    AskRefusal.AFTER_LAPSE.value: "expected a day before the proposal lapses",
    AskRefusal.TOO_LONG.value: "expected a shorter text",
    AnswerRefusal.FULL.value: "the place was given to somebody else meanwhile",
    AwayRefusal.GONE_BY.value: "expected today or a later day",
    AwayRefusal.ENDS_BEFORE_START.value: "expected the first day or a later one",
    WrongReport.NO_DATE.value: "expected a date such as 2026-03-31",
    WrongReport.BEFORE_START.value: "expected a day after the placement began",
    WrongReport.FAR_AHEAD.value: "expected a day within a year from now",
    WrongReport.CONTRADICTION.value: "this and another answer cannot both be true",
    WrongReport.NOTHING.value: "expected at least one answer",
}


# Where the API's fields have other names than the forms'.
_FIELDS = {"away_from": "first", "away_to": "last"}


def said_of(refused: FormRefused) -> Iterator[tuple[str, str]]:
    """Each bad field and a sentence; what is a sentence already stays so."""
    for name, code in refused.by_field.items():
        if isinstance(refused, ProfileRefused) and code == AskRefusal.KEPT_BACK:
            yield name, told(refused.found)
        else:
            yield _FIELDS.get(name, name), _SENTENCES.get(str(code), str(code))
