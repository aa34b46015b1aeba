"""How well wishes are understood, on wishes that the resolver and the catalogue were not tuned on.

`tests/wishes.csv` is split by a fixed seed into a half to work on and a half to judge by.
"""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from matcher.occupations import catalogue
from matcher.occupations.resolver import Match, Resolver

WISHES = Path(__file__).resolve().parents[1] / "wishes.csv"
SEED = 2026
WORKED_ON = 260  # the rest is for judging
LEAST_FIRST, LEAST_IN_FIVE = 0.85, 0.95

Wish = tuple[str, str]


def halves() -> tuple[list[Wish], list[Wish]]:
    """The half to work on and the half to judge by."""
    with WISHES.open(encoding="utf-8", newline="") as file:
        wishes = sorted((text, codes) for text, codes in list(csv.reader(file))[1:])
    random.Random(SEED).shuffle(wishes)
    return wishes[:WORKED_ON], wishes[WORKED_ON:]


def hit(accepted: str, matches: Sequence[Match]) -> tuple[bool, bool]:
    """Whether the first match is right, and whether the first five hold what was wished for.

    ``none``: nothing may be answered. ``A|B``: either. ``A&B``: both, in the first three for the
    first to be right, and in the first five.
    """
    if accepted == "none":
        return not matches, not matches
    codes = [match.code for match in matches]
    wanted = [set(wish.split("|")) for wish in accepted.split("&")]
    first = bool(codes) and any(codes[0] in wish for wish in wanted)
    if len(wanted) > 1:
        first = first and all(wish & set(codes[:3]) for wish in wanted)
    return first, all(wish & set(codes[:5]) for wish in wanted)


def quality(wishes: Sequence[Wish]) -> tuple[float, float]:
    """The shares of wishes with the first hit right, and right within five."""
    answers = Resolver(catalogue()).resolve_all([text for text, _ in wishes])
    hits = [hit(codes, found) for (_, codes), found in zip(wishes, answers, strict=True)]
    return (
        sum(first for first, _ in hits) / len(hits),
        sum(five for _, five in hits) / len(hits),
    )


@pytest.mark.parametrize("half", [0, 1], ids=["worked-on", "judged-by"])
def test_wishes_are_understood(half: int) -> None:
    first, in_five = quality(halves()[half])
    assert first >= LEAST_FIRST
    assert in_five >= LEAST_IN_FIVE


def test_the_list_holds_over_500_wishes_of_all_kinds() -> None:
    worked_on, judged_by = halves()
    every = worked_on + judged_by
    assert len({text for text, _ in every}) == len(every) >= 500
    assert any(codes == "none" for _, codes in judged_by)
    assert any("&" in codes for _, codes in judged_by)
    assert not set(worked_on) & set(judged_by)


def test_the_measure_counts_as_it_says() -> None:
    kitchen, store, shop = (Match(code, "", 1.0, "") for code in ("9412", "4321", "5223"))
    assert hit("none", ()) == (True, True)
    assert hit("none", (kitchen,)) == (False, False)
    assert hit("9412", ()) == (False, False)
    assert hit("4321|9412", (kitchen,)) == (True, True)
    assert hit("4321", (kitchen, store)) == (False, True)
    assert hit("4321&9412", (kitchen, shop, store)) == (True, True)
    assert hit("4321&9412", (kitchen, shop, shop, store)) == (False, True)
    assert hit("4321&9412", (kitchen, shop)) == (False, False)
