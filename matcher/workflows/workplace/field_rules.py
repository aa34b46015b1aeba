"""What no field of the employers' forms may say: a word that is kept back, too much, too many."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.errors import FormRefused
from matcher.exchange.kept_back import About, KeptBack, kept_back


class Wrong(StrEnum):
    """Why a field is refused; the pages have a sentence for each."""

    KEPT_BACK = "kept_back"
    TOO_LONG = "too_long"
    MISSING = "missing"
    PLACES = "places"
    BELOW_AGREED = "below_agreed"
    NO_HOURS = "no_hours"
    IN_THE_PAST = "in_the_past"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, for a program in ``text``; ``count`` is the number it names."""

    why: Wrong
    text: str
    count: int = 0
    words: tuple[KeptBack, ...] = ()


Problems = Iterator[tuple[str, Problem]]


class FieldsRefused(FormRefused):
    """A form with at least one bad field; ``problems`` says what, by field."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)
        super().__init__({field: problem.text for field, problem in self.problems.items()})


def refuse(*found: Problems) -> None:
    """FieldsRefused where anything is ``found``; of two problems of a field the last is said."""
    problems = {field: problem for each in found for field, problem in each}
    if problems:
        raise FieldsRefused(problems)


def bad_texts(form: object, longest: Mapping[str, int], about: About = About.WORK) -> Problems:
    """The texts of ``form`` that are longer than may be, or have words that are kept back.

    >>> from types import SimpleNamespace
    >>> form = SimpleNamespace(note="Ring meg", name="Kari Nordmann")
    >>> [(field, problem.text) for field, problem in bad_texts(form, {"note": 9, "name": 9})]
    [('name', 'expected at most 9 characters')]
    """
    for field, most in longest.items():
        text = getattr(form, field) or ""
        if len(text) > most:
            yield field, Problem(Wrong.TOO_LONG, f"expected at most {most} characters", most)
        elif words := kept_back(text, about):
            yield field, Problem(Wrong.KEPT_BACK, told(words), words=words)


def bad_number(
    field: str, number: int | None, *, most: int, agreed: int, thing: str, may_be_unknown: bool
) -> Problems:
    """How many at the same time, where that is no number, too many, or fewer than have ``agreed``.

    >>> rule = {"most": 20, "agreed": 2, "thing": "mentor", "may_be_unknown": False}
    >>> [problem.text for _field, problem in bad_number("capacity", 1, **rule)]
    ['expected 2 or more: so many are there or have agreed to come']
    >>> list(bad_number("capacity", 2, **rule))
    []
    """
    if number is None:
        if not may_be_unknown:
            yield field, Problem(Wrong.MISSING, "expected a whole number")
    elif not 1 <= number <= most:
        said = f"expected a whole number from 1 to {most}; pause the {thing} for none"
        yield field, Problem(Wrong.PLACES, said, most)
    elif number < agreed:
        said = f"expected {agreed} or more: so many are there or have agreed to come"
        yield field, Problem(Wrong.BELOW_AGREED, said, agreed)


def told(words: Iterable[KeptBack]) -> str:
    """Which words an employer may not read and why, in English."""
    return " ".join(f'"{word.written}" cannot stand here. {word.why_en}' for word in words)
