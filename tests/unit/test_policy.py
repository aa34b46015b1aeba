"""An office's policy: every wrong number is refused by name."""

from pathlib import Path
from typing import Any

import pytest

from matcher.domain.errors import BadInput
from matcher.domain.plans import Fairness, Objective
from matcher.domain.policy import LONGEST, Policy
from matcher.planning.fairness import PRIORITY_PER_MONTH
from matcher.workflows.program import read_policy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price_factor", -0.1),
        ("price_factor", 1.1),
        ("price_factor", 2),
        ("near_tie", 3),
        ("near_tie", True),
        ("near_tie", "0.005"),
        ("near_tie", None),
        ("variety", float("nan")),
        ("variety", float("inf")),
        ("weight_fits", -1),
        ("taste_working_days", 0),
        ("taste_working_days", 5.0),
        ("placement_weeks", True),
        ("placement_weeks", LONGEST + 1),
        ("search_weeks", 10**9),
        ("search_weeks", "8"),
        ("mentor_short_absence_days", 0),
        ("mentor_short_absence_days", 7.0),
    ],
)
def test_a_wrong_number_is_named_with_what_it_is(name: str, value: Any) -> None:
    with pytest.raises(BadInput, match=f"policy.toml: {name} must be a .*; it is "):
        Policy.from_mapping({name: value})


def test_weights_add_up_to_one() -> None:
    with pytest.raises(BadInput, match=r"the weights must add up to 1; they add up to 1\.2"):
        Policy(weight_work=0.6)
    assert Policy(weight_fits=0, weight_completes=0, weight_work=1).weight_work == 1


def test_a_setting_that_nobody_knows_is_refused_with_those_that_are() -> None:
    with pytest.raises(
        BadInput,
        match="'price_facter' is not a setting; known are mentor_short_absence_days, near_tie, ",
    ):
        Policy.from_mapping({"price_facter": 0.8})


def test_what_is_not_stated_is_as_usual() -> None:
    assert Policy.from_mapping({}) == Policy()
    assert Policy.from_mapping({"price_factor": 0}).price_factor == 0


class TestFile:
    def refused(self, tmp_path: Path, content: bytes) -> str:
        path = tmp_path / "policy.toml"
        path.write_bytes(content)
        with pytest.raises(BadInput) as error:
            read_policy(path)
        return str(error.value)

    def test_bad_toml(self, tmp_path: Path) -> None:
        assert "policy.toml is not valid TOML" in self.refused(tmp_path, b"price_factor = ")

    def test_not_utf_8(self, tmp_path: Path) -> None:
        assert "is not UTF-8 text" in self.refused(tmp_path, b"# \xe6\n")

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="There is no file"):
            read_policy(tmp_path / "policy.toml")


def test_what_the_plan_is_asked_to_be_is_the_offices_setting() -> None:
    policy = Policy.from_mapping({"plan_objective": "value", "plan_fairness": "floor"})
    assert policy.plan_objective is Objective.VALUE
    assert policy.plan_fairness is Fairness.FLOOR


def test_a_fairness_that_does_not_exist_is_named() -> None:
    with pytest.raises(BadInput, match=r"plan_fairness must be one of off, floor, parity"):
        Policy.from_mapping({"plan_fairness": "quota"})


def test_a_wait_weighs_what_planning_says_unless_the_office_says_otherwise() -> None:
    assert Policy().plan_priority_per_month == PRIORITY_PER_MONTH
    assert Policy.from_mapping({"plan_priority_per_month": 0.01}).plan_priority_per_month == 0.01


def test_looking_ahead_is_true_or_false() -> None:
    assert Policy.from_mapping({"plan_ahead": True}).plan_ahead
    with pytest.raises(BadInput, match="plan_ahead must be true or false; it is 'yes'"):
        Policy.from_mapping({"plan_ahead": "yes"})
