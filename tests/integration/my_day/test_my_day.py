"""The day from the store: whose it is, what stands on it, and how few questions it takes."""

from dataclasses import replace
from functools import cache

import pytest

from matcher.domain.access import Role, Viewer
from matcher.domain.day_order import Kind
from matcher.domain.employers import Office
from matcher.domain.errors import NotFound
from matcher.domain.market import Market
from matcher.exchange.tables import tables_of
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.day_facts import day_facts
from matcher.workflows.day_marking import tick_off
from matcher.workflows.employer_log import log_contact
from matcher.workflows.employer_promises import settle
from matcher.workflows.follow_up_record import record_follow_up
from matcher.workflows.my_day import my_day
from tests.integration.my_day.day_steps import EMPTY, ENDING, KARI, LIV, NILS, TALK, TODAY, keys
from tests.integration.web_start import questions


def test_the_day_holds_what_waits_each_thing_once_in_order(office):
    assert keys(office) == [TALK, ENDING]
    assert keys(office, mine=False) == [TALK, EMPTY, ENDING]


def test_a_leader_without_people_of_her_own_sees_the_office_first(office):
    assert not my_day(office, LIV, today=TODAY).mine
    assert my_day(office, KARI, today=TODAY).mine
    assert keys(office, LIV, mine=False) == keys(office, KARI, mine=False)
    assert keys(office, LIV) == []


def test_another_office_and_an_administrator_see_nothing_of_it(office):
    assert keys(office, NILS, mine=False) == ["empty:P2:2026-01-05"]
    with pytest.raises(NotFound):
        my_day(office, Viewer("root", Role.ADMINISTRATOR, None), today=TODAY)


def test_what_is_done_where_it_belongs_is_off_the_list_by_itself(office):
    record_follow_up(office, KARI, "L1", {"done_on": TODAY.isoformat()}, today=TODAY)
    assert keys(office) == [ENDING]


def test_a_promise_stands_until_it_is_settled(office):
    typed = {
        "spoken_on": TODAY.isoformat(), "by": "phone", "note": "",
        "promised": "Sier fra", "promised_for": TODAY.isoformat(),
    }  # fmt: skip
    log_contact(office, KARI, "E1", typed, today=TODAY)
    (line,) = [x for x in my_day(office, KARI, today=TODAY, mine=True).lines if x.promise]
    assert (line.kind, line.by) == (Kind.PROMISE, TODAY)
    settle(office, KARI, line.promise.contact.id, today=TODAY)
    assert line.key not in keys(office)


def test_an_adviser_without_anybody_has_an_empty_day(engine):
    with writing(engine) as connection:
        upsert_rows(connection, "offices", [Office("N1", "Testvik")])
    found = my_day(engine, KARI, today=TODAY)
    assert (found.lines, found.off, found.followed) == ((), (), 0)


@cache
def crowd(participants):
    return simulate_municipality(
        participants=participants, openings=80, seed=3, today=TODAY, offices=1, years_of_history=1
    ).market


def asked_and_found(engine, participants, mine):
    """How many questions the day of a crowd takes, and what is found."""
    with writing(engine) as connection:
        for name, rows in tables_of(crowd(participants)).items():
            upsert_rows(connection, name, rows)
    with questions(engine) as asked:
        found = my_day(engine, LIV, today=TODAY, mine=mine, most=20)
    return len(asked), found


@pytest.mark.parametrize("mine", [True, False])
def test_the_store_is_asked_as_often_for_5_participants_as_for_400(engine, mine):
    few, small = asked_and_found(engine, 5, mine)
    many, large = asked_and_found(engine, 400, mine)
    assert few == many
    assert mine or (small.followed <= 10 and large.followed >= 400)
    assert mine is not bool(large.lines)


def test_nobody_stands_twice_on_the_day_of_400(engine):
    _, found = asked_and_found(engine, 400, False)
    matters = [line.matter for line in found.lines]
    assert len(set(matters)) == len(matters) > 100
    placed_or_coming = [line for line in found.lines if line.matter.startswith("place:")]
    people = [line.participant.participant_id for line in placed_or_coming]
    assert len(set(people)) == len(people)


def test_one_fact_a_person_is_asked_for_and_ticked_off_like_all_else(
    office, small_market, open_store_of
):
    shop = replace(small_market.openings[0], title="Prøve", needs_spoken=None, hours_per_week=20.0)
    more = tuple(replace(shop, opening_id=f"X{number}") for number in range(4))
    program = open_store_of(Market(openings=more))
    facts = day_facts(program, KARI, today=TODAY, mine=False).facts
    assert [each.participant.participant_id for each in facts] == ["P:3", "P1"]
    assert facts[0].openings >= facts[1].openings
    own = day_facts(program, KARI, today=TODAY, mine=True).facts
    assert [each.participant.participant_id for each in own] == ["P1"]
    key = facts[0].key
    assert tick_off(office, KARI, key, today=TODAY)
    again = day_facts(program, KARI, today=TODAY, mine=False)
    assert key not in [each.key for each in again.facts]
    assert [each.key for each, _ in again.off] == [key]
