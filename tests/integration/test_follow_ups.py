"""Follow-ups in the store and through the workflows: once is once, and nobody is forgotten."""

import re
import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.day import Going, Rung
from matcher.domain.errors import Conflict, FormRefused, NotFound
from matcher.domain.follow_ups import USUAL, Rhythm, What
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.day_tables import follow_ups
from matcher.store.engine import reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import Account, add_account, upsert_rows
from matcher.workflows.follow_up_calendar import (
    EntryKind,
    calendar_of,
    calendar_since,
    end_calendar,
    make_calendar,
)
from matcher.workflows.follow_up_due import follow_ups_due
from matcher.workflows.follow_up_page import follow_ups_of, rhythm_of
from matcher.workflows.follow_up_record import (
    LONGEST_NOTE,
    TalkRefusal,
    agree_rung,
    change_rhythm,
    decide_rung,
    record_follow_up,
)

KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
STARTS, ENDS = date(2026, 1, 5), date(2026, 3, 27)
TODAY = date(2026, 1, 21)
DAY = timedelta(days=1)
PLACED = Placement(
    "L7", "P2", "O1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "M2", STARTS, ENDS
)


@pytest.fixture
def placed(filled: sa.Engine) -> sa.Engine:
    """The store of ``small_market``, where P2 of kari works since the fifth of January."""
    with writing(filled) as connection:
        upsert_rows(connection, "participants", [Participant("P2", "N1", adviser="kari")])
        upsert_rows(connection, "placements", [PLACED])
    return filled


def due(engine, today=TODAY, viewer=KARI, mine=True):
    with reading(engine) as connection:
        return follow_ups_due(connection, viewer, today=today, mine=mine)


def told(engine, today=TODAY, **more):
    return [(d.placement.placement_id, d.due_on, d.what) for d in due(engine, today, **more)]


def talk(engine, day=TODAY, viewer=KARI, today=TODAY, of="L7", **more):
    typed = {"done_on": day.isoformat(), **more}
    return record_follow_up(engine, viewer, of, typed, today=today)


def kept(engine, today=TODAY):
    return follow_ups_of(engine, KARI, "L7", today=today).done


def change(engine, **facts):
    with writing(engine) as connection:
        upsert_rows(connection, "placements", [replace(PLACED, **facts)])


def wrong(call, *args, **more):
    with pytest.raises(FormRefused) as refused:
        call(*args, **more)
    return refused.value.by_field


def test_what_is_due_is_one_talk_since_the_first_day_that_was_missed(placed):
    (found,) = due(placed)
    assert (found.due_on, found.overdue_days, found.missed) == (STARTS, 16, 3)
    assert (found.participant_id, found.what) == ("P2", What.WEEKLY)
    assert found.key == "follow_up:L7:2026-01-05"


def test_a_talk_takes_it_off_the_list_until_the_next_planned_day(placed):
    assert talk(placed)
    assert told(placed) == []
    assert told(placed, date(2026, 1, 26)) == [("L7", date(2026, 1, 26), What.WEEKLY)]


def test_a_talk_with_the_mentor_counts_too(placed):
    talk(placed, spoken_with="mentor")
    assert told(placed) == []


def test_everything_that_was_said_is_kept(placed):
    talk(placed, spoken_with="both", attendance="mostly", going="well", note=" Trives.\r\nمرحبا ")
    (found,) = kept(placed)
    assert (found.done_on, found.done_by, found.due_on) == (TODAY, "kari", date(2026, 1, 19))
    assert (found.spoken_with, found.attendance, found.going) == ("both", "mostly", "well")
    assert found.note == "Trives.\nمرحبا"


def test_nothing_is_required_but_the_day(placed):
    assert wrong(talk, placed, note="x", **{"done_on": ""}) == {"done_on": TalkRefusal.MISSING}
    assert talk(placed)


def test_what_is_sent_twice_is_kept_once(placed):
    assert talk(placed, going="well")
    assert not talk(placed, going="well")
    assert talk(placed, going="mixed")
    assert len(kept(placed)) == 2


