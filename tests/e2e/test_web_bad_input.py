"""What people and networks do to the pages: odd names, two tabs, the back button, a lost line."""

import sqlite3

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LONG = ("Wolfeschlegelsteinhausenbergerdorff" * 6)[:200]
NAMES = {
    "200 characters without a space": LONG,
    "from the right": "\u202eمحمد بن عبد الله\u202c",
    "combining marks": "Z\u0351\u036b\u0343a\u0364\u0300l\u0366\u0301go\u0346 \u1100\u1161\u11a8",
    "markup": "<b>Per</b> {{ 7*7 }} %s \"'&",
}  # fmt: skip
PAGES = (
    "/day",
    "/participants",
    "/portfolio",
    "/placements",
    "/plan",
    "/find?q=T1",
    "/participants/T1",
    "/participants/T1/edit",
    "/participants/T1/together",
    "/participants/T1/tastes",
    "/participants/T1/tastes/plan",
    "/participants/T1/week",
    "/participants/T1/doors",
    "/participants/T1/why?q=lager",
)


def renamed(site, name):
    with sqlite3.connect(site.store) as connection:
        connection.execute("UPDATE participants SET name = ? WHERE participant_id = 'T1'", [name])
        connection.execute("UPDATE store_version SET counter = counter + 1")
    connection.close()


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_an_odd_name_breaks_no_page(visitor, name):
    renamed(visitor.site, name)
    visitor.sign_in()
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES:
        visitor.go(path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    visitor.go("/participants/T1")
    assert name.strip("\u202e\u202c") in page.locator("h1").inner_text()
    visitor.check_accessible()


def test_the_same_form_in_two_tabs_never_overwrites_unseen(visitor):
    visitor.open_amina()
    address = visitor.page.url + "/edit"
    first, second = visitor.page, visitor.page.context.new_page()
    for tab in (first, second):
        tab.goto(address)
    first.get_by_label("Ønske 2", exact=True).fill("passe dyr")
    first.get_by_role("button", name="Lagre", exact=True).click()
    expect(first.locator("#wishes")).to_contain_text("passe dyr")
    second.get_by_label("Sted", exact=True).fill("Bergen")
    second.get_by_role("button", name="Lagre", exact=True).click()
    expect(second.locator("#summary")).to_contain_text("Noen har lagret endringer her")
    expect(second.get_by_label("Sted", exact=True)).to_have_value("Bergen")
    visitor.go("/participants/T1")
    expect(first.locator("#wishes")).to_contain_text("passe dyr")
    second.get_by_role("button", name="Lagre", exact=True).click()
    expect(second.locator("#facts")).to_contain_text("Bergen")


def test_back_after_sending_and_once_more_saves_once(visitor):
    visitor.open_amina()
    page = visitor.page
    page.get_by_role("link", name="Velg denne").first.click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    expect(page.locator("#messages")).to_contain_text("Plasseringen er foreslått")
    page.go_back()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    expect(page.locator("#messages")).to_contain_text("Det er lagret bare én gang")


def test_a_lost_connection_keeps_what_was_typed_and_says_so(both_ways):
    visitor, page = both_ways, both_ways.page
    visitor.open_amina()
    visitor.go("/participants/T1/edit")
    wish = page.get_by_label(visitor.say("Ønske %(number)s") % {"number": 2}, exact=True)
    wish.fill("passe dyr")
    page.context.set_offline(True)
    save = page.get_by_role("button", name=visitor.say("Lagre"), exact=True)
    save.click()
    said = page.get_by_text(
        visitor.say("Vi får ikke kontakt nå. Det du skrev, står her fortsatt. Prøv igjen om litt.")
    )
    expect(said).to_be_visible()
    expect(wish).to_have_value("passe dyr")
    visitor.check_accessible()
    page.context.set_offline(False)
    expect(said).to_have_count(0)
    save.click()
    expect(page.locator("#wishes")).to_contain_text("passe dyr")


def test_a_small_step_without_a_connection_says_so_and_leaves_the_page(visitor):
    visitor.open_amina()
    page = visitor.page
    page.locator(".wish").first.get_by_text("Er det et annet yrke?").click()
    page.context.set_offline(True)
    page.locator(".wish").first.get_by_role("button").first.click()
    expect(page.get_by_text("Vi får ikke kontakt nå.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Testesen")


def test_a_server_that_is_out_of_reach_keeps_what_was_typed(visitor):
    visitor.open_amina()
    page = visitor.page
    visitor.go("/participants/T1/edit")
    wish = page.get_by_label("Ønske 2", exact=True)
    wish.fill("passe dyr")
    save = page.get_by_role("button", name="Lagre", exact=True)
    page.route("**/*", lambda route: route.abort())  # the browser is on a network all the same
    for _ in range(2):
        save.click()
        expect(page.get_by_text("Vi får ikke kontakt nå.")).to_have_count(1)
        expect(page.locator("[data-offline]")).to_be_focused()
    expect(wish).to_have_value("passe dyr")
    page.unroute_all()
    visitor.faults.clear()  # the browser notes what did not arrive
    save.click()
    expect(page.locator("#wishes")).to_contain_text("passe dyr")


def test_a_small_step_that_never_arrives_says_so(visitor):
    visitor.open_amina()
    page = visitor.page
    page.locator(".wish").first.get_by_text("Er det et annet yrke?").click()
    page.route("**/wishes/**", lambda route: route.abort())
    page.locator(".wish").first.get_by_role("button").first.click()
    expect(page.get_by_text("Vi får ikke kontakt nå.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Testesen")
    visitor.faults.clear()  # the browser notes what did not arrive
