"""The employers' pages: bad forms, the office lock, a fixed number of questions to the store."""

import re
from datetime import date, timedelta

import pytest

from matcher.domain.access import Role, Viewer
from matcher.domain.day import ContactBy
from matcher.domain.employer_contacts import Contact
from matcher.domain.employers import Employer, Opening
from matcher.domain.errors import BadInput, Conflict, FormRefused, NotFound
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.employer_contacts import keep_contact, read_contacts, read_owners
from matcher.store.engine import appending, reading, writing
from matcher.store.trust_tables import closed_accounts
from matcher.store.writers import upsert_rows
from matcher.workflows.employer_calls import CallDesk
from matcher.workflows.employer_list import employer_book
from matcher.workflows.employer_log import Wrong, change_owner, log_contact
from matcher.workflows.employer_page import employer_page
from matcher.workflows.employer_talks import mark_of
from tests.integration.web_start import asked_again, send, signed_in

TODAY = date(2025, 9, 1)
DAY = timedelta(days=1)
KARI, EVA = (Viewer(name, Role.ADVISER, "N1") for name in ("kari", "eva"))
NILS, ROT = Viewer("nils", Role.ADVISER, "N2"), Viewer("rot", Role.ADMINISTRATOR)
TYPED = {"spoken_on": TODAY.isoformat(), "by": "phone", "note": "Hei"}


@pytest.fixture
def desk(app):
    return CallDesk(app.extensions["program"])


def log(engine, viewer=KARI, **typed):
    return log_contact(engine, viewer, "E1", {**TYPED, **typed}, today=TODAY)


def kept(engine):
    with reading(engine) as connection:
        return read_contacts(connection)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"spoken_on": ""}, {"spoken_on": Wrong.MISSING}),
        ({"spoken_on": "i går"}, {"spoken_on": Wrong.NO_DATE}),
        ({"spoken_on": "9999-12-31"}, {"spoken_on": Wrong.IN_THE_FUTURE}),
        ({"spoken_on": "0001-01-01"}, {"spoken_on": Wrong.TOO_OLD}),
        ({"by": "pigeon"}, {"by": Wrong.MISSING}),
        ({"note": "a" * 2001}, {"note": Wrong.TOO_LONG}),
        ({"promised": "En plass"}, {"promised_for": Wrong.NO_DAY_FOR_IT}),
        ({"promised_for": "2025-09-08"}, {"promised": Wrong.NOTHING_PROMISED}),
        ({"promised": "x", "promised_for": "2025-08-31"}, {"promised_for": Wrong.BEFORE_TALK}),
        ({"promised": "x", "promised_for": "9999-12-31"}, {"promised_for": Wrong.TOO_FAR}),
    ],
)
def test_a_form_with_a_fault_is_not_kept(app, store, typed, wrong):
    with pytest.raises(FormRefused) as refused:
        log(store, **typed)
    assert refused.value.by_field == wrong
    assert kept(store) == ()
    answer = send(signed_in(app, "kari"), "/employers/E1/contacts", **{**TYPED, **typed})
    assert answer.status_code == 422
    assert "Ikke lagret ennå" in answer.get_data(as_text=True)


def test_a_note_keeps_its_lines_and_loses_what_nobody_sees(app, store):
    log(store, note=" Første\r\nAndre\x00 \u202eשלום ")
    assert kept(store)[0].note == "Første\nAndre   שלום"


def test_a_warned_form_shows_what_was_typed_and_is_kept_when_confirmed(app, store):
    log(store, EVA, note="Evas ord")
    client = signed_in(app, "kari")
    told = send(client, "/employers/E1/contacts", **TYPED)
    page = told.get_data(as_text=True)
    assert told.status_code == 409
    assert "eva ringte" in page
    assert ">Hei</textarea>" in page
    confirmed = re.search(r'name="confirmed" value="(\d+)"', page)[1]
    assert send(client, "/employers/E1/contacts", **TYPED, confirmed=confirmed).status_code == 303
    assert len(kept(store)) == 2


@pytest.mark.parametrize("confirmed", ["-1", "x", "٣", "1" * 12])
def test_a_made_up_confirmation_is_refused(app, confirmed):
    answer = send(signed_in(app, "kari"), "/employers/E1/contacts", **TYPED, confirmed=confirmed)
    assert answer.status_code == 400


def test_an_administrator_and_a_stranger_see_no_employers(app, store):
    rot = signed_in(app, "rot")
    assert rot.get("/employers").status_code == 404
    assert rot.get("/employers/E1").status_code == 404
    assert 'href="/employers' not in rot.get("/model").get_data(as_text=True)
    assert signed_in(app, "kari").get("/employers/E9").status_code == 404
    with pytest.raises(NotFound):
        log(store, ROT)


