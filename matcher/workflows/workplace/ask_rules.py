"""What a request to an employer must say, and what it may not: each problem beside its field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.errors import FormRefused
from matcher.domain.placements import Placement
from matcher.exchange.kept_back import About, KeptBack, kept_back
from matcher.workflows.workplace.profile import LONGEST_PROFILE
from matcher.workflows.workplace.request_dates import last_answer_day

LONGEST_NAME = 100


class AskRefusal(StrEnum):
    """Why a request is not sent, beside the field; the pages have a sentence for each."""

    MISSING = "missing"
    IN_THE_FUTURE = "in_the_future"
    IN_THE_PAST = "in_the_past"
    AFTER_LAPSE = "after_lapse"
    TOO_LONG = "too_long"
    KEPT_BACK = "kept_back"


class ProfileRefused(FormRefused):
    """The profile has words that an employer must not read; ``found`` says which and why."""

    def __init__(self, by_field: dict[str, str], found: Sequence[KeptBack]) -> None:
        self.found = tuple(found)
        super().__init__(by_field)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the form says: the text, and when and to whom the person said yes."""

    profile: str
    agreed_on: date | None
    agreed_with: str
    answer_by: date | None


def tidied(text: str) -> str:
    """The profile as it is kept: lines without spaces at their ends, no empty ones.

    >>> tidied("  Vil prøve.  \\r\\n\\r\\n Kan mye. ")
    'Vil prøve.\\nKan mye.'
    """
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def refuse_bad(ask: Ask, placement: Placement, names: Sequence[str], today: date) -> None:
    """ProfileRefused where a field cannot be sent; ``names`` are what the person is called."""
    wrong: dict[str, str] = {}
    profile = tidied(ask.profile)
    found = kept_back(profile, About.PERSON, names=names)
    if not profile:
        wrong["profile"] = AskRefusal.MISSING
    elif len(profile) > LONGEST_PROFILE:
        wrong["profile"] = AskRefusal.TOO_LONG
    elif found:
        wrong["profile"] = AskRefusal.KEPT_BACK
    if ask.agreed_on is None:
        wrong["agreed_on"] = AskRefusal.MISSING
    elif ask.agreed_on > today:
        wrong["agreed_on"] = AskRefusal.IN_THE_FUTURE
    if not ask.agreed_with.strip():
        wrong["agreed_with"] = AskRefusal.MISSING
    elif len(ask.agreed_with) > LONGEST_NAME:
        wrong["agreed_with"] = AskRefusal.TOO_LONG
    why = wrong_day(ask.answer_by, placement, today)
    if why is not None:
        wrong["answer_by"] = why
    if wrong:
        raise ProfileRefused(wrong, found)


def wrong_day(answer_by: date | None, placement: Placement, today: date) -> AskRefusal | None:
    """Why the employer cannot be given until ``answer_by``; None where they can."""
    if answer_by is None:
        return AskRefusal.MISSING
    if answer_by < today:
        return AskRefusal.IN_THE_PAST
    too_late = answer_by > last_answer_day(placement, today)
    return AskRefusal.AFTER_LAPSE if too_late else None
