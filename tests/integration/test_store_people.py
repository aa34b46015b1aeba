"""One participant at a time: who may see them, what may change, and what happens twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.cefr import Level
from matcher.domain.dismissals import Dismissal, DismissalReason, SaidBy
from matcher.domain.errors import BadInput, Conflict, NotFound
from matcher.domain.market import Market
from matcher.domain.participants import Experience, Participant, Wish
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store import readers, writers
from matcher.store.engine import reading, writing
from matcher.store.own_tables import suggestions_shown

TODAY = date(2025, 9, 1)
NOW = datetime(2025, 9, 1, 10, 30, tzinfo=UTC)
KARI = Viewer("kari", Role.ADVISER, "N1")
OLA = Viewer("ola", Role.LEADER, "N2")
ADMIN = Viewer("admin", Role.ADMINISTRATOR)

PROPOSAL = writers.Proposal(
    "P1", "O2", Purpose.LANGUAGE, None, date(2025, 9, 8), date(2025, 11, 28), model_version="d1"
)
NO = Dismissal("P1", "O2", DismissalReason.TOO_FAR, SaidBy.PARTICIPANT, TODAY, "for langt")


def test_a_market_comes_back_as_it_was_written(filled: sa.Engine, small_market: Market) -> None:
    with reading(filled) as connection:
        assert readers.read_market(connection) == small_market


READS = [
    readers.read_participant,
    readers.read_wishes,
    readers.read_experiences,
    readers.read_placements_of,
    readers.read_dismissals_of,
]


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("viewer", [OLA, ADMIN])
def test_another_offices_participant_is_not_found_in_the_same_words_as_nobody(
    read: Any, viewer: Viewer, filled: sa.Engine
) -> None:
    with reading(filled) as connection:
        with pytest.raises(NotFound) as hidden:
            read(connection, viewer, "P1")
        with pytest.raises(NotFound) as missing:
            read(connection, viewer, "P9")
    assert str(hidden.value).replace("P1", "P9") == str(missing.value)


@pytest.mark.parametrize("viewer", [KARI, OPERATOR, Viewer("eva", Role.LEADER, "N1")])
def test_ones_own_participants_are_found(viewer: Viewer, filled: sa.Engine) -> None:
    with reading(filled) as connection:
        assert readers.read_participant(connection, viewer, "P1").participant_id == "P1"
        listed = readers.read_participants_of_office(connection, viewer, "N1")
        assert [p.participant_id for p in listed] == ["P1"]


@pytest.mark.parametrize("office", ["N2", "N9"])
def test_another_offices_list_is_not_found(office: str, filled: sa.Engine) -> None:
    with reading(filled) as connection, pytest.raises(NotFound):
        readers.read_participants_of_office(connection, KARI, office)


def test_facts_change_and_the_office_does_not(filled: sa.Engine) -> None:
    facts = Participant("P1", "N2", norwegian_spoken=Level.B1, credentials=(), languages=None)
    with writing(filled) as connection:
        writers.update_participant_facts(connection, KARI, facts)
    with reading(filled) as connection:
        assert readers.read_participant(connection, KARI, "P1") == replace(facts, office_id="N1")


CHANGES = [
    lambda c: writers.update_participant_facts(c, OLA, Participant("P1", "N2")),
    lambda c: writers.replace_wishes(c, OLA, "P1", []),
    lambda c: writers.set_wish_occupation(c, OLA, "P1", 1, "stå i kassa", "5230"),
    lambda c: writers.add_dismissal(c, OLA, NO),
    lambda c: writers.withdraw_dismissal(c, OLA, "P1", "O2", TODAY),
    lambda c: writers.propose_placement(c, OLA, PROPOSAL, TODAY, NOW),
]


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_of_another_offices_participant_changes(
    change: Any, filled: sa.Engine, small_market: Market
) -> None:
    with pytest.raises(NotFound, match="no participant"), writing(filled) as connection:
        change(connection)
    with reading(filled) as connection:
        assert readers.read_market(connection) == small_market


def test_wishes_are_replaced_as_a_whole(filled: sa.Engine) -> None:
    wishes = (Wish("P1", "kjøre buss", 1), Wish("P1", "lager", 3))
    with writing(filled) as connection:
        writers.replace_wishes(connection, KARI, "P1", wishes)
        assert readers.read_wishes(connection, KARI, "P1") == wishes


@pytest.mark.parametrize(
    "wishes", [[Wish("P2", "lager", 1)], [Wish("P1", "lager", 1), Wish("P1", "buss", 1)]]
)
def test_wishes_that_make_no_sense_together_are_refused(
    wishes: list[Wish], filled: sa.Engine
) -> None:
    with pytest.raises(BadInput), writing(filled) as connection:
        writers.replace_wishes(connection, KARI, "P1", wishes)


def test_a_wish_is_corrected_unless_it_is_another_one_by_now(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        writers.set_wish_occupation(connection, KARI, "P1", 1, "stå i kassa", "5230")
        assert readers.read_wishes(connection, KARI, "P1")[0].occupation == "5230"
    with pytest.raises(Conflict, match="in the meantime"), writing(filled) as connection:
        writers.set_wish_occupation(connection, KARI, "P1", 1, "et annet ønske", "5230")


def test_a_proposal_gets_an_id_that_says_nothing_about_the_person(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        made = writers.propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
        assert made.placement_id == "PL-20250901-001"
        assert made in readers.read_placements_of(connection, KARI, "P1")
        again = replace(PROPOSAL, purpose=Purpose.JOB_HERE)
        other = writers.propose_placement(connection, KARI, again, TODAY, NOW)
        assert other.placement_id == "PL-20250901-002"


def test_a_proposal_sent_twice_is_kept_once(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        writers.propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
    with pytest.raises(Conflict, match="already has an open"), writing(filled) as connection:
        writers.propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
    with reading(filled) as connection:
        assert len(readers.read_placements_of(connection, KARI, "P1")) == 2


@pytest.mark.parametrize(("days", "lapsed"), [(14, False), (15, True)])
def test_a_proposal_lapses_when_nobody_answered_for_two_weeks(
    days: int, lapsed: bool, filled: sa.Engine
) -> None:
    with writing(filled) as connection:
        old = writers.propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
    later = TODAY + timedelta(days=days)
    with writing(filled) as connection:
        assert writers.lapse_proposals(connection, "P1", later, NOW) == int(lapsed)
        by_id = {p.placement_id: p for p in readers.read_placements_of(connection, KARI, "P1")}
    expected = PlacementStatus.CANCELLED if lapsed else PlacementStatus.PROPOSED
    assert by_id[old.placement_id].status is expected
    assert by_id["PL1"].status is PlacementStatus.RUNNING


def test_a_proposal_for_no_opening_is_not_found(filled: sa.Engine) -> None:
    with pytest.raises(NotFound, match='no opening "O9"'), writing(filled) as connection:
        writers.propose_placement(connection, KARI, replace(PROPOSAL, opening_id="O9"), TODAY, NOW)


def test_a_no_is_kept_once_and_can_be_taken_back(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        writers.add_dismissal(connection, KARI, NO)
        writers.add_dismissal(connection, KARI, NO)
        assert readers.read_dismissals_of(connection, KARI, "P1") == (NO,)
        writers.withdraw_dismissal(connection, KARI, "P1", "O2", TODAY)
        assert readers.read_market(connection).dismissals == (replace(NO, withdrawn_on=TODAY),)
        with pytest.raises(Conflict, match="any more"):
            writers.withdraw_dismissal(connection, KARI, "P1", "O2", TODAY)


def test_an_advisers_no_stands_when_the_participant_takes_theirs_back(filled: sa.Engine) -> None:
    theirs = replace(NO, said_by=SaidBy.ADVISER)
    with writing(filled) as connection:
        writers.add_dismissal(connection, KARI, NO)
        writers.add_dismissal(connection, KARI, theirs)
        writers.withdraw_dismissal(connection, KARI, "P1", "O2", TODAY, SaidBy.PARTICIPANT)
        found = readers.read_dismissals_of(connection, KARI, "P1")
    assert set(found) == {replace(NO, withdrawn_on=TODAY), theirs}


def test_a_list_that_was_shown_is_logged_line_by_line(filled: sa.Engine) -> None:
    shown = writers.ShownList("P1", "N1", datetime(2025, 9, 1, 9), "kari", None, TODAY, "day-one")
    lines = [writers.ShownSuggestion(n, "O1", "M1", 0.5, 0.1, 0.42, 0.9) for n in (1, 2)]
    with writing(filled) as connection:
        first = writers.log_suggestions(connection, shown, lines)
        second = writers.log_suggestions(connection, replace(shown, purpose=Purpose.TASTE), [])
        kept = connection.execute(sa.select(suggestions_shown)).all()
    assert first != second
    assert kept == [(first, n, "O1", "M1", 0.5, 0.1, 0.42, 0.9) for n in (1, 2)]


def test_accounts_are_kept_and_their_names_are_taken(filled: sa.Engine) -> None:
    kari = writers.Account("kari", Role.ADVISER, "hash", TODAY, "N1")
    with writing(filled) as connection:
        writers.add_account(connection, kari)
        writers.add_account(connection, writers.Account("a", Role.ADMINISTRATOR, "h", TODAY))
        with pytest.raises(Conflict, match='"kari" already'):
            writers.add_account(connection, kari)
        writers.set_language(connection, "kari", "en")
        writers.set_password_hash(connection, "kari", "other")
    with reading(filled) as connection:
        found = readers.read_account(connection, "kari")
        assert found == replace(kari, language="en", password_hash="other")
        assert found is not None and found.viewer == KARI
        assert [account.name for account in readers.read_accounts(connection)] == ["a", "kari"]
        assert readers.read_account(connection, "nobody") is None
    assert "hash" not in repr(kari).replace("password_hash", "")


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        (writers.Account("x", Role.ADVISER, "h", TODAY), "need an office"),
        (writers.Account("x", Role.ADMINISTRATOR, "h", TODAY, "N1"), "nobody else belongs"),
        (writers.Account("x", Role.OPERATOR, "h", TODAY), "role is one of"),
        (writers.Account("x", Role.LEADER, "h", TODAY, "N1", "sv"), "language is one of"),
        (writers.Account("x", Role.LEADER, "h", TODAY, "N9"), 'no office "N9"'),
    ],
)
def test_an_account_that_does_not_fit_together_is_refused(
    account: writers.Account, problem: str, filled: sa.Engine
) -> None:
    with pytest.raises((BadInput, NotFound), match=problem), writing(filled) as connection:
        writers.add_account(connection, account)


def test_registers_are_replaced_by_key(engine: sa.Engine) -> None:
    codes = [writers.PostalCode("0150", "Oslo", "0301", "Oslo", 59.9, 10.7)]
    unknown = writers.PostalCode("9999", "Ingensteds", None, None, None, None)
    titles = [writers.OccupationTitle("5223", "Butikkselger", "nav")]
    names = [writers.OccupationName("5223", "Butikkmedarbeidere", None, "klass")]
    with writing(engine) as connection:
        for _ in range(2):
            writers.upsert_postal_codes(connection, [*codes, unknown])
            writers.add_titles(connection, titles)
            writers.add_names(connection, names)
        assert readers.read_market(connection).postal_codes == {"0150": (59.9, 10.7)}
        assert readers.read_titles(connection) == tuple(titles)
        assert readers.read_names(connection) == tuple(names)


def test_upserting_tells_new_changed_and_unchanged_rows_apart(filled: sa.Engine) -> None:
    wishes = [
        Wish("P1", "noe med hester", 2),
        _first_wish(filled),
        Wish("P2", "lager", 1),
    ]
    with writing(filled) as connection:
        assert writers.upsert_rows(connection, "wishes", wishes) == writers.Counts(1, 1, 1)
        assert readers.read_wishes(connection, KARI, "P1")[1] == wishes[0]


def _first_wish(engine: sa.Engine) -> Wish:
    with reading(engine) as connection:
        return readers.read_wishes(connection, KARI, "P1")[0]


def test_two_open_placements_may_swap_their_purposes(
    filled: sa.Engine, small_market: Market
) -> None:
    taste = small_market.placements[0]
    language = replace(taste, placement_id="PL2", purpose=Purpose.LANGUAGE)
    swapped = [
        replace(taste, purpose=Purpose.LANGUAGE),
        replace(language, purpose=Purpose.TASTE),
    ]
    with writing(filled) as connection:
        writers.upsert_rows(connection, "placements", [language])
        assert writers.upsert_rows(connection, "placements", swapped) == writers.Counts(0, 2, 0)
        assert readers.read_placements_of(connection, KARI, "P1") == tuple(swapped)


def test_an_import_leaves_the_day_of_a_proposal_alone(filled: sa.Engine) -> None:
    with writing(filled) as connection:
        made = writers.propose_placement(connection, KARI, PROPOSAL, TODAY, NOW)
        from_file = replace(made, proposed_on=None)
        same = writers.upsert_rows(connection, "placements", [from_file])
        later = replace(from_file, status=PlacementStatus.ACCEPTED)
        changed = writers.upsert_rows(connection, "placements", [later])
        found = readers.read_placements_of(connection, KARI, "P1")
    assert (same, changed) == (writers.Counts(0, 0, 1), writers.Counts(0, 1, 0))
    assert replace(later, proposed_on=TODAY) in found


def test_a_long_experience_without_an_end_is_kept_once(filled: sa.Engine) -> None:
    work = [Experience("P1", "vasket trapper " * 600), Experience("P1", "vasket", ended=TODAY)]
    with writing(filled) as connection:
        assert writers.upsert_rows(connection, "experiences", work).new == 2
        assert writers.upsert_rows(connection, "experiences", work).unchanged == 2
        assert set(readers.read_experiences(connection, KARI, "P1")) == set(work)
