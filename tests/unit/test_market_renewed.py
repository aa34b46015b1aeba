"""A day of the market that is made from the one before is the same as one that is made anew."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.market import Market
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import PlacementStatus
from matcher.domain.policy import Policy
from matcher.ranking.rank import MarketDay, market_day
from matcher.simulation.municipality import simulate_municipality

TODAY = date(2025, 9, 1)
POLICY = Policy.from_mapping({})


def resolve(text: str) -> list[tuple[str, float]]:
    return [("5223", 1.0)] if text else []


@pytest.fixture(scope="module")
def market() -> Market:
    return simulate_municipality(
        participants=24, openings=60, seed=3, today=TODAY, years_of_history=2
    ).market


def made(market: Market, before: MarketDay | None = None) -> MarketDay:
    return market_day(market, TODAY, POLICY, resolve, before=before)


def differences(left: Any, right: Any, path: str = "day") -> list[str]:
    if isinstance(left, np.ndarray):
        floats = left.dtype.kind == "f"
        return [] if np.array_equal(left, right, equal_nan=floats) else [path]
    if is_dataclass(left):
        return [
            found
            for field in fields(left)
            for found in differences(
                getattr(left, field.name), getattr(right, field.name), f"{path}.{field.name}"
            )
        ]
    if isinstance(left, dict) and left.keys() == right.keys():
        return [f for k in left for f in differences(left[k], right[k], f"{path}[{k}]")]
    if isinstance(left, tuple) and len(left) == len(right) and path.startswith("day.ready.asked"):
        pairs = zip(left, right, strict=True)
        return [found for one, other in pairs for found in differences(one, other, path)]
    return [] if left == right else [path]


def first(market: Market, table: str, wanted: Callable[[Any], bool] = lambda _: True) -> Any:
    return next(row for row in getattr(market, table) if wanted(row))


def changed(market: Market, table: str, row: Any, **values: Any) -> Market:
    rows = getattr(market, table)
    return replace(market, **{table: tuple(replace(r, **values) if r is row else r for r in rows)})


def running_ends_sooner(market: Market) -> Market:
    row = first(market, "placements", lambda p: p.status is PlacementStatus.RUNNING)
    return changed(market, "placements", row, planned_end=TODAY + timedelta(days=1))


def running_is_off(market: Market) -> Market:
    row = first(market, "placements", lambda p: p.status is PlacementStatus.RUNNING)
    return changed(market, "placements", row, status=PlacementStatus.CANCELLED)


def nobody_came(market: Market) -> Market:
    row = first(market, "placements", lambda p: p.status is PlacementStatus.ENDED)
    report = Outcome(row.placement_id, Reporter.MENTOR, TODAY, showed_up=False)
    outcomes = sorted(
        (*market.outcomes, report), key=lambda o: (o.placement_id, o.reporter, o.reported_on)
    )
    return replace(market, outcomes=tuple(outcomes))


def somebody_says_no(market: Market) -> Market:
    no = Dismissal(
        market.participants[0].participant_id, market.openings[0].opening_id,
        DismissalReason.OTHER, SaidBy.ADVISER, TODAY,
    )  # fmt: skip
    return replace(market, dismissals=(*market.dismissals, no))


CHANGES: dict[str, Callable[[Market], Market]] = {
    "nothing": replace,
    "a placement ends sooner": running_ends_sooner,
    "a placement is off": running_is_off,
    "a no-show is reported": nobody_came,
    "reports are gone": lambda market: replace(market, outcomes=market.outcomes[7:]),
    "somebody says no": somebody_says_no,
    "wishes are gone": lambda market: replace(market, wishes=()),
    "a mentor has left": lambda m: changed(m, "mentors", m.mentors[0], capacity=0),
    "an employer is full": lambda m: changed(m, "employers", m.employers[0], capacity=0),
    "an opening has no place": lambda m: changed(m, "openings", m.openings[0], slots=0),
    "an opening is gone": lambda m: replace(m, openings=m.openings[:-1]),
    "a place is known": lambda m: replace(m, postal_codes={"0150": (59.9, 10.7)}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_day_made_from_the_one_before_is_as_one_made_anew(market: Market, what: str) -> None:
    after = CHANGES[what](market)
    assert differences(made(after, before=made(market)), made(after)) == []


def test_changes_one_after_the_other_leave_nothing_old_behind(market: Market) -> None:
    day = made(market)
    for change in (running_ends_sooner, nobody_came, running_is_off, somebody_says_no):
        market = change(market)
        day = made(market, before=day)
    assert differences(day, made(market)) == []


def test_what_no_change_touches_is_taken_over(market: Market) -> None:
    before = made(market)
    after = made(replace(market, wishes=()), before=before)
    assert after.ready is before.ready and after.encoder.offers is before.encoder.offers
    assert after.encoder.lives.wishes == {} != before.encoder.lives.wishes


def test_another_day_takes_nothing_over(market: Market) -> None:
    tomorrow = TODAY + timedelta(days=1)
    day = market_day(market, tomorrow, POLICY, resolve, before=made(market))
    assert differences(day, market_day(market, tomorrow, POLICY, resolve)) == []