def test_what_is_sent_twice_at_the_same_moment_is_kept_once(placed):
    together = threading.Barrier(2)

    def send():
        together.wait()
        talk(placed, note="dobbeltklikk")

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept(placed)) == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"done_on": "2026-01-22"}, {"done_on": TalkRefusal.IN_THE_FUTURE}),
        ({"done_on": "2025-01-01"}, {"done_on": TalkRefusal.TOO_LONG_AGO}),
        ({"done_on": "i går"}, {"done_on": TalkRefusal.MISSING}),
        ({"going": "great"}, {"going": TalkRefusal.UNKNOWN}),
        ({"note": "x" * (LONGEST_NOTE + 1)}, {"note": TalkRefusal.TOO_LONG}),
        (
            {"done_on": "", "spoken_with": "chef"},
            {"done_on": TalkRefusal.MISSING, "spoken_with": TalkRefusal.UNKNOWN},
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(placed, typed, expected):
    assert wrong(talk, placed, **typed) == expected
    assert kept(placed) == ()


def test_a_note_that_a_database_cannot_hold_is_kept_without_what_it_cannot(placed):
    talk(placed, note="a\x00b\N{RIGHT-TO-LEFT OVERRIDE}c")
    assert kept(placed)[0].note == "a b c"


def test_another_office_sees_and_writes_nothing(placed):
    assert told(placed, viewer=NILS, mine=False) == []
    for call in (
        lambda: talk(placed, viewer=NILS),
        lambda: follow_ups_of(placed, NILS, "L7", today=TODAY),
        lambda: rhythm_of(placed, NILS, "P2"),
        lambda: change_rhythm(placed, NILS, "P2", typed_rhythm(1, 7, 7)),
        lambda: decide_rung(placed, NILS, "L7", today=TODAY),
        lambda: agree_rung(placed, NILS, "L7", {}, today=TODAY),
    ):
        with pytest.raises(NotFound):
            call()


def test_an_administrator_follows_nobody_up(placed):
    with pytest.raises(NotFound):
        due(placed, viewer=Viewer("root", Role.ADMINISTRATOR), mine=False)


def test_mine_are_those_of_my_own_people_and_the_others_are_the_offices(placed):
    eva = Viewer("eva", Role.ADVISER, "N1")
    assert told(placed, viewer=eva) == []
    # PL1 of ``small_market`` has been running since August and was to end in September.
    assert [found[0] for found in told(placed, viewer=eva, mine=False)] == ["PL1", "L7"]


@pytest.mark.parametrize("status", [PlacementStatus.ENDED, PlacementStatus.CANCELLED])
def test_what_is_over_asks_for_no_talk(placed, status):
    change(placed, status=status, ended=TODAY if status == "ended" else None)
    assert told(placed) == []


def test_a_placement_that_was_called_off_takes_no_notes(placed):
    change(placed, status=PlacementStatus.CANCELLED)
    with pytest.raises(Conflict):
        talk(placed)


def test_a_placement_whose_first_day_nobody_knows_is_followed_up_all_the_same(placed):
    change(placed, starts=None)
    assert told(placed) == [("L7", TODAY, What.FIRST_DAY)]
    talk(placed)
    assert told(placed) == []
    assert told(placed, TODAY + 7 * DAY) == [("L7", TODAY + 7 * DAY, What.WEEKLY)]


def typed_rhythm(early_weeks, early_days, later_days):
    return {
        "early_weeks": str(early_weeks),
        "early_days": str(early_days),
        "later_days": str(later_days),
    }


def test_a_person_has_a_rhythm_of_their_own(placed):
    change_rhythm(placed, KARI, "P2", typed_rhythm(0, 7, 30))
    assert rhythm_of(placed, KARI, "P2")[1] == Rhythm(0, 7, 30)
    assert due(placed)[0].missed == 1
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 2, 7))
    assert due(placed)[0].missed == 5  # on the 5th, 7th, 9th, 12th and 19th


def test_the_usual_rhythm_typed_is_none_of_their_own(placed):
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 1, 1))
    change_rhythm(placed, KARI, "P2", typed_rhythm(4, 7, 14))
    assert rhythm_of(placed, KARI, "P2")[1] == USUAL


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (typed_rhythm(4, 0, 14), {"early_days": TalkRefusal.ZERO}),
        (typed_rhythm(4, 7, 0), {"later_days": TalkRefusal.ZERO}),
        (typed_rhythm(53, 7, 91),
         {"early_weeks": TalkRefusal.TOO_MANY, "later_days": TalkRefusal.TOO_MANY}),
        (typed_rhythm("-1", "7,5", "٧"),
         dict.fromkeys(("early_weeks", "early_days", "later_days"), TalkRefusal.NO_NUMBER)),
        ({}, dict.fromkeys(("early_weeks", "early_days", "later_days"), TalkRefusal.NO_NUMBER)),
        (typed_rhythm("9" * 5000, 7, 7), {"early_weeks": TalkRefusal.TOO_MANY}),
    ],
)  # fmt: skip
def test_a_rhythm_that_never_ends_is_refused_beside_its_field(placed, typed, expected):
    assert wrong(change_rhythm, placed, KARI, "P2", typed) == expected
    assert rhythm_of(placed, KARI, "P2")[1] == USUAL


def test_a_placement_that_goes_well_asks_for_the_next_rung_in_time(placed):
    talk(placed, going="well")
    asks = date(2026, 2, 27)  # four weeks before the end
    talk(placed, asks - DAY, today=asks - DAY, going="well")
    assert What.NEXT_RUNG not in [d.what for d in due(placed, asks - DAY)]
    assert [(d.due_on, d.rung) for d in due(placed, asks) if d.what is What.NEXT_RUNG] == [
        (asks, None)
    ]
    assert follow_ups_of(placed, KARI, "L7", today=asks).proposes is Rung.SUBSIDISED_JOB
    talk(placed, asks, today=asks, going="badly")
    assert due(placed, asks) == ()


