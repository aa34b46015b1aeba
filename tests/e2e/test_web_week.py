"""The programme's week in a real browser: something is put in, clashes, ends, and is deleted."""

import sqlite3
from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_openings
from tests.e2e.conftest import add_rows

pytestmark = pytest.mark.browser

PAGE = "/participants/T1/week"
HEBREW = "קורס 🚚 " + "x" * 20


@pytest.fixture
def site(site):
    """With Amina at an opening for 15 hours a week."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        opening = read_openings(connection)[0]
    engine.dispose()
    stay = Placement(
        "PL-T1", "T1", opening.opening_id, Purpose.EXPERIENCE, PlacementStatus.RUNNING,
        starts=date(2025, 8, 11), planned_end=date(2025, 10, 31), hours_per_week=15,
    )  # fmt: skip
    add_rows(site.store, {"placements": [stay]})
    return site


def put_in(visitor, *, kind="Norskkurs", days=("Mandag",), begins="09:00", until="12:00", title=""):
    page, say = visitor.page, visitor.say
    page.get_by_label(say("Hva er det?")).select_option(label=say(kind))
    page.get_by_label(say("Tittel (valgfritt)")).fill(title)
    for day in days:
        number = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag").index(day)
        page.locator(f"#weekday-{number}").check()
    page.locator("#begins").fill(begins)
    page.locator("#until").fill(until)
    page.get_by_role("button", name=say("Legg inn")).click()


def rows(site):
    with sqlite3.connect(site.store) as connection:
        return connection.execute("SELECT count(*) FROM week_activities").fetchone()[0]


def test_a_week_is_filled_and_read_at_every_width(at_width):
    visitor, page, say = at_width, at_width.page, at_width.say
    visitor.open_amina()
    page.get_by_role("link", name=say("Programuka")).click()
    visitor.check_accessible()
    put_in(visitor, days=("Mandag", "Tirsdag", "Onsdag"), begins="09:00", until="14:00")
    expect(page.get_by_text(say("Det står i uka nå."))).to_be_visible()
    full = "37,5" if visitor.lang == "nb" else "37.5"
    told = say("%(hours)s av %(full)s timer") % {"hours": "30", "full": full}
    expect(page.get_by_text(told)).to_be_visible()
    put_in(visitor, kind="Behandling", days=("Onsdag",), begins="13:00", until="15:00")
    expect(page.get_by_text(say("Samtidig med noe annet"))).to_have_count(2)
    put_in(visitor, kind="Egen aktivitet", days=("Torsdag", "Lørdag"), title=HEBREW)
    expect(page.locator(".week-day")).to_have_count(7)
    visitor.check_accessible()
    page.get_by_text(say("Alle uker i en tabell"), exact=True).click()
    bars = page.locator(".week-strip__picture rect").count()
    expect(page.locator(".week-table tbody tr")).to_have_count(bars)
    visitor.check_accessible()


def test_what_is_wrong_stands_beside_its_field_and_stays_typed(at_width):
    visitor, page, say = at_width, at_width.page, at_width.say
    visitor.sign_in()
    visitor.go(PAGE)
    put_in(visitor, kind="Kurs", days=(), begins="12:00", until="09:00", title="x" * 200)
    assert page.locator("#title").input_value() == "x" * 200
    expect(page.locator("#weekday-error")).to_contain_text(say("Kryss av minst én dag."))
    expect(page.locator("#title-error")).to_contain_text("80")
    expect(page.locator("#until-error")).not_to_be_empty()
    visitor.check_accessible()
    assert rows(visitor.site) == 0


def test_everything_works_without_javascript(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    visitor.go(PAGE)
    put_in(visitor, days=("Mandag", "Onsdag"), title=HEBREW)
    expect(page.locator(".week-list bdi").first).to_have_text(HEBREW)
    page.get_by_role("button", name="Slutter i dag").click()
    expect(page.get_by_text("Det slutter i dag.")).to_be_visible()
    page.get_by_role("link", name="Neste").click()
    expect(page.locator(".in-week", has_text=HEBREW)).to_have_count(0)
    page.get_by_role("link", name="Forrige").click()
    expect(page.locator(".in-week", has_text=HEBREW)).to_have_count(1)


def test_two_tabs_with_the_same_form_keep_and_delete_once(visitor):
    visitor.sign_in()
    visitor.go(PAGE)
    other = visitor.page.context.new_page()
    other.goto(visitor.site.address + PAGE)
    first, visitor.page = visitor.page, other
    put_in(visitor)
    visitor.page = first
    put_in(visitor)
    expect(first.get_by_text("Det sto i uka fra før.")).to_be_visible()
    assert rows(visitor.site) == 1
    for tab, said in ((other, "Det er slettet."), (first, "Det var slettet fra før.")):
        tab.get_by_role("button", name="Slett").click()
        expect(tab.get_by_text(said)).to_be_visible()
    assert rows(visitor.site) == 0


def test_back_after_sending_shows_the_form_and_changes_nothing(visitor):
    visitor.sign_in()
    visitor.go(PAGE)
    put_in(visitor)
    visitor.page.go_back()
    visitor.page.reload()
    assert rows(visitor.site) == 1


def test_an_empty_week_says_so_and_leads_to_a_place(visitor):
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute(
            "UPDATE placements SET status = 'ended', ended = '2025-08-22' "
            "WHERE placement_id = 'PL-T1'"
        )
    visitor.open_amina()
    expect(visitor.page.get_by_text("0 av 37,5 timer; tomt hele uka")).to_be_visible()
    visitor.go(PAGE)
    expect(visitor.page.get_by_text("Programmet har vært tomt siden 23. august.")).to_be_visible()
    visitor.check_accessible()
    visitor.page.get_by_role("link", name="Finn en plass").click()
    expect(visitor.page).to_have_url(visitor.site.address + "/participants/T1#suggestions")


def test_a_treatment_stays_with_the_office(visitor):
    visitor.sign_in()
    visitor.go(PAGE)
    put_in(visitor, kind="Behandling", title="Sensitivt ord")
    for shared in ("/participants/T1/together", "/participants/T1/tastes/plan"):
        answer = visitor.page.request.get(visitor.site.address + shared)
        assert answer.ok
        assert "Sensitivt ord" not in answer.text()
        assert "Behandling" not in answer.text()
    visitor.page.context.clear_cookies()
    visitor.sign_in("nils")
    answer = visitor.page.request.get(visitor.site.address + PAGE)
    assert answer.status == 404
    assert "Sensitivt ord" not in answer.text()


def test_a_programme_without_dates_asks_for_them(visitor):
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute(
            "UPDATE participants SET programme_start = NULL WHERE participant_id = 'T1'"
        )
    visitor.sign_in()
    visitor.go(PAGE)
    expect(visitor.page.get_by_role("link", name="Skriv datoene")).to_be_visible()
    visitor.check_accessible()


def test_any_week_of_the_calendar_can_be_asked_for(visitor):
    visitor.sign_in()
    for asked in ("0001-01-01", "9999-12-31", "2026-03-29", "2025-10-26", "nonsense", "2025-W53"):
        answer = visitor.page.request.get(f"{visitor.site.address}{PAGE}?day={asked}")
        assert answer.ok, asked
