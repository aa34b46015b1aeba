"""The log of talks with employers on both databases: promises, warnings, and one owner each."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from matcher.domain.access import Role, Viewer
from matcher.domain.day import ContactBy
from matcher.domain.employer_contacts import Contact
from matcher.domain.errors import Conflict, NotFound
from matcher.store.day_tables import employer_contacts
from matcher.store.employer_contacts import (
    keep_contact,
    latest_of_each,
    read_contacts,
    read_owners,
    set_owner,
)
from matcher.store.engine import appending, reading, writing
from matcher.store.readers import store_version
from matcher.store.writers import Account, add_account
from matcher.workflows.employer_promises import promises_due, settle
from tests.integration.at_once import at_once

TODAY = date(2025, 9, 1)
DAY = timedelta(days=1)
KARI, EVA = (Viewer(name, Role.ADVISER, "N1") for name in ("kari", "eva"))
NILS = Viewer("nils", Role.ADVISER, "N2")
SAID = Contact(0, "E1", "N1", TODAY, "kari", ContactBy.PHONE, "Travelt nå")
PROMISED = replace(SAID, promised="Sier fra om en plass på lageret", promised_for=TODAY + 7 * DAY)


@pytest.fixture
def office(filled):
    """Kari and Eva at one office, Nils at another, and an employer that all of them know."""
    with writing(filled) as connection:
        for who in (KARI, EVA, NILS):
            add_account(connection, Account(who.name, who.role, "x", TODAY, who.office_id))
    return filled


def keep(engine, contact, confirmed=0):
    with appending(engine) as connection:
        return keep_contact(connection, contact, confirmed=confirmed)


def kept(engine, *where):
    with reading(engine) as connection:
        return read_contacts(connection, *where)


def due(engine, viewer, today, *, mine=True):
    with reading(engine) as connection:
        return [each.contact.promised for each in promises_due(
            connection, viewer, today=today, mine=mine)]  # fmt: skip


def give(engine, account, before, on=TODAY):
    with appending(engine) as connection:
        set_owner(connection, "E1", account, before=before, today=on)


def owner(engine):
    with reading(engine) as connection:
        found = read_owners(connection).get("E1")
    return found and (found.account, found.office_id, found.since)


def test_a_talk_is_kept_as_it_was_said_and_twice_is_once(office):
    assert keep(office, PROMISED) is None
    assert keep(office, PROMISED) is None
    (found,) = kept(office)
    assert replace(found, id=0) == PROMISED


def test_matching_is_not_disturbed_by_a_talk(office):
    with reading(office) as connection:
        before = store_version(connection)
    keep(office, SAID)
    with reading(office) as connection:
        assert store_version(connection) == before


def test_a_colleagues_talk_of_this_week_is_told_before_another_is_kept(office):
    keep(office, SAID)
    evas = replace(SAID, spoken_by="eva", spoken_on=TODAY + 7 * DAY)
    warned = keep(office, evas)
    assert (warned.spoken_by, warned.spoken_on) == ("kari", TODAY)
    assert len(kept(office)) == 1
    assert keep(office, evas, confirmed=warned.id) is None
    assert [each.spoken_by for each in kept(office)] == ["eva", "kari"]


def test_who_confirmed_one_talk_is_told_of_a_later_one(office):
    keep(office, SAID)
    (first,) = kept(office)
    keep(office, replace(SAID, spoken_by="nils", office_id="N2"), confirmed=first.id)
    evas = replace(SAID, spoken_by="eva")
    assert keep(office, evas, confirmed=first.id).spoken_by == "nils"


@pytest.mark.parametrize("later", [replace(SAID, note="Igjen"), replace(SAID, spoken_by="eva",
                                   spoken_on=TODAY + 8 * DAY)])  # fmt: skip
def test_ones_own_talk_and_an_older_one_warn_of_nothing(office, later):
    keep(office, SAID)
    assert keep(office, later) is None


def test_there_is_no_talk_with_an_unknown_employer(office):
    with pytest.raises(NotFound):
        keep(office, replace(SAID, employer_id="E9"))


def test_the_latest_talk_of_each_employer_is_one(office):
    keep(office, SAID)
    keep(office, replace(SAID, note="Samme dag, senere"))
    keep(office, replace(SAID, note="Før", spoken_on=TODAY - DAY))
    (latest,) = kept(office, latest_of_each())
    assert latest.note == "Samme dag, senere"


def test_a_promise_stands_from_its_day_until_it_is_settled(office):
    keep(office, PROMISED)
    day = PROMISED.promised_for
    assert due(office, KARI, day - DAY) == []
    assert due(office, KARI, day) == [PROMISED.promised]
    (contact,) = kept(office)
    assert not settle(office, NILS, contact.id, today=day)
    assert settle(office, KARI, contact.id, today=day)
    assert not settle(office, KARI, contact.id, today=day)
    assert due(office, KARI, day) == []


def test_a_promise_is_the_owners_to_ask_about(office):
    keep(office, PROMISED)
    day = PROMISED.promised_for
    assert due(office, EVA, day) == []
    give(office, "eva", None)
    assert (due(office, KARI, day), due(office, EVA, day)) == ([], [PROMISED.promised])
    assert due(office, KARI, day, mine=False) == [PROMISED.promised]


def test_an_owner_at_another_office_takes_no_promise_from_ours(office):
    keep(office, PROMISED)
    give(office, "nils", None)
    assert due(office, KARI, PROMISED.promised_for) == [PROMISED.promised]
    assert due(office, NILS, PROMISED.promised_for, mine=False) == []


def test_an_administrator_is_promised_nothing(office):
    with pytest.raises(NotFound):
        due(office, Viewer("root", Role.ADMINISTRATOR), TODAY)


def test_an_employer_is_taken_handed_over_and_let_go(office):
    give(office, "kari", None)
    assert owner(office) == ("kari", "N1", TODAY)
    give(office, "eva", ("kari", TODAY), TODAY + DAY)
    assert owner(office) == ("eva", "N1", TODAY + DAY)
    give(office, None, ("eva", TODAY + DAY))
    assert owner(office) is None


@pytest.mark.parametrize("before", [None, ("nils", TODAY), ("kari", TODAY - DAY)])
def test_who_looked_at_an_older_page_takes_nothing_from_the_owner(office, before):
    give(office, "kari", None)
    with pytest.raises(Conflict):
        give(office, "eva", before)
    assert owner(office) == ("kari", "N1", TODAY)


def test_of_two_who_take_an_employer_at_once_one_has_it(office):
    def take(name):
        try:
            give(office, name, None)
        except Conflict:
            return None
        return name

    (one,) = filter(None, at_once(partial(take, "kari"), partial(take, "eva")))
    assert owner(office)[0] == one


def test_of_two_who_call_at_once_the_second_is_told(office):
    def call(name):
        return keep(office, replace(SAID, spoken_by=name))

    told = at_once(partial(call, "kari"), partial(call, "eva"))
    assert sorted(each is None for each in told) == [False, True]
    assert len(kept(office)) == 1


def test_the_store_numbers_the_talks(office):
    keep(office, SAID)
    with reading(office) as connection:
        assert connection.execute(employer_contacts.select()).one().id == kept(office)[0].id
