"""The day from the store: whose it is, what is off it, and how few questions it takes."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.day_order import Kind
from matcher.domain.employers import Office
from matcher.domain.errors import FormRefused, NotFound
from matcher.domain.market import Market
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.exchange.tables import tables_of
from matcher.simulation.municipality import simulate_municipality
from matcher.store.day_tables import day_marks
from matcher.store.engine import reading, writing
from matcher.store.readers import read_openings, store_version
from matcher.store.writers import Account, add_account, upsert_market, upsert_rows
from matcher.workflows.day_facts import day_facts
from matcher.workflows.day_marking import (
    LONGEST,
    PutOffRefusal,
    bring_back,
    next_week,
    put_off,
    tick_off,
    tomorrow,
)
from matcher.workflows.employer_log import log_contact
from matcher.workflows.employer_promises import settle
from matcher.workflows.follow_up_record import record_follow_up
from matcher.workflows.my_day import my_day
from matcher.workflows.program import open_program

KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
LIV = Viewer("liv", Role.LEADER, "N1")
ADMIN = Viewer("root", Role.ADMINISTRATOR, None)
TODAY = date(2026, 3, 9)
DAY = timedelta(days=1)
PEOPLE = (
    Participant("P1", "N1", "kari", programme_start=date(2026, 1, 5), name="Amina Testesen"),
    Participant("P:3", "N1", "per", programme_start=date(2026, 3, 2), name="مريم " + "Å" * 195),
    Participant("P2", "N2", "nils", programme_start=date(2026, 1, 5)),
)
WORKS = Placement(
    "L1", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M1",
    date(2026, 2, 2), date(2026, 3, 20),
)  # fmt: skip


@pytest.fixture
def office(engine: sa.Engine, small_market: Market) -> sa.Engine:
    """P1 of kari works for two weeks more; P:3 of per, and P2 of the other office, do nothing."""
    market = replace(small_market, participants=PEOPLE, placements=(WORKS,))
    with writing(engine) as connection:
        upsert_market(connection, market)
        for viewer in (KARI, NILS, LIV):
            account = Account(viewer.name, viewer.role, "x", TODAY, viewer.office_id)
            add_account(connection, account)
    return engine


def keys(engine, viewer=KARI, today=TODAY, mine=True):
    return [line.key for line in my_day(engine, viewer, today=today, mine=mine).lines]


def off(engine, viewer=KARI, today=TODAY):
    return [line.key for line, _ in my_day(engine, viewer, today=today, mine=True).off]


TALK, ENDING = "follow_up:L1:2026-02-02", "ending:L1:2026-03-20"
EMPTY = "empty:P:3:2026-03-02"


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
        my_day(office, ADMIN, today=TODAY)


def test_what_is_done_where_it_belongs_is_off_the_list_by_itself(office):
    record_follow_up(office, KARI, "L1", {"done_on": TODAY.isoformat()}, today=TODAY)
    assert keys(office) == [ENDING]


def test_a_tick_takes_a_line_off_for_good_and_only_for_the_one_who_ticked(office):
    assert tick_off(office, KARI, ENDING, today=TODAY)
    assert keys(office) == [TALK]
    assert off(office) == [ENDING]
    assert ENDING in keys(office, LIV, mine=False)
    assert ENDING not in keys(office, today=TODAY + 5 * DAY)


def test_a_second_click_and_a_second_tab_change_nothing(office):
    assert tick_off(office, KARI, ENDING, today=TODAY)
    assert tick_off(office, KARI, ENDING, today=TODAY)
    with reading(office) as connection:
        assert len(connection.execute(sa.select(day_marks)).all()) == 1


def test_two_clicks_at_the_same_moment_are_one(office):
    together, problems = threading.Barrier(2), []

    def click():
        together.wait()
        try:
            tick_off(office, KARI, ENDING, today=TODAY)
        except Exception as error:  # told below, where it fails the test
            problems.append(error)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert problems == []
    assert off(office) == [ENDING]


def test_what_is_put_off_comes_back_on_its_day(office):
    until = TODAY + 2 * DAY
    assert put_off(office, KARI, TALK, until.isoformat(), today=TODAY)
    assert keys(office) == [ENDING]
    assert TALK not in keys(office, today=until - DAY)
    assert TALK in keys(office, today=until)
    assert off(office, today=until) == []


def test_what_was_put_off_is_brought_back_once(office):
    put_off(office, KARI, TALK, (TODAY + DAY).isoformat(), today=TODAY)
    assert bring_back(office, KARI, TALK)
    assert not bring_back(office, KARI, TALK)
    assert keys(office) == [TALK, ENDING]


def test_nobody_brings_back_what_a_colleague_put_off(office):
    put_off(office, KARI, TALK, (TODAY + DAY).isoformat(), today=TODAY)
    assert not bring_back(office, LIV, TALK)
    assert keys(office) == [ENDING]


@pytest.mark.parametrize(
    ("until", "why"),
    [
        ("", PutOffRefusal.MISSING),
        ("soon", PutOffRefusal.MISSING),
        ("2026-02-30", PutOffRefusal.MISSING),
        (TODAY.isoformat(), PutOffRefusal.NOT_AHEAD),
        ((TODAY - DAY).isoformat(), PutOffRefusal.NOT_AHEAD),
        ((TODAY + LONGEST + DAY).isoformat(), PutOffRefusal.TOO_FAR),
        ("9999-12-31", PutOffRefusal.TOO_FAR),
    ],
)
def test_a_date_that_cannot_be_is_refused_and_nothing_is_kept(office, until, why):
    with pytest.raises(FormRefused) as refused:
        put_off(office, KARI, TALK, until, today=TODAY)
    assert refused.value.by_field == {"until": why}
    assert keys(office) == [TALK, ENDING]


@pytest.mark.parametrize("key", ["", "nothing", "nothing:L1", "fact:P2:travel", "fact:X:travel"])
def test_what_is_no_line_is_not_found(office, key):
    with pytest.raises(NotFound):
        put_off(office, KARI, key, (TODAY + DAY).isoformat(), today=TODAY)
    with pytest.raises(NotFound):
        tick_off(office, KARI, key, today=TODAY)


@pytest.mark.parametrize(
    "key", ["empty:P2:2026-01-05", "report:L9", "ending:L1:2026-03-21", "fact:P1:no_rule"]
)
def test_what_is_not_on_the_offices_list_is_left_alone(office, key):
    assert not put_off(office, KARI, key, (TODAY + DAY).isoformat(), today=TODAY)
    with reading(office) as connection:
        assert connection.execute(sa.select(day_marks)).all() == []


def test_a_talk_is_noted_where_it_belongs_and_not_ticked_off(office):
    with pytest.raises(NotFound):
        tick_off(office, KARI, TALK, today=TODAY)
    with pytest.raises(NotFound):
        tick_off(office, KARI, EMPTY, today=TODAY)


def test_a_mark_leaves_the_market_in_memory_as_it_is(office):
    with reading(office) as connection:
        before = store_version(connection)
    tick_off(office, KARI, ENDING, today=TODAY)
    bring_back(office, KARI, ENDING)
    with reading(office) as connection:
        assert store_version(connection) == before


def test_marks_that_are_over_are_not_kept_for_ever(office):
    put_off(office, KARI, TALK, (TODAY + DAY).isoformat(), today=TODAY)
    tick_off(office, KARI, ENDING, today=TODAY + 2 * DAY)
    with reading(office) as connection:
        assert connection.execute(sa.select(day_marks.c.item)).scalars().all() == [ENDING]


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


def test_tomorrow_and_next_week_are_days_on_which_people_work():
    friday = date(2026, 3, 27)
    assert tomorrow(friday) == next_week(friday) == date(2026, 3, 30)
    assert tomorrow(date(2026, 4, 30)) == date(2026, 5, 4)  # 1 May is a holiday
    assert next_week(date(2026, 3, 29)) == date(2026, 3, 30)
    assert next_week(date(2026, 4, 3)) == date(2026, 4, 7)  # Easter Monday is a holiday


@contextmanager
def counted(engine):
    asked = []

    def count(_connection, _cursor, statement, *_more):
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", count)


def crowd(participants):
    return simulate_municipality(
        participants=participants, openings=80, seed=3, today=TODAY, offices=1, years_of_history=1
    ).market


def questions(engine, market, mine):
    with writing(engine) as connection:
        for name, rows in tables_of(market).items():
            upsert_rows(connection, name, rows)
    with counted(engine) as asked:
        found = my_day(engine, Viewer("liv", Role.LEADER, "N1"), today=TODAY, mine=mine, most=20)
    return len(asked), found


@pytest.mark.parametrize("mine", [True, False])
def test_the_store_is_asked_as_often_for_5_participants_as_for_400(engine, mine):
    few, small = questions(engine, crowd(5), mine)
    many, large = questions(engine, crowd(400), mine)
    assert few == many
    assert mine or (small.followed <= 10 and large.followed >= 400)
    assert mine is not bool(large.lines)


def test_nobody_stands_twice_on_the_day_of_400(engine):
    _, found = questions(engine, crowd(400), False)
    matters = [line.matter for line in found.lines]
    assert len(set(matters)) == len(matters) > 100
    placed_or_coming = [line for line in found.lines if line.matter.startswith("place:")]
    people = [line.participant.participant_id for line in placed_or_coming]
    assert len(set(people)) == len(people)


def test_an_adviser_without_anybody_has_an_empty_day(engine):
    with writing(engine) as connection:
        upsert_rows(connection, "offices", [Office("N1", "Testvik")])
    found = my_day(engine, KARI, today=TODAY)
    assert (found.lines, found.off, found.followed) == ((), (), 0)


def test_one_fact_a_person_is_asked_for_and_ticked_off_like_all_else(office):
    openings = [
        replace(
            opening, opening_id=f"X{number}", title="Prøve", needs_spoken=None, hours_per_week=20.0
        )
        for number, opening in enumerate([_opening(office)] * 4)
    ]
    with writing(office) as connection:
        upsert_rows(connection, "openings", openings)
    program = open_program(str(office.url.render_as_string(hide_password=False)))
    try:
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
    finally:
        program.engine.dispose()


def _opening(engine):
    with reading(engine) as connection:
        return read_openings(connection)[0]