def test_the_day_of_a_rung_is_kept_until_it_is_decided(placed):
    by_date = ENDS + 10 * DAY
    agree_rung(placed, KARI, "L7", {"rung": "contract", "by_date": str(by_date)}, today=TODAY)
    change(placed, status=PlacementStatus.ENDED, ended=ENDS)
    assert told(placed, by_date - DAY) == []
    assert told(placed, by_date) == [("L7", by_date, What.NEXT_RUNG)]
    assert decide_rung(placed, KARI, "L7", today=by_date)
    assert not decide_rung(placed, KARI, "L7", today=by_date)
    assert told(placed, by_date) == []
    assert follow_ups_of(placed, KARI, "L7", today=by_date).rung.settled_on == by_date


def test_a_rung_that_is_agreed_again_replaces_the_first_one(placed):
    for rung, by_date in (("contract", ENDS), ("longer_placement", ENDS + DAY)):
        agree_rung(placed, KARI, "L7", {"rung": rung, "by_date": str(by_date)}, today=TODAY)
    found = follow_ups_of(placed, KARI, "L7", today=TODAY).rung
    assert (found.rung, found.by_date, found.said_by) == (
        Rung.LONGER_PLACEMENT, ENDS + DAY, "kari",
    )  # fmt: skip


def test_a_rung_needs_a_word_and_a_day_to_come(placed):
    assert wrong(agree_rung, placed, KARI, "L7", {}, today=TODAY) == {
        "rung": TalkRefusal.MISSING, "by_date": TalkRefusal.MISSING,
    }  # fmt: skip
    typed = {"rung": "moon", "by_date": str(TODAY - DAY)}
    assert wrong(agree_rung, placed, KARI, "L7", typed, today=TODAY) == {
        "rung": TalkRefusal.UNKNOWN, "by_date": TalkRefusal.IN_THE_PAST,
    }  # fmt: skip


def test_the_page_tells_what_is_due_and_what_comes(placed):
    found = follow_ups_of(placed, KARI, "L7", today=TODAY)
    assert (found.due.due_on, found.coming.day) == (STARTS, date(2026, 1, 26))
    talk(placed, going="mixed")
    found = follow_ups_of(placed, KARI, "L7", today=TODAY)
    assert (found.due, found.done[0].going) == (None, Going.MIXED)


def test_a_secret_opens_one_calendar_and_the_new_one_ends_the_old(placed):
    with writing(placed) as connection:
        add_account(connection, Account("kari", Role.ADVISER, "hash", TODAY, "N1"))
        over = replace(
            PLACED, placement_id="L8", purpose=Purpose.LANGUAGE, status=PlacementStatus.ENDED,
            starts=date(2025, 9, 1), planned_end=None, ended=date(2025, 10, 24),
        )  # fmt: skip
        upsert_rows(connection, "placements", [over])
    old = make_calendar(placed, KARI, today=TODAY)
    new = make_calendar(placed, KARI, today=TODAY)
    found = calendar_of(placed, new, today=TODAY).entries
    assert [e.day for e in found if e.kind is EntryKind.CALL] == [date(2026, 1, 23)]
    assert [e.day for e in found if e.kind is EntryKind.PLANNED_END] == [ENDS]
    assert found[0].day == STARTS
    assert calendar_since(placed, KARI) == TODAY
    assert end_calendar(placed, KARI)
    assert not end_calendar(placed, KARI)
    for secret in (old, new, ""):
        with pytest.raises(NotFound):
            calendar_of(placed, secret, today=TODAY)


def test_a_talk_leaves_what_matching_has_read_fresh(placed):
    with reading(placed) as connection:
        before = store_version(connection)
    talk(placed)
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 1, 1))
    with reading(placed) as connection:
        assert store_version(connection) == before


def test_the_store_refuses_a_word_that_is_not_one(placed):
    row = {"placement_id": "L7", "done_on": TODAY, "done_by": "kari", "going": "great"}
    with pytest.raises(Conflict), writing(placed) as connection:
        connection.execute(follow_ups.insert().values(row))


@pytest.mark.parametrize("people", [1, 40])
def test_a_list_takes_the_same_number_of_questions_however_many_they_are(store, people):
    persons = [Participant(f"Q{n}", "N1", adviser="kari") for n in range(people)]
    running = [replace(PLACED, placement_id=f"Q{n}", participant_id=f"Q{n}") for n in range(people)]
    with writing(store) as connection:
        upsert_rows(connection, "participants", persons)
        upsert_rows(connection, "placements", running)
    asked = []
    sa.event.listen(store, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(due(store)) == people
    # What the audit log asks is not counted: it does not grow with the list either.
    of_the_log = re.compile("audit_(head|keys|log)")
    read = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert len([sql for sql in read if not of_the_log.search(sql)]) == 7
