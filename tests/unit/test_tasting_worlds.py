"""The simulated worlds are what tests/bench/tastes.md says, and the policies do what they say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import matcher
from matcher.simulation.taste_policies import POLICIES, Before
from matcher.simulation.taste_worlds import (
    GROUPS,
    OTHER_WORLDS,
    WORLDS,
    Answers,
    WorldKind,
    make_world,
    taste,
)
from matcher.tasting.settings import parse_settings
from matcher.workflows.evaluate_tastes import evaluate_tastes, markdown

FILE = Path(matcher.__file__).parents[1] / "models" / "tastes.toml"
SETTINGS = parse_settings(FILE.read_text(encoding="utf-8"))
ALL = {**WORLDS, **OTHER_WORLDS}


@pytest.mark.parametrize("kind", ALL.values(), ids=list(ALL))
def test_likings_are_standardised_and_wishes_are_different_groups(kind: WorldKind) -> None:
    world = make_world(kind, 2_000, 7)
    assert world.likings.mean() == pytest.approx(0, abs=1e-9)
    assert world.likings.std() == pytest.approx(1)
    assert world.wishes.shape == world.own.shape == (2_000, kind.wishes)
    assert all(len(set(row)) == kind.wishes for row in world.wishes.tolist())


@pytest.mark.parametrize("share", [0.55, 0.2])
def test_so_many_wishes_are_real_and_so_many_origins_right(share: float) -> None:
    world = make_world(WorldKind(share), 20_000, 7)
    best = np.argsort(-world.likings, axis=1)[:, :3]
    among_best = (world.wishes == best).any(axis=1).mean()
    # A wish that was borrowed at random is among the best three in a quarter of cases.
    assert among_best == pytest.approx(share + (1 - share) / 4, abs=0.015)
    assert world.own.mean() == pytest.approx(0.7 * share + 0.3 * (1 - share), abs=0.015)


def test_the_same_seed_draws_the_same_world_and_another_one_another() -> None:
    one, same, other = (make_world(WORLDS["overall-55"], 20, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.likings, same.likings)
    assert (one.likings != other.likings).all()


def test_answers_follow_liking_in_each_rendering() -> None:
    quiet = replace(WORLDS["overall-55"], noise=1e-9)
    for answers in Answers:
        world = make_world(replace(quiet, answers=answers), 500, 3)
        best, worst = world.likings.argmax(axis=1), world.likings.argmin(axis=1)
        good, bad = taste(world, best, 0), taste(world, worst, 0)
        assert good.goes_on.mean() > 0.95 > 0.05 > bad.goes_on.mean()
        if answers is Answers.YES_NO:
            assert np.isnan(good.fits).all()
        else:
            assert good.fits.mean() > 3.5 > 2.5 > bad.fits.mean()
            assert {1.0, 5.0} >= {good.fits.max(), bad.fits.min()}


def test_each_policy_tastes_what_it_is_named_for() -> None:
    before = Before(
        mean=np.array([[0.0, 1.0, 0.9]]),
        covariance=np.diag([4.0, 0.01, 1.0])[None],
        value=np.array([[0.0, 0.0, 1.0]]),
        wish=np.array([1]),
    )
    picked = {
        policy.name: int(policy.pick(before, np.random.default_rng(1))[0]) for policy in POLICIES
    }
    assert picked["most uncertain"] == 0
    assert picked["greedy"] == picked["wish"] == 1
    assert picked["UCB"] == 0
    assert picked["knowledge gradient"] == picked["knowledge gradient with stop"] == 2


def test_an_evaluation_is_the_same_each_time_and_keeps_within_three_tastes() -> None:
    once, again = (
        evaluate_tastes(SETTINGS, seeds=[1, 2], persons=20, worlds=["sides-55", "several-wishes"])
        for _ in range(2)
    )
    assert once == again
    for table in once:
        assert [row.policy for row in table.rows] == [policy.name for policy in POLICIES]
        assert all(0 <= row.tastes <= 3 and row.share <= 100 for row in table.rows)
        assert table.rows[0].tastes == 0
    assert markdown(once)[0] == "### sides-55"


def test_nobody_tastes_where_no_taste_is_worth_its_cost() -> None:
    dear = replace(SETTINGS, cost=100.0)
    for row in evaluate_tastes(dear, seeds=[1, 2], persons=10, worlds=["overall-20"])[0].rows:
        assert row.tastes == 0 or "stop" not in row.policy


def test_groups_are_in_the_order_of_their_codes() -> None:
    assert list(GROUPS) == sorted(set(GROUPS))
