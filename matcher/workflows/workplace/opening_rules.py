"""What an opening may not say, beyond what its form can know: each problem beside its field."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.employers import Opening
from matcher.domain.errors import FormRefused
from matcher.domain.placements import Placement, PlacementStatus, occupied_days
from matcher.exchange.kept_back import About, KeptBack, kept_back
from matcher.exchange.opening_form import OpeningForm
from matcher.store.posted_openings import Workplace

# What fits on a phone, and what somebody reads.
LONGEST = {"title": 100, "tasks": 2_000, "place": 100, "new_mentor": 80}
# More people at the same time in one opening than this is a slip of the finger.
MOST_PLACES = 50

_IS_AGREED = (PlacementStatus.ACCEPTED, PlacementStatus.RUNNING)


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


class OpeningRefused(FormRefused):
    """An opening with at least one bad field; ``problems`` says what, by field."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        self.problems = dict(problems)
        super().__init__({field: problem.text for field, problem in self.problems.items()})


def refuse_bad(
    form: OpeningForm,
    before: Opening | None,
    workplace: Workplace,
    placements: Iterable[Placement],
    today: date,
) -> None:
    """OpeningRefused where the form cannot be kept; ``before`` is what it changes, if anything.

    ``placements`` are those that are open in this opening.
    """
    problems = {
        **dict(_texts(form)),
        **dict(_places(form, before, busiest(placements, today))),
        **dict(_rest(form, before, workplace, today)),
    }
    if problems:
        raise OpeningRefused(problems)


def busiest(placements: Iterable[Placement], today: date) -> int:
    """How many have agreed to be there on the busiest day from ``today`` on.

    >>> from matcher.domain.purposes import Purpose
    >>> def agreed(first: int, last: int) -> Placement:
    ...     return Placement("L", "P", "O", Purpose.TASTE, PlacementStatus.ACCEPTED,
    ...                      starts=date(2026, 1, first), planned_end=date(2026, 1, last))
    >>> busiest([agreed(5, 9), agreed(8, 12), agreed(12, 16)], date(2026, 1, 1))
    2
    >>> busiest([agreed(5, 9)], date(2026, 1, 10))
    0
    """
    agreed = (placement for placement in placements if placement.status in _IS_AGREED)
    stays = [stay for placement in agreed if (stay := occupied_days(placement, today))]
    days = {max(first, today) for first, _last in stays}
    return max((sum(first <= day <= last for first, last in stays) for day in days), default=0)


def _texts(form: OpeningForm) -> Iterator[tuple[str, Problem]]:
    for field, longest in LONGEST.items():
        text = getattr(form, field) or ""
        if len(text) > longest:
            said = f"expected at most {longest} characters"
            yield field, Problem(Wrong.TOO_LONG, said, longest)
        elif words := kept_back(text, About.WORK):
            yield field, Problem(Wrong.KEPT_BACK, told(words), words=words)


def told(words: Iterable[KeptBack]) -> str:
    """Which words an employer may not read and why, in English."""
    return " ".join(f'"{word.written}" cannot stand here. {word.why_en}' for word in words)


def _places(
    form: OpeningForm, before: Opening | None, agreed: int
) -> Iterator[tuple[str, Problem]]:
    if form.slots is None:
        # An imported opening may say nothing of it; whoever posts one says it.
        if before is None or before.slots is not None:
            yield "slots", Problem(Wrong.MISSING, "expected a whole number")
    elif not 1 <= form.slots <= MOST_PLACES:
        said = f"expected a whole number from 1 to {MOST_PLACES}; pause the opening for none"
        yield "slots", Problem(Wrong.PLACES, said, MOST_PLACES)
    elif form.slots < agreed:
        said = f"expected {agreed} or more: so many are there or have agreed to come"
        yield "slots", Problem(Wrong.BELOW_AGREED, said, agreed)


def _rest(
    form: OpeningForm, before: Opening | None, workplace: Workplace, today: date
) -> Iterator[tuple[str, Problem]]:
    if form.hours_per_week == 0:
        yield "hours_per_week", Problem(Wrong.NO_HOURS, "expected more than 0, or nothing")
    unchanged = before is not None and before.ends == form.ends
    if form.ends is not None and form.ends < today and not unchanged:
        yield "ends", Problem(Wrong.IN_THE_PAST, f"expected a date from {today} on")
    own = {mentor.mentor_id for mentor in workplace.mentors}
    own.update((before.mentors or ()) if before is not None else ())
    if not own.issuperset(form.mentors or ()):
        yield "mentors", Problem(Wrong.NOT_OURS, "expected mentors of this employer")
