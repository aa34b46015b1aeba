"""What goes wrong in real life: a session that ended, a form sent twice, no scripts."""

import sqlite3

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def placements_of_amina(site):
    with sqlite3.connect(site.store) as connection:
        rows = connection.execute(
            "SELECT placement_id FROM placements WHERE participant_id = 'T1'"
        ).fetchall()
    connection.close()
    return rows


def test_a_form_sent_twice_makes_one_placement_and_says_so(visitor):
    visitor.open_amina()
    page = visitor.page
    page.get_by_role("link", name="Velg denne").first.click()
    address = page.url
    for expected in ("Plasseringen er foreslått", "Det er lagret bare én gang"):
        page.goto(address)
        page.get_by_role("button", name="Foreslå plasseringen").click()
        expect(page.locator("#messages")).to_contain_text(expected)
    assert len(placements_of_amina(visitor.site)) == 1


def test_a_second_placement_for_the_same_purpose_is_refused_in_words(visitor):
    visitor.open_amina()
    page = visitor.page
    page.get_by_role("link", name="Velg denne").first.click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    page.get_by_role("link", name="Velg denne").first.click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    expect(page.locator("#summary")).to_contain_text("allerede en åpen plassering")
    visitor.check_accessible()
    assert len(placements_of_amina(visitor.site)) == 1


def test_dates_that_do_not_work_are_refused_beside_the_field(visitor):
    visitor.open_amina()
    page = visitor.page
    page.get_by_role("link", name="Velg denne").first.click()
    page.get_by_label("Første dag").fill("2025-08-01")
    page.get_by_role("button", name="Foreslå plasseringen").click()
    expect(page.locator("#starts-error")).to_contain_text("ikke er passert")
    expect(page.get_by_label("Første dag")).to_have_value("2025-08-01")
    visitor.check_accessible()
    assert placements_of_amina(visitor.site) == []


def leave_unused(visitor):
    """As if everybody had gone home: no session was used for three hours."""
    visitor.arrived()
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute("UPDATE sessions SET used_at = datetime(used_at, '-3 hours')")
    connection.close()


class TestAnExpiredSession:
    def test_leads_to_sign_in_and_back_to_where_one_was(self, visitor):
        visitor.open_amina()
        page = visitor.page
        where = page.url
        leave_unused(visitor)
        page.reload()
        expect(page.locator("main")).to_contain_text("Du ble logget ut")
        visitor.check_accessible()
        page.get_by_label("Brukernavn").fill("kari")
        page.get_by_label("Passord").fill("en lang setning")
        page.get_by_role("button", name="Logg inn").click()
        expect(page).to_have_url(where)

    def test_keeps_what_was_typed(self, visitor):
        visitor.open_amina()
        page = visitor.page
        page.get_by_role("link", name="Endre").click()
        page.get_by_label("Ønske 2", exact=True).fill("passe dyr")
        leave_unused(visitor)
        page.get_by_role("button", name="Lagre", exact=True).click()
        expect(page.locator("main")).to_contain_text("Det du skrev, er tatt vare på")
        visitor.check_accessible()
        page.get_by_label("Brukernavn").fill("kari")
        page.get_by_label("Passord").fill("en lang setning")
        page.get_by_role("button", name="Logg inn").click()
        expect(page.locator(".typed")).to_contain_text("passe dyr")
        visitor.check_accessible()
        page.get_by_role("button", name="Lagre det nå").click()
        expect(page.locator("#wishes")).to_contain_text("passe dyr")

    def test_a_small_step_leads_to_sign_in_too(self, visitor):
        visitor.open_amina()
        page = visitor.page
        page.locator(".wish").first.get_by_text("Er det et annet yrke?").click()
        leave_unused(visitor)
        page.locator(".wish").first.get_by_role("button").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")


def test_the_essentials_work_without_javascript(without_javascript):
    without_javascript.open_amina()
    page = without_javascript.page
    page.locator(".wish").first.get_by_text("Er det et annet yrke?").click()
    page.locator(".wish").first.get_by_role("button").first.click()
    expect(page.locator("#messages")).to_contain_text("leses nå som")
    page.get_by_role("link", name="Ikke aktuelt").first.click()
    page.get_by_label("Feil arbeidsplass").check()
    page.get_by_role("button", name="Sett til side").click()
    expect(page.locator(".set-aside")).to_contain_text("Feil arbeidsplass")
    page.get_by_role("button", name="Angre").click()
    page.get_by_role("link", name="Velg denne").first.click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    expect(page.locator(".placed")).to_be_visible()
    page.get_by_role("link", name="Endre").click()
    page.get_by_label("Sted", exact=True).fill("Bergen")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator("#facts")).to_contain_text("Bergen")
    page.get_by_role("link", name="Se sammen").click()
    page.locator(".place summary").first.click()
    page.locator(".place").first.get_by_role("button").click()
    expect(page.locator(".together__no")).to_be_visible()
    page.go_back()


def test_another_offices_participant_is_not_found(visitor):
    visitor.sign_in("nils")
    for path in ("/participants/T1", "/participants/NOBODY"):
        visitor.go(path)
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vi finner ikke siden")
        visitor.check_accessible()


def test_empty_pages_say_kindly_what_to_do(visitor):
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute("UPDATE participants SET adviser = 'ola', max_hours_per_week = 0")
        connection.execute("DELETE FROM wishes")
    connection.close()
    visitor.sign_in()
    visitor.go("/participants?who=mine")
    expect(visitor.page.locator(".empty")).to_contain_text("Ingen deltakere er knyttet til deg")
    visitor.check_accessible()
    for path, said in (
        ("/participants?who=office&q=xyz", "Ingen treff"),
        ("/participants/T1", "Ingen plasser passer nå"),
        ("/participants/T1/together", "Vi har ikke funnet noe som passer ennå"),
        ("/participants/T1/why?q=xyzzy", "Ingen plasser ligner"),
        ("/participants/T1/stopped/forbidden", "Ingen plasser er stoppet av dette"),
    ):
        visitor.go(path)
        expect(visitor.page.locator("main")).to_contain_text(said)
        visitor.check_accessible()


def test_the_whole_of_a_page_is_reached_by_keyboard(visitor):
    visitor.open_amina()
    page = visitor.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".back")).to_be_focused()


def test_a_narrow_phone_and_large_text_need_no_sideways_scrolling(visitor):
    visitor.open_amina()
    page = visitor.page
    address = page.url
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "/edit", "/together", "/why?q=lager", "/wishes/1"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
