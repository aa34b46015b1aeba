"""How near the work of an opening is to what a person wishes for and has done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp

import numpy as np

from matcher.domain.arrays import Floats
from matcher.domain.participants import Experience, Origin, Wish
from matcher.occupations import nearness_matrix

# Free text -> occupation codes with how sure each is, 0 to 1, best first.
Resolve = Callable[[str], Sequence[tuple[str, float]]]

# How far a person's tastes moved the liking of each occupation, (C,); None with no taste.
Liking = Callable[[str, Sequence[str]], Floats | None]

# Each lower rank counts this much of the one above it.
RANK_DISCOUNT = 0.85
# A borrowed wish is weaker evidence of what somebody will like (design.md section 1, first row).
ORIGIN_WEIGHT = {
    Origin.OWN: 1.0,
    Origin.UNKNOWN: 0.85,
    Origin.ADVISER: 0.75,
    Origin.FAMILY: 0.6,
    Origin.FRIENDS: 0.6,
}
# Experience grows towards 1 with this many months, and counts half after so many years.
EXPERIENCE_MONTHS = 12.0
EXPERIENCE_HALF_LIFE_YEARS = 8.0
# Of several readings of a text, those at least so sure beside the surest one are meant.
SURE_BESIDE_BEST = 0.8
# Months where only the work is known, not how long it lasted.
UNSTATED_MONTHS = 3.0
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Work:
    """One occupation that a person wishes for or has done, with its weight from 0 to 1."""

    code: str
    weight: float


def wished_work(wishes: Iterable[Wish], resolve: Resolve, *, own_only: bool = False) -> list[Work]:
    """Each wish as weighted occupations: rank, origin, and how sure the reading of the text is."""
    return [
        Work(code, sure * RANK_DISCOUNT ** (wish.rank - 1) * ORIGIN_WEIGHT[wish.origin])
        for wish in wishes
        if not own_only or wish.origin is Origin.OWN
        for code, sure in meant_work(wish.occupation, wish.text, resolve).items()
    ]


def done_work(experiences: Iterable[Experience], resolve: Resolve, today: date) -> list[Work]:
    """Experience that was not disliked, weighted by months and recency."""
    return [
        Work(code, sure * experience_weight(experience, today))
        for experience in known_by(experiences, today)
        if experience.liked is not False
        for code, sure in meant_work(experience.occupation, experience.text, resolve).items()
    ]


def disliked_work(experiences: Iterable[Experience], resolve: Resolve, today: date) -> list[Work]:
    """Experience that the person did not like."""
    return [
        Work(code, sure)
        for experience in known_by(experiences, today)
        if experience.liked is False
        for code, sure in meant_work(experience.occupation, experience.text, resolve).items()
    ]


def known_by(experiences: Iterable[Experience], today: date) -> list[Experience]:
    """Experiences that are not from the future."""
    return [e for e in experiences if e.ended is None or e.ended <= today]


def experience_weight(experience: Experience, today: date) -> float:
    """0 to 1: saturates with months, halves every ``EXPERIENCE_HALF_LIFE_YEARS``.

    >>> round(experience_weight(Experience("P1", "kokk", months=12), date(2026, 1, 1)), 3)
    0.632
    """
    months = UNSTATED_MONTHS if experience.months is None else experience.months
    years = 0.0 if experience.ended is None else (today - experience.ended).days / DAYS_PER_YEAR
    recency: float = 0.5 ** (years / EXPERIENCE_HALF_LIFE_YEARS)
    return (1 - exp(-months / EXPERIENCE_MONTHS)) * recency


def best_match(
    people: Sequence[Sequence[Work]], codes: Sequence[str], nothing: float = np.nan
) -> Floats:
    """(P, C): each person's nearest weighted work to each occupation; ``nothing`` without any."""
    codes = tuple(codes)
    match: Floats = np.full((len(people), len(codes)), nothing)
    for person, works in enumerate(people):
        if works:
            near = np.array([_near(work.code, codes) for work in works])
            weights = np.array([work.weight for work in works])
            match[person] = (near * weights[:, None]).max(axis=0)
    return match


@lru_cache(maxsize=8_192)
def _near(code: str, codes: tuple[str, ...]) -> Floats:
    """(C,) how near an occupation is to each of ``codes``; kept, as people wish for the same."""
    near: Floats = nearness_matrix([code], codes)[0]
    near.flags.writeable = False
    return near


def meant_work(code: str | None, text: str, resolve: Resolve) -> dict[str, float]:
    """The occupations that are meant, the likeliest first, with how sure each is.

    A reading that is much less likely than the best one is none: "kjøkken" is a kitchen to work
    in, not one to build.
    """
    if code is not None:
        return {code: 1.0}
    read = resolve(text)
    least = SURE_BESIDE_BEST * max((sure for _, sure in read), default=0.0)
    return {found: sure for found, sure in read if sure >= least}
