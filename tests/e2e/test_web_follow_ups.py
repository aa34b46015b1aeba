"""Follow-ups in a real browser: noted in one step, refused in words, a rhythm, a next step."""

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from tests.e2e.conftest import AMINA
from tests.e2e.web_scenes import CAFE, store_with

pytestmark = pytest.mark.browser

BILAL = replace(AMINA, participant_id="T2", name="Bilal Testesen")
LONG = replace(AMINA, participant_id="T3", name="مريم " + "Åsfrid-Prøve " * 15)
EXPERIENCE, TASTE, LONGEST = "/placements/F-1", "/placements/F-2", "/placements/F-3"
PLACE = {
    "participants": [BILAL, LONG],
    **CAFE,
    "placements": [
        Placement(
            "F-1", "T1", "X1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "X1",
            date(2025, 7, 7), date(2025, 9, 26),
        ),
        Placement(
            "F-2", "T2", "X1", Purpose.TASTE, PlacementStatus.RUNNING, "X1",
            date(2025, 9, 1), date(2025, 9, 5),
        ),
        Placement("F-3", "T3", "X1", Purpose.JOB_HERE, PlacementStatus.ENDED, "X1",
            date(2025, 5, 5), date(2025, 8, 1), date(2025, 8, 1),
        ),
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def filled_store(filled_store, tmp_path_factory):
    """Amina works since July, Bilal tries a place from today, a third one is done."""
    return store_with(filled_store, tmp_path_factory.mktemp("followed"), PLACE)


def section(page):
    return page.locator("#follow-ups")


def answer(page, field, value):
    page.locator(f"#{field}-{value}").check()


def press(visitor, text):
    visitor.page.get_by_role("button", name=visitor.say(text), exact=True).click()
    visitor.arrived()


def test_a_talk_is_noted_in_one_step_from_the_list(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    visitor.sign_in()
    visitor.go("/placements?who=mine")
    visitor.check_accessible()
    line = page.locator(".case--placement", has_text="Amina")
    line.get_by_role("link", name=re.compile(say("Noter oppfølging"))).click()
    visitor.check_accessible()
    answer(page, "going", "well")
    answer(page, "spoken_with", "both")
    answer(page, "attendance", "mostly")
    page.get_by_label(say("Notat")).fill("Trives på kjøkkenet.\nVil ha flere timer.")
    press(visitor, "Lagre oppfølgingen")
    page.wait_for_url("**/placements?who=mine")
    expect(page.locator("#messages")).to_contain_text(say("Oppfølgingen er notert."))

    visitor.go(EXPERIENCE)
    noted = section(page).locator(".history__event")
    expect(noted).to_have_count(1)
    expect(noted).to_contain_text(say("Går bra"))
    expect(noted).to_contain_text("Vil ha flere timer.")
    expect(section(page)).to_contain_text(say("Det går bra. Hva er neste steg?"))
    visitor.check_accessible()


def test_the_next_step_is_agreed_and_decided(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go(EXPERIENCE)
    section(page).get_by_role("link", name=say("Avtal neste steg")).click()
    press(visitor, "Lagre neste steg")
    expect(page.locator("#rung-error")).to_contain_text(say("Velg ett av svarene."))
    visitor.check_accessible()
    page.get_by_label(say("Ansettelse")).check()
    page.get_by_label(say("Avgjøres innen")).fill("2025-09-19")
    press(visitor, "Lagre neste steg")
    expect(section(page)).to_contain_text(say("Ansettelse"))
    visitor.check_accessible()
    press(visitor, "Det er avgjort")
    expect(section(page).get_by_role("button", name=say("Det er avgjort"))).to_have_count(0)
    visitor.check_accessible()


def test_a_wrong_date_is_told_beside_it_and_the_note_stays(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go(f"{TASTE}/follow-up")
    page.get_by_label(say("Notat")).fill("Kom på tiden")
    page.get_by_label(say("Når snakket dere?")).fill("2025-09-02")
    press(visitor, "Lagre oppfølgingen")
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#done_on-error")).to_contain_text(
        say("Velg i dag eller en dag som har vært.")
    )
    expect(page.get_by_label(say("Notat"))).to_have_value("Kom på tiden")
    visitor.check_accessible()
    page.get_by_label(say("Når snakket dere?")).fill("2025-09-01")
    press(visitor, "Lagre oppfølgingen")
    expect(section(page).locator(".history__event")).to_have_count(1)


def test_a_rhythm_of_zero_days_is_refused_and_of_zero_weeks_is_kept(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go(EXPERIENCE)
    section(page).get_by_role("link", name=say("Endre hvor ofte")).click()
    visitor.check_accessible()
    page.locator("#early_weeks").fill("0")
    page.locator("#later_days").fill("0")
    press(visitor, "Lagre rytmen")
    expect(page.locator("#later_days-error")).to_contain_text(
        say("Det må gå minst én dag mellom samtalene.")
    )
    visitor.check_accessible()
    page.locator("#later_days").fill("28")
    press(visitor, "Lagre rytmen")
    page.wait_for_url("**/placements/F-1#follow-ups")
    expect(section(page)).to_contain_text(
        say("Første dag, så %(later)s.") % {"later": say("hver %(weeks)s. uke") % {"weeks": 4}}
    )
    visitor.go("/participants/T1/rhythm")
    visitor.check_accessible()
    press(visitor, "Bruk den vanlige")
    expect(page.locator("#messages")).to_contain_text(say("Rytmen er lagret."))


def test_two_tabs_and_the_back_button_note_a_talk_once(visitor):
    page = visitor.page
    visitor.sign_in()
    visitor.go(f"{EXPERIENCE}/follow-up")
    press(visitor, "Lagre oppfølgingen")
    page.go_back()
    press(visitor, "Lagre oppfølgingen")
    expect(page.locator("#messages")).to_contain_text("Den er notert fra før.")
    expect(section(page).locator(".history__event")).to_have_count(1)


def test_all_of_it_works_without_scripts(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    visitor.go(f"{EXPERIENCE}/follow-up")
    page.locator("#going-well").check(force=True)
    press(visitor, "Lagre oppfølgingen")
    expect(section(page).locator(".history__event")).to_contain_text("Går bra")
    visitor.go("/participants/T1/rhythm")
    page.locator("#later_days").fill("21")
    press(visitor, "Lagre rytmen")
    visitor.go(f"{EXPERIENCE}/next-rung")
    page.get_by_label("Lengre plassering").check()
    page.get_by_label("Avgjøres innen").fill("2025-09-19")
    press(visitor, "Lagre neste steg")
    expect(section(page)).to_contain_text("Lengre plassering")


def test_a_placement_that_is_done_leads_to_the_question_of_now(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go(LONGEST)
    visitor.check_accessible()
    visitor.go(f"{LONGEST}/follow-up")
    visitor.check_accessible()
    visitor.go(LONGEST)
    section(page).get_by_role(
        "link", name=say("Spør hvordan det går tre, seks og tolv måneder etter")
    ).click()
    page.wait_for_url("**/calls")


def test_a_calendar_link_is_made_shown_once_and_withdrawn(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    page.locator(".menu__button").click()
    page.get_by_role("link", name=say("Kalender")).click()
    visitor.check_accessible()
    press(visitor, "Lag lenken")
    visitor.check_accessible()
    address = page.locator("#address").input_value()
    calendar = page.request.get(address)
    assert calendar.text().startswith("BEGIN:VCALENDAR\r\n")
    assert "Amina" not in calendar.text()
    visitor.go("/calendar")
    expect(page.locator("#address")).to_have_count(0)
    visitor.check_accessible()
    press(visitor, "Trekk tilbake lenken")
    assert page.request.get(address).status == 404
