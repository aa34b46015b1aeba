"""Participant, mentor and adviser answer in a real browser; a correction keeps what was said."""

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from matcher.domain.outcomes import EndReason, Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_market
from tests.e2e.conftest import add_rows
from tests.e2e.served_site import Site

pytestmark = pytest.mark.browser

PLACEMENT = "/placements/L1"
FITS = ("fit_tasks", "fit_people", "fit_pace", "fit_language")
# A form is to be answered in a minute.
MOST_PRESSES = 10
# What a thumb hits without aiming, in pixels (WCAG 2.2, target size, enhanced).
THUMB = 44


@pytest.fixture
def site(site: Site) -> Site:
    """With a placement of Amina's that ends this week, and one that ended three months ago."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        opening = read_market(connection).openings[0]
    engine.dispose()
    now = Placement(
        "L1", "T1", opening.opening_id, Purpose.EXPERIENCE, PlacementStatus.RUNNING,
        starts=date(2025, 6, 9), planned_end=date(2025, 9, 5),
    )  # fmt: skip
    past = replace(
        now, placement_id="L2", status=PlacementStatus.ENDED, starts=date(2025, 3, 3),
        planned_end=date(2025, 5, 30), ended=date(2025, 5, 30),
    )  # fmt: skip
    told = Outcome("L2", Reporter.ADVISER, past.ended, end_reason=EndReason.COMPLETED)
    add_rows(site.store, {"placements": [now, past], "outcomes": [told]})
    return site


@pytest.fixture
def phone(visiting):
    """Somebody with a phone in the hand and no account."""
    return visiting("phone", has_touch=True)


def make_link(visitor, reporter: str) -> str:
    """The address that the adviser copies."""
    visitor.sign_in()
    visitor.go(PLACEMENT)
    here = report_of(visitor.page, reporter)
    here.get_by_role("button", name=visitor.say("Lag en lenke")).click()
    return visitor.page.locator(f"#address-{reporter}").input_value()


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f"input[name={question}][value='{value}']").check()


def report_of(page: Page, reporter: str):
    return page.locator(f"li.report[aria-labelledby=report-{reporter}]")


def test_the_participant_answers_by_a_link_without_an_account(visitor, phone):
    page = phone.page
    page.goto(make_link(visitor, "participant"))
    phone.check_accessible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hvordan gikk det hos")
    presses = 0
    for question in FITS:
        choose(page, question, "4")
        presses += 1
    choose(page, "would_continue", "yes")
    page.get_by_role("button", name="Send svarene").click()
    assert presses + 2 < MOST_PRESSES
    expect(page.get_by_role("heading", name="Takk!")).to_be_visible()
    phone.check_accessible()
    visitor.go(PLACEMENT)
    visitor.check_accessible()
    expect(report_of(visitor.page, "participant")).to_contain_text("Ville fortsatt")


def test_every_answer_is_large_enough_for_a_thumb(visitor, phone):
    for reporter in ("participant", "mentor"):
        phone.page.goto(make_link(visitor, reporter))
        visitor.page.context.clear_cookies()
        for label in phone.page.locator(".scale__label, .report-form__send button").all():
            box = label.bounding_box()
            assert min(box["width"], box["height"]) >= THUMB


def test_the_mentor_answers_and_corrects_and_both_answers_stay(visitor, phone):
    address, page = make_link(visitor, "mentor"), phone.page
    page.goto(address)
    phone.check_accessible()
    choose(page, "showed_up", "yes")
    choose(page, "completed", "yes")
    choose(page, "would_hire", "unknown")
    page.get_by_label("Hva bør læres mer av?").fill("kasse og norsk på telefon")
    page.get_by_role("button", name="Send svarene").click()
    page.get_by_role("link", name="Endre svarene").click()
    expect(page.locator("main")).to_contain_text("Du har svart. Du kan endre svarene")
    choose(page, "would_hire", "yes")
    page.get_by_role("button", name="Send svarene").click()
    expect(page.get_by_role("heading", name="Takk!")).to_be_visible()
    visitor.go(PLACEMENT)
    told = report_of(visitor.page, "mentor")
    expect(told).to_contain_text("kasse og norsk på telefon")
    told.get_by_text("1 tidligere svar").click()
    expect(told.locator(".earlier")).to_contain_text("Vet ikke")
    visitor.check_accessible()


def test_the_adviser_reports_on_the_screen(everywhere):
    visitor, page = everywhere, everywhere.page
    visitor.sign_in()
    visitor.go(PLACEMENT)
    here = report_of(page, "adviser")
    here.get_by_role("link", name=visitor.say("Fyll ut her")).click()
    visitor.check_accessible()
    choose(page, "end_reason", "got_work")
    choose(page, "next_step", "job")
    page.locator("#next_step_on").fill("2025-09-08")
    page.get_by_role("button", name=visitor.say("Send svarene")).click()
    page.wait_for_url(f"**{PLACEMENT}#reports")
    expect(report_of(page, "adviser")).to_contain_text(visitor.say("Fikk jobb"))
    visitor.check_accessible()


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_still_there(visitor):
    visitor.sign_in()
    visitor.go(f"{PLACEMENT}/report/adviser")
    page = visitor.page
    choose(page, "end_reason", "no_show")
    choose(page, "showed_up", "yes")
    page.locator("#next_step_on").fill("2025-01-01")
    page.get_by_role("button", name="Send svarene").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#showed_up-error")).to_contain_text("stemmer ikke med et annet svar")
    expect(page.locator("#next_step_on-error")).to_contain_text("før plasseringen begynte")
    expect(page.locator("#next_step_on")).to_have_value("2025-01-01")
    expect(page.locator("input[name=end_reason][value=no_show]")).to_be_checked()
    visitor.check_accessible()


def test_a_form_that_is_left_is_there_when_one_comes_back(visitor, phone):
    address, page = make_link(visitor, "mentor"), phone.page
    page.goto(address)
    choose(page, "showed_up", "yes")
    expect(page.get_by_text("Utkastet er lagret.")).to_be_visible()
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("input[name=showed_up][value=yes]")).to_be_checked()


def test_the_form_is_read_in_another_language_and_nothing_is_lost(visitor, phone):
    page = phone.page
    page.goto(make_link(visitor, "participant"))
    choose(page, "fit_pace", "2")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("How did the pace suit you?")).to_be_visible()
    expect(page.locator("input[name=fit_pace][value='2']")).to_be_checked()
    phone.check_accessible()
    page.get_by_role("button", name="Send the answers").click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()


def test_a_form_is_answered_put_aside_and_corrected_without_scripts(visitor, visiting):
    address = make_link(visitor, "mentor")
    page = visiting("phone", java_script_enabled=False).page
    page.goto(address)
    choose(page, "showed_up", "yes")
    page.get_by_role("button", name="Fortsett senere").click()
    expect(page.locator("main")).to_contain_text("Svarene er tatt vare på.")
    expect(page.locator("input[name=showed_up][value=yes]")).to_be_checked()
    page.get_by_role("button", name="Send svarene").click()
    expect(page.get_by_role("heading", name="Takk!")).to_be_visible()


def test_the_link_is_copied_and_withdrawn(visitor, phone):
    address, page = make_link(visitor, "participant"), visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopier lenken").click()
    expect(page.get_by_role("button", name="Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_role("button", name="Trekk tilbake lenken").click()
    expect(page.locator("#address-participant")).to_have_count(0)
    phone.page.goto(address)
    expect(phone.page.get_by_role("heading")).to_have_text("Lenken er trukket tilbake")
    phone.check_accessible()


def test_who_ended_three_months_ago_is_asked_about_and_off_the_list(everywhere):
    visitor, page = everywhere, everywhere.page
    visitor.sign_in()
    visitor.go("/calls")
    visitor.check_accessible()
    call = page.locator("#call-L2")
    expect(call).to_contain_text("Amina Testesen")
    call.get_by_role("button", name=visitor.say("Lagre svaret")).click()
    expect(page.locator("#call-L2-next_step-error")).to_contain_text(
        visitor.say("Svar på minst ett spørsmål. «Vet ikke» er også et svar.")
    )
    visitor.check_accessible()
    choose(page.locator("#call-L2"), "next_step", "job")
    call.get_by_role("button", name=visitor.say("Lagre svaret")).click()
    expect(page.locator("#messages")).to_contain_text(visitor.say("Takk! Svaret er lagret."))
    expect(page.locator("#call-L2")).to_have_count(0)
