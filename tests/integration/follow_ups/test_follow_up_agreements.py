"""How often somebody is followed up, what comes next, and a calendar that tells both."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.access import Role
from matcher.domain.day import Going, Rung
from matcher.domain.errors import NotFound
from matcher.domain.follow_ups import USUAL, Rhythm, What
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import writing
from matcher.store.writers import Account, add_account, upsert_rows
from matcher.workflows.follow_up_calendar import (
    EntryKind,
    calendar_of,
    calendar_since,
    end_calendar,
    make_calendar,
)
from matcher.workflows.follow_up_page import follow_ups_of, rhythm_of
from matcher.workflows.follow_up_record import TalkRefusal, agree_rung, change_rhythm, decide_rung
from tests.integration.follow_ups.follow_up_steps import (
    DAY,
    ENDS,
    KARI,
    PLACED,
    STARTS,
    TODAY,
    change,
    due,
    talk,
    told,
    typed_rhythm,
    wrong,
)

NO_NUMBERS = dict.fromkeys(("early_weeks", "early_days", "later_days"), TalkRefusal.NO_NUMBER)


def rhythm(engine):
    return rhythm_of(engine, KARI, "P2")[1]


def agree(engine, rung, by_date):
    agree_rung(engine, KARI, "L7", {"rung": rung, "by_date": str(by_date)}, today=TODAY)


def test_a_person_has_a_rhythm_of_their_own(placed):
    change_rhythm(placed, KARI, "P2", typed_rhythm(0, 7, 30))
    assert rhythm(placed) == Rhythm(0, 7, 30)
    assert due(placed)[0].missed == 1
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 2, 7))
    assert due(placed)[0].missed == 5  # on the 5th, 7th, 9th, 12th and 19th


def test_the_usual_rhythm_typed_is_none_of_their_own(placed):
    change_rhythm(placed, KARI, "P2", typed_rhythm(1, 1, 1))
    change_rhythm(placed, KARI, "P2", typed_rhythm(4, 7, 14))
    assert rhythm(placed) == USUAL


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (typed_rhythm(4, 0, 14), {"early_days": TalkRefusal.ZERO}),
        (typed_rhythm(4, 7, 0), {"later_days": TalkRefusal.ZERO}),
        (typed_rhythm(53, 7, 91),
         {"early_weeks": TalkRefusal.TOO_MANY, "later_days": TalkRefusal.TOO_MANY}),
        (typed_rhythm("-1", "7,5", "٧"), NO_NUMBERS),
        ({}, NO_NUMBERS),
        (typed_rhythm("9" * 5000, 7, 7), {"early_weeks": TalkRefusal.TOO_MANY}),
    ],
)  # fmt: skip
def test_a_rhythm_that_never_ends_is_refused_beside_its_field(placed, typed, expected):
    assert wrong(change_rhythm, placed, KARI, "P2", typed) == expected
    assert rhythm(placed) == USUAL


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
    agree(placed, "contract", by_date)
    change(placed, status=PlacementStatus.ENDED, ended=ENDS)
    assert told(placed, by_date - DAY) == []
    assert told(placed, by_date) == [("L7", by_date, What.NEXT_RUNG)]
    assert decide_rung(placed, KARI, "L7", today=by_date)
    assert not decide_rung(placed, KARI, "L7", today=by_date)
    assert told(placed, by_date) == []
    assert follow_ups_of(placed, KARI, "L7", today=by_date).rung.settled_on == by_date


def test_a_rung_that_is_agreed_again_replaces_the_first_one(placed):
    agree(placed, "contract", ENDS)
    agree(placed, "longer_placement", ENDS + DAY)
    found = follow_ups_of(placed, KARI, "L7", today=TODAY).rung
    assert (found.rung, found.by_date, found.said_by) == (
        Rung.LONGER_PLACEMENT, ENDS + DAY, "kari",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "rung", "by_date"),
    [
        ({}, TalkRefusal.MISSING, TalkRefusal.MISSING),
        (
            {"rung": "moon", "by_date": str(TODAY - DAY)},
            TalkRefusal.UNKNOWN,
            TalkRefusal.IN_THE_PAST,
        ),
    ],
    ids=["nothing", "another world"],
)
def test_a_rung_needs_a_word_and_a_day_to_come(placed, typed, rung, by_date):
    refused = wrong(agree_rung, placed, KARI, "L7", typed, today=TODAY)
    assert refused == {"rung": rung, "by_date": by_date}


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
