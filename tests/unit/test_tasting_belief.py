"""What is believed of likings: right by brute force, the same in any order, and in batches."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.occupations import DIMENSIONS, catalogue
from matcher.tasting.belief import Belief, Expectation, believe, believe_many
from matcher.tasting.readings import Observation
from matcher.tasting.space import FACETS, Facet, TasteSpace, make_space

CODES = ("4321", "5120", "5223", "5321", "9112")
SPACE = make_space(catalogue(), CODES, shared_sd=0.7, own_sd=0.8)
COOK, SHOP = SPACE.row("5120"), SPACE.row("5223")


def seen_of(code: str, answers: Sequence[float], goes_on: float, source: int) -> list[Observation]:
    """A full report on a taste; answers around 0."""
    fits = [
        Observation(value / 4, 0.3, source, code, facet, whole=0.3)
        for facet, value in zip(FACETS, answers, strict=True)
    ]
    return [*fits, Observation(goes_on, 1.07, source, code)]


ANSWERS = st.lists(st.integers(-2, 2).map(float), min_size=4, max_size=4)
GOES_ON = st.sampled_from([-1.46, 1.46])
CODE = st.sampled_from(CODES)


def brute_force(
    space: TasteSpace, expected: Sequence[Expectation], seen: Sequence[Observation]
) -> tuple[np.ndarray, np.ndarray]:
    """Means and covariance of likings by conditioning the joint Gaussian of every latent number.

    Latent numbers are a weight for each dimension and an own term for each facet of each group.
    """
    groups, dims = len(space.codes), len(DIMENSIONS)
    size = dims + 4 * groups

    def side(g: int, f: int) -> np.ndarray:
        row = np.zeros(size)
        row[:dims] = space.shared_sd * space.features[g] * space.facet_of[f]
        row[dims + 4 * g + f] = space.own_sd / 2
        return row

    def reading(item: Observation) -> np.ndarray:
        if item.dimension is not None:
            return np.eye(size)[DIMENSIONS.index(item.dimension)]
        sides = [side(space.codes.index(item.code), f) for f in range(4)]
        if item.facet is None:
            return np.sum(sides, axis=0)
        one = sides[list(Facet).index(item.facet)]
        return (1 - item.whole) * one + item.whole / 4 * np.sum(sides, axis=0)

    likings = np.array([sum(side(g, f) for f in range(4)) for g in range(groups)])
    mean = np.zeros(size)
    if expected:
        wished = likings[[space.codes.index(item.code) for item in expected]]
        # The shortest shift of the latent numbers that makes what is expected true.
        mean = np.linalg.pinv(wished) @ np.array([item.liking for item in expected])
    precision, pull = np.eye(size), mean.copy()
    for item in seen:
        row = reading(item)
        precision += np.outer(row, row) / item.noise**2
        pull += row * item.value / item.noise**2
    covariance = np.linalg.inv(precision)
    return likings @ covariance @ pull, likings @ covariance @ likings.T


@given(ANSWERS, GOES_ON, ANSWERS, CODE, CODE)
def test_the_closed_form_is_what_brute_force_finds(
    first: list[float], goes_on: float, second: list[float], one: str, other: str
) -> None:
    expected = [Expectation("5223", 0.8, 0), Expectation("9112", 0.3, 1)]
    fact = Observation(-1.0, 0.5, 4, dimension="people")
    seen = [*seen_of(one, first, goes_on, 2), *seen_of(other, second, 1.46, 3), fact]
    belief = believe(SPACE, expected, seen, 5)
    mean, covariance = brute_force(SPACE, expected, seen)
    np.testing.assert_allclose(belief.mean, mean, atol=1e-9)
    np.testing.assert_allclose(belief.covariance, covariance, atol=1e-9)


def test_one_occupation_seen_whole_is_what_a_grid_finds() -> None:
    """Independent of any linear algebra: prior times likelihood on a grid of likings."""
    space = make_space(catalogue(), ["5120"], shared_sd=0.7, own_sd=0.8)
    prior = space.covariance([0]).sum()
    grid = np.linspace(-8, 8, 16_001)
    weight = np.exp(-((grid - 0.5) ** 2) / (2 * prior) - (grid - 1.2) ** 2 / (2 * 0.6**2))
    weight /= weight.sum()
    mean = (grid * weight).sum()
    expected, seen = [Expectation("5120", 0.5, 0)], [Observation(1.2, 0.6, 1, "5120")]
    belief = believe(space, expected, seen, 2)
    assert belief.mean[0] == pytest.approx(mean, abs=1e-6)
    assert belief.sd[0] ** 2 == pytest.approx(((grid - mean) ** 2 * weight).sum(), abs=1e-6)


@given(ANSWERS, GOES_ON, CODE, ANSWERS, GOES_ON, CODE)
def test_two_tastes_leave_the_same_belief_in_either_order(
    first: list[float], goes_on: float, one: str, second: list[float], stays: float, other: str
) -> None:
    a, b = seen_of(one, first, goes_on, 0), seen_of(other, second, stays, 1)
    forth, back = believe(SPACE, [], [*a, *b], 2), believe(SPACE, [], [*b, *a], 2)
    np.testing.assert_allclose(forth.mean, back.mean, atol=1e-12)
    np.testing.assert_allclose(forth.covariance, back.covariance, atol=1e-12)
    np.testing.assert_allclose(forth.pulls, back.pulls, atol=1e-12)


@given(ANSWERS, GOES_ON, CODE, st.integers(0, 4), st.booleans(), ANSWERS, CODE)
def test_a_better_answer_never_lowers_the_belief_in_that_occupation(
    answers: list[float],
    goes_on: float,
    code: str,
    which: int,
    twice: bool,
    earlier: list[float],
    other: str,
) -> None:
    better = list(answers)
    if which < 4:
        better[which] += 1.0
    before = seen_of(other, earlier, 1.46, 1) if twice else []
    worse = believe(SPACE, [], [*seen_of(code, answers, -1.46, 0), *before], 2)
    best = believe(
        SPACE, [], [*seen_of(code, better, 1.46 if which == 4 else -1.46, 0), *before], 2
    )
    row = SPACE.row(code)
    assert best.mean[row] >= worse.mean[row]


@given(ANSWERS, GOES_ON, CODE)
def test_what_moved_a_mean_sums_to_the_mean(
    answers: list[float], goes_on: float, code: str
) -> None:
    expected = [Expectation("5223", 0.8, 0)]
    belief = believe(SPACE, expected, seen_of(code, answers, goes_on, 1), 2)
    np.testing.assert_allclose(belief.pulls.sum(axis=0), belief.mean, atol=1e-12)
    np.testing.assert_allclose(belief.weight_pulls.sum(axis=0), belief.weights, atol=1e-12)


def test_a_wish_makes_its_liking_expected_and_leaves_the_doubt_as_it_was() -> None:
    without, belief = (
        believe(SPACE, [], [], 0),
        believe(SPACE, [Expectation("5223", 0.8, 0)], [], 1),
    )
    assert belief.mean[SHOP] == pytest.approx(0.8)
    np.testing.assert_allclose(belief.covariance, without.covariance)


def test_of_two_wishes_for_the_same_work_the_stronger_counts() -> None:
    weak, strong = Expectation("5223", 0.3, 0), Expectation("5223", 0.8, 1)
    belief = believe(SPACE, [strong, weak], [], 2)
    assert belief.mean[SHOP] == pytest.approx(0.8)
    assert not belief.pulls[0].any()


def test_a_taste_makes_the_belief_surer() -> None:
    before, after = (
        believe(SPACE, [], [], 0),
        believe(SPACE, [], seen_of("5120", [0] * 4, 1.46, 0), 1),
    )
    assert (after.sd <= before.sd + 1e-12).all()
    assert after.sd[COOK] < before.sd[COOK] - 0.3


def test_liking_one_work_speaks_for_work_like_it() -> None:
    space = make_space(catalogue(), ["5120", "9412", "4110"], shared_sd=0.7, own_sd=0.8)
    belief = believe(space, [], seen_of("9412", [2, 2, 2, 2], 1.46, 0), 1)
    kitchen = [belief.mean[space.row(code)] for code in ("9412", "5120", "4110")]
    assert kitchen[0] > kitchen[1] > kitchen[2]


def test_work_outside_the_catalogue_tells_of_nothing_else() -> None:
    space = make_space(catalogue(), ["5120", "0000", "4110"], shared_sd=0.7, own_sd=0.8)
    belief = believe(space, [], seen_of("0000", [2, 2, 2, 2], 1.46, 0), 1)
    assert belief.mean[space.row("0000")] > 0.3
    assert belief.mean[space.row("5120")] == belief.mean[space.row("4110")] == 0


def test_a_batch_believes_of_each_person_what_is_believed_of_them_alone() -> None:
    people = [
        ([], []),
        ([Expectation("5223", 0.8, 0)], seen_of("5120", [1, 2, 0, -1], 1.46, 1)),
        ([], [Observation(1.0, 0.5, 0, dimension="people")]),
        ([Expectation("5120", 0.4, 0), Expectation("9112", 0.2, 1)], []),
    ]
    many = believe_many(SPACE, [e for e, _ in people], [s for _, s in people], 2)
    for person, (expected, seen) in enumerate(people):
        alone = believe(SPACE, expected, seen, 2)
        for part in dataclasses.fields(Belief)[1:]:
            got, want = getattr(many.of(person), part.name), getattr(alone, part.name)
            np.testing.assert_allclose(got, want, atol=1e-12, err_msg=part.name)


def test_with_few_occupations_the_scale_stays_near_the_catalogue_s() -> None:
    alone = make_space(catalogue(), ["5120"], shared_sd=0.7, own_sd=0.8)
    nothing = make_space(catalogue(), [], shared_sd=0.7, own_sd=0.8)
    assert np.isfinite(alone.features).all()
    assert nothing.features.shape == (0, len(DIMENSIONS))
    assert 0 < np.abs(alone.features).max() < 2
