"""What no feature ever sees: who somebody is, and what happened only later."""

from dataclasses import fields, replace
from datetime import timedelta
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from matcher.domain.market import Market
from matcher.domain.outcomes import NextStep, Outcome, Reporter
from matcher.domain.participants import Education, Experience, Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.features.columns import FEATURES
from tests.unit.features_cases import frame
from tests.unit.market_builders import TODAY, a_market, a_placement
from tests.unit.market_strategies import Draw, markets, outcome

FORBIDDEN = {
    "adviser": "ola",
    "name": "Et annet navn",
    "phone": "99999999",
    "email": "annen@example.org",
    "languages": ("so", "pl", "ti"),
    "functional_limits": ("heavy_lifting", "crowds"),
    "audit_group": "Z",
    "education": Education.HIGHER,
    "programme_outcome": NextStep.JOB,
    "postal_code": "9999",
}


@given(markets, st.sampled_from(sorted(FORBIDDEN)))
@hypothesis_settings(max_examples=60)
def test_who_somebody_is_changes_no_feature(market: Market, field: str) -> None:
    others = tuple(replace(p, **{field: FORBIDDEN[field]}) for p in market.participants)
    if field == "postal_code":
        others = tuple(
            p if p.lat is None else q for p, q in zip(market.participants, others, strict=True)
        )
    np.testing.assert_array_equal(frame(market), frame(replace(market, participants=others)))


@given(markets)
@hypothesis_settings(max_examples=40)
def test_who_a_mentor_is_changes_no_feature(market: Market) -> None:
    others = tuple(replace(m, name="Kari", languages=("so", "uk")) for m in market.mentors)
    np.testing.assert_array_equal(frame(market), frame(replace(market, mentors=others)))


def test_no_feature_has_a_forbidden_name() -> None:
    """Every field of a participant is a feature's source, a rule's, or never looked at."""
    looked_at = {
        "participant_id", "office_id", "place", "lat", "lon", "transport", "max_travel_minutes",
        "norwegian_spoken", "norwegian_written", "credentials", "max_hours_per_week", "available",
        "track", "programme_start", "programme_end",
    }  # fmt: skip
    assert {field.name for field in fields(Participant)} == looked_at | FORBIDDEN.keys()
    words = {word for name in FEATURES for word in name.split("_")}
    assert not words & {"name", "sex", "age", "born", "languages", "limits", "benefit", "group"}


def planted_future(market: Market, random: Random) -> Market:
    """``market`` with things that happen, or are reported, only after today."""
    draw = Draw(random, unknown=0.0)
    later = TODAY + timedelta(days=random.randint(1, 400))
    new = [
        Placement(
            f"F{number}", name, draw.one(["O1", "O2", "O3"]), draw.one(Purpose),
            PlacementStatus.ENDED, draw.one(["M1", "M2"]), later, later, later,
        )
        for number, name in enumerate(("P1", "P2", "P9"))
    ]  # fmt: skip
    reported = [outcome(draw, p.placement_id, later) for p in (*market.placements, *new)]
    lived = [
        Experience(name, "senere", "5223", 24, later, liked=draw.one([True, False]))
        for name in ("P1", "P2")
    ]
    return replace(
        market,
        placements=(*market.placements, *new),
        outcomes=(*market.outcomes, *reported),
        experiences=(*market.experiences, *lived),
    )


@given(markets, st.randoms(use_true_random=True))
@hypothesis_settings(max_examples=80)
def test_nothing_from_the_future_changes_a_feature(market: Market, random: Random) -> None:
    np.testing.assert_array_equal(frame(market), frame(planted_future(market, random)))


def test_a_placement_that_ends_later_was_still_running_today() -> None:
    """What the store says of it now must not tell, as of today, how it will end."""
    as_run = a_placement(TODAY, TODAY + timedelta(days=30), participant_id="P1")
    as_ended = replace(as_run, status=PlacementStatus.ENDED, ended=TODAY + timedelta(days=3))
    then = Outcome("L1", Reporter.MENTOR, TODAY + timedelta(days=3), showed_up=False)
    np.testing.assert_array_equal(
        frame(a_market(placements=(as_run,))),
        frame(a_market(placements=(as_ended,), outcomes=(then,))),
    )
