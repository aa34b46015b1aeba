"""Wishes and experience against the work of an opening, by hand."""

from collections.abc import Sequence
from datetime import date
from math import exp

import numpy as np
import pytest

from matcher.domain.participants import Experience, Origin, Wish
from matcher.features.work_match import (
    Work,
    best_match,
    disliked_work,
    done_work,
    experience_weight,
    wished_work,
)
from matcher.occupations import nearness

SHOP, KITCHEN, COOK = "5223", "9412", "5120"
TODAY = date(2025, 9, 1)


def resolve(text: str) -> Sequence[tuple[str, float]]:
    return {"butikk": [(SHOP, 0.9)], "kjøkken eller butikk": [(KITCHEN, 0.8), (SHOP, 0.7)]}.get(
        text, ()
    )


class TestWishes:
    def test_a_first_wish_of_ones_own_counts_in_full(self) -> None:
        assert wished_work([Wish("P1", "x", 1, Origin.OWN, SHOP)], resolve) == [Work(SHOP, 1.0)]

    def test_a_lower_rank_counts_less(self) -> None:
        (work,) = wished_work([Wish("P1", "x", 3, Origin.OWN, SHOP)], resolve)
        assert work.weight == pytest.approx(0.85**2)

    def test_a_borrowed_wish_counts_less_than_an_own_one(self) -> None:
        weight = {
            origin: wished_work([Wish("P1", "x", 1, origin, SHOP)], resolve)[0].weight
            for origin in Origin
        }
        assert weight[Origin.OWN] > weight[Origin.UNKNOWN] > weight[Origin.ADVISER]
        assert weight[Origin.ADVISER] > weight[Origin.FAMILY] == weight[Origin.FRIENDS] > 0

    def test_free_text_counts_as_sure_as_it_is_read(self) -> None:
        assert wished_work([Wish("P1", "kjøkken eller butikk", 1, Origin.OWN)], resolve) == [
            Work(KITCHEN, 0.8), Work(SHOP, 0.7),
        ]  # fmt: skip
        assert wished_work([Wish("P1", "vet ikke", 1)], resolve) == []

    def test_a_corrected_occupation_overrides_the_text(self) -> None:
        (work,) = wished_work([Wish("P1", "butikk", 1, Origin.OWN, COOK)], resolve)
        assert work == Work(COOK, 1.0)

    def test_own_wishes_alone_can_be_asked_for(self) -> None:
        wishes = [Wish("P1", "x", 1, Origin.FRIENDS, SHOP), Wish("P1", "y", 2, Origin.OWN, COOK)]
        assert [w.code for w in wished_work(wishes, resolve, own_only=True)] == [COOK]


class TestExperience:
    def test_months_saturate_and_years_fade(self) -> None:
        def weight(months: float | None, ended: date | None) -> float:
            return experience_weight(Experience("P1", "x", SHOP, months, ended), TODAY)

        assert weight(12, None) == pytest.approx(1 - exp(-1))
        assert weight(12, date(2017, 9, 1)) == pytest.approx((1 - exp(-1)) / 2, rel=1e-3)
        assert weight(None, None) == pytest.approx(1 - exp(-0.25)), "three months, where unsaid"
        assert weight(0, None) == 0
        assert weight(1200, None) <= 1

    def test_what_was_disliked_is_kept_apart(self) -> None:
        lives = [
            Experience("P1", "a", SHOP, 12, liked=False),
            Experience("P1", "b", COOK, 12, liked=True),
            Experience("P1", "c", KITCHEN, 12),
        ]
        assert [w.code for w in done_work(lives, resolve, TODAY)] == [COOK, KITCHEN]
        assert disliked_work(lives, resolve, TODAY) == [Work(SHOP, 1.0)]

    def test_the_future_is_not_known(self) -> None:
        later = [
            Experience("P1", "a", SHOP, 12, date(2025, 9, 2), liked=False),
            Experience("P1", "b", SHOP, 12, date(2025, 9, 2)),
        ]
        assert done_work(later, resolve, TODAY) == disliked_work(later, resolve, TODAY) == []


class TestBestMatch:
    def test_the_nearest_weighted_work_counts(self) -> None:
        works = [Work(SHOP, 0.5), Work(KITCHEN, 1.0)]
        match = best_match([works], [SHOP, COOK])
        near = nearness(KITCHEN, COOK)
        assert match.tolist() == [[max(0.5, nearness(KITCHEN, SHOP)), near]]
        assert 0 < near < 1

    def test_who_wishes_for_nothing_is_unknown_or_what_is_asked_for(self) -> None:
        assert np.isnan(best_match([[]], [SHOP])).all()
        assert best_match([[]], [SHOP], nothing=0.0).tolist() == [[0.0]]

    def test_no_openings_and_nobody_are_no_error(self) -> None:
        assert best_match([[Work(SHOP, 1.0)]], []).shape == (1, 0)
        assert best_match([], [SHOP]).shape == (0, 1)
