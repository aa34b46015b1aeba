"""What each reporter is asked of a placement, and what the answers mean as an outcome.

An answer is a text, as a form sends it: a question that is left out was passed over, and
``unknown`` is "I do not know". Nothing has to be answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from matcher.domain.errors import BadInput, FormRefused
from matcher.domain.outcomes import EndReason, NextStep, Outcome, Reporter
from matcher.domain.placements import Placement

UNKNOWN = "unknown"
FITS = ("fit_tasks", "fit_people", "fit_pace", "fit_language")
# What the mentor says of these is worth most; the adviser is asked only where no mentor answered.
BY_MENTOR = ("showed_up", "completed")
STEP = ("next_step", "next_step_on")
ASKED: Mapping[Reporter, tuple[str, ...]] = {
    Reporter.PARTICIPANT: (*FITS, "would_continue"),
    Reporter.MENTOR: (*BY_MENTOR, "would_hire", "training"),
    Reporter.ADVISER: ("end_reason", *BY_MENTOR, *STEP),
}
# A few sentences; longer notes belong in the case file.
LONGEST_TEXT = 1000
# A job that begins later than this is hardly agreed.
FARTHEST_STEP = timedelta(days=366)


# What cannot be true together, and beside which of the two it is said.
_IMPOSSIBLE: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("completed", {"showed_up": "no", "completed": "yes"}),
    ("completed", {"end_reason": EndReason.NO_SHOW, "completed": "yes"}),
    ("completed", {"end_reason": EndReason.COMPLETED, "completed": "no"}),
    ("showed_up", {"end_reason": EndReason.NO_SHOW, "showed_up": "yes"}),
    ("showed_up", {"end_reason": EndReason.COMPLETED, "showed_up": "no"}),
    ("showed_up", {"end_reason": EndReason.GOT_WORK, "showed_up": "no"}),
)


class Wrong(StrEnum):
    """What may be wrong with an answer; the pages have the words."""

    NO_DATE = "no_date"
    BEFORE_START = "before_start"
    FAR_AHEAD = "far_ahead"
    TOO_LONG = "too_long"
    CONTRADICTION = "contradiction"
    NOTHING = "nothing"


def asked_of(reporter: Reporter, latest: Mapping[Reporter, Outcome]) -> tuple[str, ...]:
    """The questions of a form, given what others have answered.

    >>> said = Outcome("L1", Reporter.MENTOR, date(2026, 1, 9), showed_up=True)
    >>> asked_of(Reporter.ADVISER, {Reporter.MENTOR: said})
    ('end_reason', 'completed', 'next_step', 'next_step_on')
    """
    mentor = latest.get(Reporter.MENTOR)
    if reporter is not Reporter.ADVISER or mentor is None:
        return ASKED[reporter]
    told = {name for name in BY_MENTOR if getattr(mentor, name) is not None}
    return tuple(name for name in ASKED[reporter] if name not in told)


def kept_answers(asked: Iterable[str], typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in a form, half-filled or wrong as it may be, for a draft.

    >>> kept_answers(("training",), {"training": "  kasse \\n", "other": "x"})
    {'training': 'kasse'}
    """
    texts = {name: typed.get(name, "").strip()[: 2 * LONGEST_TEXT] for name in asked}
    return {name: text for name, text in texts.items() if text}


def read_answers(
    asked: Sequence[str], typed: Mapping[str, str], placement: Placement, today: date
) -> dict[str, str]:
    """The answers of a form that was sent; FormRefused with a ``Wrong`` for each bad field.

    BadInput for what no form of ours sends.
    """
    answers = kept_answers(asked, typed)
    wrong: dict[str, str] = {} if answers else {asked[0]: Wrong.NOTHING}
    for name, text in answers.items():
        if name == "next_step_on":
            found = _step_date(text, placement, today)
            answers[name] = text if isinstance(found, Wrong) else found.isoformat()
            if isinstance(found, Wrong):
                wrong[name] = found
        elif name == "training":
            if len(text) > LONGEST_TEXT:
                wrong[name] = Wrong.TOO_LONG
        else:
            _value(name, text)
    wrong |= dict.fromkeys(_contradicting(answers), Wrong.CONTRADICTION)
    if wrong:
        raise FormRefused(wrong)
    return answers


def outcome_of(
    placement_id: str,
    reporter: Reporter,
    asked: Iterable[str],
    answers: Mapping[str, str],
    before: Outcome | None,
    today: date,
) -> Outcome:
    """The report that counts from ``today``; what was not asked stays as it was ``before``."""
    base = before or Outcome(placement_id, reporter, today)
    told: dict[str, Any] = {
        name: _value(name, answers[name]) if name in answers else None
        for name in asked
        if name in _OUTCOME_FIELDS
    }
    if reporter is Reporter.PARTICIPANT:
        # Whoever tells how it was, was there; nobody is asked whether they came.
        told["showed_up"] = True if any(v is not None for v in told.values()) else None
    return replace(base, reported_on=today, **told)


def _step_date(text: str, placement: Placement, today: date) -> date | Wrong:
    try:
        day = _as_date(text)
    except ValueError:
        return Wrong.NO_DATE
    if placement.starts is not None and day < placement.starts:
        return Wrong.BEFORE_START
    return Wrong.FAR_AHEAD if day > today + FARTHEST_STEP else day


def _as_date(text: str) -> date:
    """A date as browsers send it, or as one writes it in Norway.

    >>> _as_date("2026-03-31") == _as_date("31.3.2026")
    True
    """
    if "." not in text:
        return date.fromisoformat(text)
    day, month, year = (int(part) for part in text.split("."))
    return date(year, month, day)


def _contradicting(answers: Mapping[str, str]) -> list[str]:
    """The later of two questions whose answers cannot both be true."""
    return [
        later
        for later, both in _IMPOSSIBLE
        if all(answers.get(name) == text for name, text in both.items())
    ]


def _value(name: str, text: str) -> Any:
    """An answer as the outcome holds it; None for "I do not know"."""
    if name == "next_step":
        return _word(NextStep, name, text)
    if text == UNKNOWN:
        return None
    if name in FITS:
        return _one_to_five(name, text)
    if name == "end_reason":
        return _word(EndReason, name, text)
    return date.fromisoformat(text) if name == "next_step_on" else _yes_no(name, text)


def _word(kind: type[StrEnum], name: str, text: str) -> StrEnum:
    try:
        return kind(text)
    except ValueError:
        raise _unexpected(name, f"one of {', '.join(kind)}", text) from None


def _one_to_five(name: str, text: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise _unexpected(name, "1 to 5", text)
    return int(text)


def _yes_no(name: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise _unexpected(name, "yes or no", text)
    return text == "yes"


def _unexpected(name: str, wanted: str, text: str) -> BadInput:
    return BadInput(f"Expected {wanted} for {name}; got {text[:10]!r}.")


_OUTCOME_FIELDS = frozenset(field.name for field in fields(Outcome))
