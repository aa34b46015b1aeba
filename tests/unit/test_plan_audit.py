"""Rates by audit group on the plan's page: reported, and small groups hidden."""

from datetime import UTC, date, datetime

import pytest

from matcher.domain.plans import Fairness, GroupRate, Objective, OfficePlan
from matcher.workflows.plan_page import audit_rates

TODAY = date(2025, 9, 1)


def a_plan(**people: int) -> OfficePlan:
    """Groups with so many people, one of each placed."""
    rates = tuple(GroupRate("audit", name, count, 1) for name, count in people.items())
    return OfficePlan(
        office_id="N1", today=TODAY, made_at=datetime(2025, 9, 1, tzinfo=UTC), made_by="kari",
        purpose=None, objective=Objective.PEOPLE, fairness=Fairness.OFF, model_version="day-one",
        value=0.0, upper_bound=0.0, first_come=0.0, greedy=0.0, fairness_cost=0.0, shortage=None,
        assignments=(), unassigned=(), prices=(), rates=(GroupRate("need", "others", 9, 4), *rates),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "shown", "hidden"),
    [
        ({"A": 7, "B": 5}, ["A", "B"], 0),
        ({"B": 9, "A": 20, "C": 2, "D": 3}, ["A", "B"], 2),
        ({"A": 4, "B": 1}, [], 2),
        ({"unknown": 30}, [], 0),
        ({}, [], 0),
    ],
)
def test_groups_of_five_or_more_are_shown(
    people: dict[str, int], shown: list[str], hidden: int
) -> None:
    rates, too_small = audit_rates(a_plan(**people))
    assert ([rate.name for rate in rates], too_small) == (shown, hidden)


def test_a_small_group_cannot_be_found_by_subtracting_the_others_from_all() -> None:
    rates, too_small = audit_rates(a_plan(A=12, B=8, C=2))
    assert ([rate.name for rate in rates], too_small) == (["A"], 2)