def test_another_office_sees_a_day_and_nothing_else(app, store, desk):
    log(store, EVA, note="Om Amina", promised="To plasser", promised_for="2025-09-08")
    change_owner(store, EVA, "E1", "eva", "", today=TODAY)
    found = employer_page(desk, NILS, "E1", today=TODAY, mine=False)
    (talk,) = found.talks
    assert (talk.by_whom, talk.note, talk.promised, talk.by) == (None, None, None, None)
    assert (talk.spoken_on, found.owner.name) == (TODAY, None)
    assert found.placements == ()
    book = employer_book(app.extensions["program"], NILS, today=TODAY)
    assert (book.promises, book.ours, book.talks["E1"].by_whom) == ({}, frozenset(), None)
    client = signed_in(app, "nils")
    for path in ("/employers", "/employers/E1", "/employers?q=prøve"):
        page = client.get(path).get_data(as_text=True)
        assert not re.search("Amina|eva|To plasser", page)


def test_ones_own_office_sees_its_people_there(app, desk):
    found = employer_page(desk, KARI, "E1", today=TODAY, mine=False)
    assert [line.participant.participant_id for line in found.placements] == ["P1"]
    assert employer_book(app.extensions["program"], KARI, today=TODAY).ours == {"E1"}


def test_a_leader_begins_with_the_whole_office(app):
    for name, shown in (("liv", "Hele kontoret"), ("kari", "Mine")):
        page = signed_in(app, name).get("/employers").get_data(as_text=True)
        assert shown in re.findall(r'who=\w+" aria-current="page">([^<]+)<', page)


def test_nobody_outside_the_office_is_given_an_employer(app, store):
    for name in ("nils", "rot", "nobody"):
        with pytest.raises(BadInput):
            change_owner(store, KARI, "E1", name, "", today=TODAY)


def test_whoever_has_left_is_given_no_employer(app, store):
    with writing(store) as connection:
        row = {"account": "eva", "closed_on": TODAY, "closed_by": "rot"}
        connection.execute(closed_accounts.insert().values(row))
    with pytest.raises(BadInput):
        change_owner(store, KARI, "E1", "eva", "", today=TODAY)


def test_an_old_page_gives_nothing_away(app, store):
    change_owner(store, KARI, "E1", "kari", "", today=TODAY)
    with pytest.raises(Conflict):
        change_owner(store, EVA, "E1", "eva", "", today=TODAY)
    with reading(store) as connection:
        owner = read_owners(connection)["E1"]
    change_owner(store, NILS, "E1", "nils", mark_of(owner), today=TODAY + DAY)
    answer = send(signed_in(app, "kari"), "/employers/E1/owner", to="kari", mark="old")
    assert answer.status_code == 409


def test_a_search_forgives_spelling(app):
    book = employer_book(app.extensions["program"], KARI, today=TODAY)
    assert [line.employer.employer_id for line in book.search("Prövebutiken", "nb")] == ["E1"]
    assert book.search("zzxxqq", "nb") == ()


def test_what_was_promised_first_stands_first_in_the_list(app, store):
    with writing(store) as connection:
        upsert_rows(connection, "employers", [Employer("E0", "A"), Employer("E2", "Å")])
    for employer, name, day in (("E2", "kari", 9), ("E0", "kari", None)):
        typed = {**TYPED, "promised": "x" if day else "", "promised_for": f"2025-09-0{day}" if day
                 else ""}  # fmt: skip
        log_contact(store, Viewer(name, Role.ADVISER, "N1"), employer, typed, today=TODAY)
    book = employer_book(app.extensions["program"], KARI, today=TODAY)
    lines = [line.employer.employer_id for line in book.office_lines("kari")]
    assert lines == ["E2", "E0", "E1"]


def test_what_was_found_is_kept_until_the_market_changes(app, store, desk):
    first = desk.calls(KARI, today=TODAY, mine=False)
    log(store)
    assert desk.calls(KARI, today=TODAY, mine=False) is first
    with writing(store) as connection:
        upsert_rows(connection, "participants", [Participant("P3", "N1")])
    assert desk.calls(KARI, today=TODAY, mine=False) is not first
    assert desk.calls(KARI, today=TODAY, mine=True).waiting == 0


@pytest.mark.parametrize("path", ["/employers", "/employers?who=office", "/employers/E1"])
def test_more_employers_and_talks_ask_the_store_no_more_questions(app, store, path):
    client = signed_in(app, "kari")
    before = len(asked_again(client, path))
    with writing(store) as connection:
        many = [f"E{number}" for number in range(10, 40)]
        upsert_rows(connection, "employers", [Employer(name, "Ny " + name) for name in many])
        upsert_rows(connection, "openings", [Opening(f"O{n}", n, "Lager") for n in many])
        upsert_rows(
            connection,
            "placements",
            [
                Placement(f"PL{n}", "P1", f"O{n}", Purpose.TASTE, PlacementStatus.ENDED,
                          ended=TODAY - 40 * DAY)
                for n in many
            ],
        )  # fmt: skip
    with appending(store) as connection:
        for name in ("E1", *many):
            talk = Contact(0, name, "N1", TODAY, "eva", ContactBy.VISIT, None, "En plass", TODAY)
            keep_contact(connection, talk)
    assert len(asked_again(client, path)) == before
