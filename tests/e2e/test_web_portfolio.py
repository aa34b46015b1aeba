"""The table of everybody and the search in a real browser, narrow and wide, by keys alone."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import AMINA
from tests.e2e.web_scenes import store_with

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoraltern" * 4
RTL = "מרים כהן לוי"
MORE = [
    replace(AMINA, participant_id="T8", name=LONG),
    replace(AMINA, participant_id="T9", name=RTL),
    replace(AMINA, participant_id="T7", office_id="N2", adviser="nils", name="Amina Hemmelig"),
]


@pytest.fixture(scope="session")
def filled_store(filled_store, tmp_path_factory):
    """The usual store with names that are long, from right to left, and another office's."""
    return store_with(filled_store, tmp_path_factory.mktemp("named"), {"participants": MORE})


def table(visitor):
    return visitor.page.locator("table.people")


def test_the_table_is_filtered_sorted_and_bookmarked(at_width):
    visitor, page, say = at_width, at_width.page, at_width.say
    visitor.sign_in()
    visitor.go("/participants")
    page.get_by_role("link", name=say("Vis som tabell")).click()
    page.wait_for_url("**/portfolio?who=mine")
    visitor.check_accessible()
    expect(table(visitor)).to_contain_text(LONG)

    page.get_by_text(say("Flere filtre, rekkefølge og kolonner")).click()
    page.get_by_label(say("Sorter etter")).select_option("name")
    page.get_by_label(say("Utprøvinger")).check()
    page.get_by_label(say("Navn, ønske eller plass")).fill("testesen")
    page.get_by_role("button", name=say("Vis"), exact=True).click()
    expect(table(visitor).get_by_role("rowheader")).to_have_text(["Amina Testesen"])
    visitor.check_accessible()
    page.reload()
    expect(table(visitor).get_by_role("rowheader")).to_have_count(1)

    page.get_by_role("link", name=say("Fjern filtrene")).click()
    expect(table(visitor)).to_contain_text(RTL)
    page.get_by_label(say("Navn, ønske eller plass")).fill("zqxj")
    page.get_by_role("button", name=say("Vis"), exact=True).click()
    expect(page.get_by_role("heading", name=say("Ingen passer til filtrene"))).to_be_visible()
    visitor.check_accessible()


def test_a_heading_sorts_and_says_so(visitor):
    page = visitor.page
    visitor.sign_in()
    visitor.go("/portfolio?who=office")
    heading = page.get_by_role("columnheader", name="Navn")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    with page.expect_download() as download:
        page.get_by_role("link", name="Last ned til Excel").click()
    assert download.value.suggested_filename == "portfolio-2025-09-01.xlsx"


def test_two_letters_and_the_arrows_find_anybody(at_width):
    visitor, page, say = at_width, at_width.page, at_width.say
    visitor.sign_in()
    page.wait_for_url("**/day*")
    field = page.get_by_role("combobox")
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("amna")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Amina Testesen")
    expect(page.get_by_role("listbox")).not_to_contain_text("Hemmelig")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "seek-people-1")
    visitor.check_accessible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/participants/T1")

    page.keyboard.press("Control+k")
    page.keyboard.type("zqxj")
    said = say("Ingen treff på «%(q)s».") % {"q": "zqxj"}
    expect(page.locator("#seek-status")).to_have_text(said)
    visitor.check_accessible()
    page.keyboard.press("Escape")
    expect(page.locator("#seek-list")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=zqxj")
    visitor.check_accessible()


def test_right_to_left_and_long_names_are_found(at_width):
    visitor, page = at_width, at_width.page
    visitor.sign_in()
    for typed, expected in (("כהן", "T9"), ("wolfesch", "T8")):
        page.get_by_role("combobox").fill(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        visitor.check_accessible()
        page.get_by_role("option").first.click()
        page.wait_for_url(f"**/participants/{expected}")


def test_the_key_is_a_letter_in_a_field_and_can_be_switched_off(visitor):
    page = visitor.page
    visitor.sign_in()
    visitor.go("/participants")  # which has a text field of its own
    field = page.get_by_role("combobox")
    page.locator("#q").press("/")
    expect(page.locator("#q")).to_have_value("/")
    page.locator(".menu__button").click()
    page.get_by_role("button", name="Tasten / leder til søk").click()
    page.reload()
    page.keyboard.press("/")
    expect(field).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()


def test_without_scripts_it_is_a_form(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    page.locator("#seek").fill("amna testesn")
    page.locator("#seek").press("Enter")
    page.wait_for_url("**/find?q=amna+testesn")
    page.get_by_role("link", name="Amina Testesen").click()
    page.wait_for_url("**/participants/T1")
    visitor.go("/portfolio?who=mine")
    page.get_by_label("Navn, ønske eller plass").fill("amina")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(table(visitor).get_by_role("rowheader")).to_have_text(["Amina Testesen"])
