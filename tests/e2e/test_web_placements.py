"""A placement's life in a real browser: from proposed to ended, and two people at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from matcher.domain.access import Role, Viewer
from matcher.domain.life import Step
from matcher.domain.placements import PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_kept_placement
from matcher.store.writers import (
    Account,
    Proposal,
    propose_placement,
    take_step,
)
from tests.e2e.conftest import AMINA, PASSWORD_HASH, TODAY
from tests.e2e.web_scenes import CAFE, store_with

pytestmark = pytest.mark.browser

KARI, EVA = (Viewer(name, Role.ADVISER, "N1") for name in ("kari", "eva"))
BILAL, CHEN = (
    replace(AMINA, participant_id=who, name=name)
    for who, name in (("T2", "Bilal Testesen"), ("T3", "Chen Prøve"))
)
# The ids that the store gives, in the order of ``PLACED``.
AMINAS, BILALS, CHENS = "PL-20250829-001", "PL-20250821-001", "PL-20250520-001"
PLACED = (
    ("T1", date(2025, 8, 29), date(2025, 9, 8)),
    ("T2", date(2025, 8, 21), date(2025, 8, 25)),
    ("T3", date(2025, 5, 20), date(2025, 6, 2)),
)


@pytest.fixture(scope="session")
def filled_store(filled_store, tmp_path_factory):
    """Amina is proposed, Bilal should have begun, Chen should have ended; eva is a colleague."""
    people = {"participants": [BILAL, CHEN]}
    eva = Account("eva", Role.ADVISER, PASSWORD_HASH, TODAY, "N1")
    path = store_with(filled_store, tmp_path_factory.mktemp("placed"), people | CAFE, eva)
    engine = open_store(f"sqlite:///{path}")
    with writing(engine) as connection:
        for placed in PLACED:
            propose(connection, *placed)
        for version, step in enumerate((Step.ACCEPT, Step.START), start=1):
            take_step(
                connection, KARI, CHENS, step, version=version,
                now=at(date(2025, 6, 2)), today=date(2025, 6, 2),
            )  # fmt: skip
    engine.dispose()
    return path


def propose(connection, who, on, starts):
    ends = starts + timedelta(days=84)
    proposal = Proposal(who, "X1", Purpose.EXPERIENCE, "X1", starts, ends)
    propose_placement(connection, KARI, proposal, on, at(on))


def at(day):
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)


def kept(site, placement_id):
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        found = read_kept_placement(connection, KARI, placement_id)
    engine.dispose()
    return found


def meanwhile(site, placement_id, step, **answers):
    """What a colleague does while the page stands open."""
    engine = open_store(f"sqlite:///{site.store}")
    with writing(engine) as connection:
        version = read_kept_placement(connection, EVA, placement_id).version
        take_step(
            connection, EVA, placement_id, step,
            version=version, now=at(TODAY), today=TODAY, **answers,
        )  # fmt: skip
    engine.dispose()


def open_list(visitor):
    visitor.sign_in()
    visitor.page.get_by_role("link", name=visitor.say("Plasseringer"), exact=True).click()
    visitor.page.wait_for_url("**/placements")


def line(page, name):
    return page.locator(".case--placement", has_text=name)


def open_step(visitor, text):
    visitor.page.locator(".step__name").get_by_text(visitor.say(text), exact=True).click()


def test_a_placement_is_led_from_proposed_to_ended(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_list(visitor)
    visitor.check_accessible()
    line(page, "Amina").get_by_role("button", name=say("Er avtalt")).click()
    expect(page.locator("#messages")).to_contain_text(say("Plasseringen er avtalt."))
    line(page, "Amina").get_by_role("link", name="Amina Testesen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina Testesen")
    visitor.check_accessible()

    open_step(visitor, "Deltakeren har begynt")
    page.get_by_label(say("Første dag på arbeidsplassen")).fill("2025-09-01")
    page.get_by_role("button", name=say("Noter at deltakeren har begynt")).click()
    expect(page.locator(".life [aria-current=step]")).to_have_text(say("I gang"))

    open_step(visitor, "Kort ned")
    page.locator("#shorten-planned_end").fill("2025-10-03")
    page.get_by_label(say("Hvorfor?"), exact=True).fill("Begynner på kurs")
    page.get_by_role("button", name=say("Lagre ny siste dag")).click()
    expect(page.locator(".history__event").first).to_contain_text("«Begynner på kurs»")

    open_step(visitor, "Forleng")
    page.locator("#extend-planned_end").fill("2025-10-10")
    page.get_by_role("button", name=say("Forleng plasseringen")).click()
    expect(page.locator("#messages")).to_contain_text(say("Plasseringen er forlenget."))

    open_step(visitor, "Avslutt")
    page.get_by_role("button", name=say("Avslutt plasseringen")).click()
    expect(page.locator(".history__event")).to_have_count(6)
    expect(page.locator(".steps")).to_have_count(0)
    visitor.check_accessible()
    ended = kept(visitor.site, AMINAS).placement
    assert (ended.status, ended.ended) == (PlacementStatus.ENDED, TODAY)


def test_a_no_show_is_one_step_from_the_list(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_list(visitor)
    waits = line(page, "Bilal")
    waits.locator("summary", has_text=say("Møtte ikke")).click()
    visitor.check_accessible()
    waits.get_by_role("button", name=say("Ja, møtte ikke opp")).click()
    expect(page.locator("#group-ended")).to_be_visible()
    expect(line(page, "Bilal").locator(".aksel-tag")).to_have_text(say("Møtte ikke opp"))
    assert kept(visitor.site, BILALS).placement.status is PlacementStatus.ENDED


def test_a_bad_answer_stands_beside_its_field_with_what_was_typed(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    visitor.sign_in()
    visitor.go(f"/placements/{AMINAS}")
    open_step(visitor, "Kort ned")
    page.locator("#shorten-planned_end").fill("2026-03-31")
    page.get_by_role("button", name=say("Lagre ny siste dag")).click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#shorten-planned_end")).to_have_value("2026-03-31")
    expect(page.locator("#shorten-planned_end-error")).to_contain_text(
        say("Velg en dag før den siste dagen som er avtalt nå.")
    )
    expect(page.locator("#shorten-reason-error")).to_contain_text(say("Skriv kort hvorfor."))
    visitor.check_accessible()
    page.locator("#summary a").last.click()
    expect(page.get_by_label(say("Hvorfor?"), exact=True)).to_be_focused()


def test_the_second_of_two_sees_what_changed_and_goes_on(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    visitor.sign_in()
    visitor.go(f"/placements/{AMINAS}")
    open_step(visitor, "Kort ned")
    page.locator("#shorten-planned_end").fill("2025-10-03")
    page.get_by_label(say("Hvorfor?"), exact=True).fill("Begynner på kurs")
    meanwhile(visitor.site, AMINAS, Step.EXTEND, planned_end=date(2025, 12, 19))
    page.get_by_role("button", name=say("Lagre ny siste dag")).click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Eva")
    expect(page.locator("#summary")).to_contain_text(say("Send på nytt hvis du fortsatt vil."))
    visitor.check_accessible()
    assert kept(visitor.site, AMINAS).placement.planned_end == date(2025, 12, 19)
    page.get_by_role("button", name=say("Lagre ny siste dag")).click()
    expect(page.locator("#messages")).to_contain_text(say("Plasseringen er kortet ned."))
    assert kept(visitor.site, AMINAS).placement.planned_end == date(2025, 10, 3)


def test_a_step_that_a_colleague_took_from_the_list_is_not_taken_twice(visitor):
    open_list(visitor)
    meanwhile(visitor.site, BILALS, Step.START)
    line(visitor.page, "Bilal").get_by_role("button", name="Begynte").click()
    expect(visitor.page.locator("#summary")).to_contain_text("Eva noterte at deltakeren begynte")
    assert kept(visitor.site, BILALS).version == 2


def test_everything_works_without_scripts(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    open_list(visitor)
    line(page, "Chen").get_by_role("button", name="Ferdig som avtalt").click()
    expect(page.locator("#messages")).to_contain_text("Plasseringen er avsluttet.")
    assert kept(visitor.site, CHENS).placement.ended == date(2025, 8, 25)
    line(page, "Bilal").locator("summary").click()
    line(page, "Bilal").get_by_role("button", name="Ja, møtte ikke opp").click()
    expect(page.locator("#messages")).to_contain_text("ikke møtte opp")


def test_a_step_is_taken_by_keyboard(visitor):
    open_list(visitor)
    page = visitor.page
    line(page, "Bilal").get_by_role("button", name="Begynte").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("i gang")
    page.get_by_role("link", name="Bilal Testesen", exact=True).first.focus()
    page.keyboard.press("Enter")
    summary = page.locator("#end > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Siste dag på arbeidsplassen")).to_be_visible()


def test_the_placement_is_reached_from_participant_and_caseload(visitor):
    visitor.open_amina()
    visitor.page.get_by_role("link", name="Åpne plasseringen").click()
    visitor.page.wait_for_url(f"**/placements/{AMINAS}")
    visitor.go("/participants")
    visitor.page.locator(".case", has_text="Amina").locator(".case__place").click()
    visitor.page.wait_for_url(f"**/placements/{AMINAS}")


def test_another_offices_placement_is_not_found(visitor):
    visitor.sign_in("nils")
    visitor.go(f"/placements/{AMINAS}")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vi finner ikke siden")
