"""Whom to call: what is lacking, by the rules; and what a call would gain, re-scored exactly."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.cefr import Level
from matcher.domain.employers import OpeningStatus
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.participants import Origin, Wish
from matcher.domain.placements import PlacementStatus
from matcher.domain.policy import Policy
from matcher.eligibility.pair import judge
from matcher.eligibility.rules import Rule, State
from matcher.features.encoder import no_tastes
from matcher.ranking.rank import market_day
from matcher.workflows.employer_leads import BY_CALLING, Ask, find_calls, last_openings
from matcher.workflows.employer_needs import LOW_VALUE, Lack
from matcher.workflows.employer_record import records_of
from matcher.workflows.employer_wanted import kinds_of, wanted_work
from matcher.workflows.plan_people import value_pairs
from tests.unit.day_one_file import MODEL
from tests.unit.features_cases import no_text
from tests.unit.market_builders import (
    TODAY,
    a_market,
    a_participant,
    a_placement,
    an_employer,
    an_opening,
)
from tests.unit.market_strategies import random_market

DAY = timedelta(days=1)
SHOP, KITCHEN, COOK = "5223", "9412", "5120"
WISHES = (Wish("P1", "butikk", 1, Origin.OWN, SHOP),)
PAUSED, OPEN = {"status": OpeningStatus.PAUSED}, {"status": OpeningStatus.OPEN}


def day_of(liking=no_tastes, **tables):
    market = a_market(**{"wishes": WISHES, **tables})
    return market_day(market, TODAY, Policy(), no_text, liking), market.participants


def calls_of(**tables):
    day, people = day_of(**tables)
    return find_calls(day, MODEL, people)


def lacks(**tables):
    return [(need.codes, need.lack) for need in calls_of(**tables).needs]


def values(**tables):
    day, people = day_of(**tables)
    return value_pairs(day, MODEL, people).value.tolist()


def test_a_paused_opening_is_worth_exactly_what_it_would_be_if_it_were_open():
    (lead,) = calls_of(openings=(an_opening(**PAUSED),)).employers
    (reopened,) = values(openings=(an_opening(**OPEN),))
    (only,) = lead.leads
    assert (only.ask, [each.value for each in only.people]) == (Ask.REOPEN, [reopened])
    assert lead.gain == reopened


def test_the_gain_is_over_the_best_that_is_possible_now():
    poor = an_opening("O2", "E2", occupation=KITCHEN, needs_spoken=Level.B1, hours_per_week=30.0)
    tables = {"employers": (an_employer(), an_employer("E2"))}
    (best,) = values(openings=(poor,), **tables)
    (lead,) = calls_of(openings=(an_opening(**PAUSED), poor), **tables).employers
    (whom,) = lead.leads[0].people
    assert whom.best == best
    assert lead.gain == pytest.approx(whom.value - best)


def test_a_full_opening_is_asked_for_one_more():
    full = a_placement(TODAY - DAY, TODAY + 365 * DAY)
    (lead,) = calls_of(placements=(full,)).employers
    assert (lead.leads[0].ask, lead.record.load) == (Ask.ONE_MORE, 1)


def test_whoever_has_a_good_opening_of_the_wanted_kind_is_in_no_need():
    found = calls_of()
    assert values()[0] >= LOW_VALUE
    assert (found.waiting, found.needs, found.employers) == (1, (), ())


@pytest.mark.parametrize(
    ("opening", "person", "lack"),
    [
        ({"occupation": "8322"}, {}, Lack.NONE),
        ({"lat": 63.43, "lon": 10.40}, {}, Lack.TRAVEL),
        ({"needs_spoken": Level.B2}, {}, Lack.LANGUAGE),
        ({"needs_written": Level.C1}, {}, Lack.LANGUAGE),
        ({"hours_per_week": 37.5}, {}, Lack.WEEK),
        ({"credentials": ("truck",)}, {}, Lack.CREDENTIALS),
        ({"demands": ("stairs",)}, {"functional_limits": ("stairs",)}, Lack.LIMITS),
        ({"purposes": ()}, {}, Lack.PURPOSE),
        (PAUSED, {}, Lack.CLOSED),
        ({"slots": 0}, {}, Lack.FULL),
    ],
)
def test_the_first_rule_that_leaves_nothing_is_what_is_lacking(opening, person, lack):
    tables = {"openings": (an_opening(**opening),), "participants": (a_participant(**person),)}
    assert lacks(**tables) == [((SHOP,), lack)]


def test_an_unknown_fact_stops_nobody():
    unasked = a_participant(norwegian_spoken=None, max_travel_minutes=None)
    tables = {"participants": (unasked,), "openings": (an_opening(**PAUSED),)}
    found = calls_of(**tables)
    (need,) = found.needs
    assert (need.lack, need.little_norwegian, need.minutes) == (Lack.CLOSED, False, None)
    assert need.unknown == {"max_travel_minutes": 1, "norwegian_spoken": 1, "place": 1}
    (whom,) = found.employers[0].leads[0].people
    assert set(whom.unsure) == {Rule.LANGUAGE_SPOKEN, Rule.TRAVEL}


def test_what_a_call_cannot_change_is_no_reason_to_call():
    far = an_opening(**PAUSED, needs_spoken=Level.C1)
    assert calls_of(openings=(far,)).employers == ()


def test_an_employer_who_asked_for_a_pause_is_left_alone():
    resting = an_employer(paused_until=TODAY)
    found = calls_of(openings=(an_opening(**PAUSED),), employers=(resting,))
    assert (found.employers, found.resting) == ((), (resting,))


def test_whose_wish_nobody_knows_is_asked_and_not_guessed():
    found = calls_of(wishes=(), openings=(an_opening(**PAUSED),))
    assert [p.participant_id for p in found.wish_unknown] == ["P1"]
    assert (found.needs, found.employers) == ((), ())


def test_people_who_want_the_same_kind_and_lack_the_same_are_one_need():
    people = (
        a_participant("P1", norwegian_spoken=Level.A1, max_hours_per_week=15.0),
        a_participant("P2", norwegian_spoken=Level.A2, max_travel_minutes=20),
    )
    wishes = (
        Wish("P1", "kjøkken", 1, Origin.OWN, KITCHEN),
        Wish("P2", "kokk", 1, Origin.OWN, COOK),
    )
    (need,) = calls_of(participants=people, wishes=wishes).needs
    assert (set(need.codes), need.lack, len(need.people)) == ({KITCHEN, COOK}, Lack.NONE, 2)
    assert (need.minutes, need.hours, need.spoken) == ((20, 60), 15.0, Level.A1)
    assert need.little_norwegian


def test_an_opening_of_two_places_gains_for_two_people_and_not_for_three():
    people = tuple(a_participant(f"P{number}") for number in (1, 2, 3))
    wishes = tuple(replace(WISHES[0], participant_id=p.participant_id) for p in people)
    tables = {"participants": people, "wishes": wishes}
    (one,) = calls_of(
        openings=(
            an_opening(
                **PAUSED,
            ),
        ),
        **tables,
    ).employers
    (two,) = calls_of(openings=(an_opening(**PAUSED, slots=2),), **tables).employers
    assert two.gain == pytest.approx(2 * one.gain)
    assert len(two.leads[0].people) == 3


def test_employers_come_by_what_a_call_would_gain():
    openings = (
        an_opening("O1", "E1", **PAUSED, occupation="5246"),
        an_opening("O2", "E2", **PAUSED),
    )
    found = calls_of(openings=openings, employers=(an_employer(), an_employer("E2")))
    assert [lead.employer.employer_id for lead in found.employers] == ["E2", "E1"]
    gains = [lead.gain for lead in found.employers]
    assert gains == sorted(gains, reverse=True)


def test_the_last_opening_is_where_somebody_began_last():
    openings = tuple(an_opening(name, **PAUSED) for name in ("O1", "O2", "O3"))
    past = [
        a_placement(
            TODAY - days * DAY, TODAY - DAY, status=PlacementStatus.ENDED, ended=TODAY - DAY,
            placement_id=f"L{days}", opening_id=where,
        )
        for days, where in ((90, "O1"), (30, "O2"))
    ]  # fmt: skip
    day, _ = day_of(openings=openings, placements=tuple(past))
    assert last_openings(day).tolist() == [False, True, False]
    day, _ = day_of(openings=openings)
    assert last_openings(day).tolist() == [False, False, True]


def test_a_taste_that_was_loved_makes_its_work_the_wanted_one():
    ended = a_placement(
        TODAY - 30 * DAY, TODAY - 20 * DAY, status=PlacementStatus.ENDED,
        ended=TODAY - 20 * DAY, participant_id="P1", opening_id="O2",
    )  # fmt: skip
    openings = (an_opening(), an_opening("O2", occupation=KITCHEN))

    def loved(encoder, participant_id, codes):
        return np.array([2.0 if code == KITCHEN else -0.5 for code in codes])

    tables = {"openings": openings, "placements": (ended,)}
    assert wanted_work(day_of(**tables)[0].encoder, "P1") == (SHOP,)
    assert wanted_work(day_of(loved, **tables)[0].encoder, "P1") == (KITCHEN, SHOP)


def test_a_record_counts_what_was_reported_and_names_nobody():
    past = [
        a_placement(
            TODAY - days * DAY, TODAY - days * DAY + 20 * DAY, status=PlacementStatus.ENDED,
            ended=TODAY - days * DAY + 20 * DAY, placement_id=name,
        )
        for days, name in ((90, "L1"), (60, "L2"), (40, "L3"))
    ]  # fmt: skip
    said = (
        Outcome("L1", Reporter.ADVISER, TODAY - 50 * DAY, completed=True),
        Outcome("L2", Reporter.MENTOR, TODAY - 40 * DAY, showed_up=False),
    )
    day, _ = day_of(placements=tuple(past), outcomes=said)
    record = records_of(day, ["E1"])["E1"]
    assert (record.been, record.completed, record.load, record.capacity) == (3, 1, 0, 5)
    assert record.last_no_show == TODAY - 60 * DAY


def test_kinds_are_led_by_the_work_that_most_want():
    assert kinds_of([COOK, KITCHEN, KITCHEN, SHOP]) == {
        KITCHEN: (KITCHEN, COOK), COOK: (KITCHEN, COOK), SHOP: (SHOP,)
    }  # fmt: skip


def test_nobody_waits_and_nothing_is_lacking():
    day, _ = day_of()
    found = find_calls(day, MODEL, ())
    assert (found.waiting, found.needs, found.wish_unknown, found.employers) == (0, (), (), ())


@given(st.integers(0, 2**32 - 1))
def test_every_lead_is_what_the_rules_say_one_by_one(seed):
    market = random_market(Random(seed))
    day = market_day(market, TODAY, Policy(), no_text)
    found = find_calls(day, MODEL, market.participants)
    board = day.ready.board
    now = value_pairs(day, MODEL, market.participants)
    for employer in found.employers:
        for lead in employer.leads:
            for whom in lead.people:
                answers = judge(board, whom.participant, lead.opening).answers
                stops = {answer.rule for answer in answers if answer.state is State.NOT_MET}
                assert stops
                assert stops <= set(BY_CALLING)
                own = market.participants.index(whom.participant)
                best = now.value[now.person == own].max(initial=0.0)
                assert (whom.best, whom.gain > 0) == (best, True)


@given(st.integers(0, 2**32 - 1))
def test_whoever_lacks_everything_of_a_kind_can_have_none_of_it(seed):
    market = random_market(Random(seed))
    day = market_day(market, TODAY, Policy(), no_text)
    wanted = {p.participant_id: wanted_work(day.encoder, p.participant_id)
              for p in market.participants}  # fmt: skip
    found = find_calls(day, MODEL, market.participants)
    in_need = {e.participant.participant_id: n.lack for n in found.needs for e in n.people}
    for person in market.participants:
        codes = wanted[person.participant_id]
        same = [
            judge(day.ready.board, person, opening).eligible
            for column, opening in enumerate(day.ready.openings)
            if codes and day.encoder.offers.code_of(column) == codes[0]
        ]
        lack = in_need.get(person.participant_id)
        if lack not in (None, Lack.WEAK):
            assert not any(same)
        if lack is Lack.NONE:
            assert same == []
