"""A morning in a real browser: the list is cleared, a gap is filled, a no-show is counted."""

import re
import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.domain.access import Role
from matcher.domain.outcomes import Outcome, Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.writers import Account
from tests.e2e.conftest import AMINA, PASSWORD_HASH, TODAY
from tests.e2e.web_scenes import CAFE, store_with

pytestmark = pytest.mark.browser

LONG = "مريم עברית Å\u0301\u0302 " + "Åsfrid-Prøve" * 15
BILAL = replace(AMINA, participant_id="T2", name="Bilal Testesen")
CHEN = replace(AMINA, participant_id="T3", name="Chen Prøve")
DINA = replace(AMINA, participant_id="T4", name=LONG[:200], programme_end=date(2025, 9, 30))
PLACE = {
    "participants": [BILAL, CHEN, DINA],
    **CAFE,
    "placements": [
        Placement(
            "D-1", "T2", "X1", Purpose.EXPERIENCE, PlacementStatus.RUNNING, "X1",
            date(2025, 8, 11), date(2025, 9, 12),
        ),
        Placement(
            "D-2", "T3", "X1", Purpose.EXPERIENCE, PlacementStatus.ACCEPTED, "X1",
            date(2025, 9, 1), date(2025, 11, 21),
        ),
        Placement(
            "D-3", "T4", "X1", Purpose.EXPERIENCE, PlacementStatus.ENDED, "X1",
            date(2025, 7, 7), date(2025, 8, 22), date(2025, 8, 22),
        ),
    ],
    "outcomes": [Outcome("D-3", Reporter.PARTICIPANT, date(2025, 8, 22), showed_up=True)],
}  # fmt: skip


@pytest.fixture(scope="session")
def filled_store(filled_store, tmp_path_factory):
    """Amina does nothing, Bilal's talks are late, Chen begins today, a fourth one has ended."""
    more = (
        Account(name, role, PASSWORD_HASH, TODAY, "N1")
        for name, role in (("liv", Role.LEADER), ("ny", Role.ADVISER))
    )
    return store_with(filled_store, tmp_path_factory.mktemp("morning"), PLACE, *more)


def task(page, who, text=""):
    return page.locator(".task", has_text=who).filter(has_text=text)


def press(where, visitor, text):
    where.get_by_role("button", name=re.compile(f"^{re.escape(visitor.say(text))}")).click()
    visitor.arrived()


def follow(where, visitor, text):
    where.get_by_role("link", name=re.compile(f"^{re.escape(visitor.say(text))}")).click()


def told(visitor, text, **more):
    expect(visitor.page.locator("#messages")).to_contain_text(visitor.say(text) % more)


def no_shows(visitor):
    visitor.go("/report")
    figure = visitor.page.locator(".report-sum li", has_text=visitor.say("møtte ikke opp"))
    return int(figure.locator("strong").inner_text()) if figure.count() else 0


def sign_out(visitor):
    visitor.page.locator(".menu__button").click()
    visitor.page.get_by_role("button", name=visitor.say("Logg ut")).click()
    visitor.page.wait_for_url("**/sign-in")
    visitor.page.context.clear_cookies()


def marks(site):
    with sqlite3.connect(site.store) as connection:
        return connection.execute("SELECT item, until FROM day_marks").fetchall()


def open_later(line):
    line.locator(".later > summary").click()
    return line.locator(".later__ask")


def one_does_not_come(visitor):
    page, say = visitor.page, visitor.say
    chen = task(page, "Chen")
    chen.get_by_text(say("Møtte ikke"), exact=False).first.click()
    visitor.check_accessible()
    press(chen, visitor, "Ja, møtte ikke opp")
    told(visitor, "Det er notert at deltakeren ikke møtte opp. Plasseringen er avsluttet.")
    expect(page).to_have_url(re.compile(r"/day\?who=mine"))


def one_is_spoken_with_and_what_comes_next_is_agreed(visitor):
    page, say = visitor.page, visitor.say
    follow(task(page, "Bilal", say("Noter oppfølging")), visitor, "Noter oppfølging")
    page.locator("#going-well").check()
    page.locator("#spoken_with-both").check()
    page.get_by_role("button", name=say("Lagre oppfølgingen")).click()
    told(visitor, "Oppfølgingen er notert.")
    expect(task(page, "Bilal", say("Noter oppfølging"))).to_have_count(0)
    follow(task(page, "Bilal", say("Avtal neste steg")), visitor, "Avtal neste steg")
    page.get_by_label(say("Ansettelse")).check()
    page.get_by_label(say("Avgjøres innen")).fill("2025-09-10")
    page.get_by_role("button", name=say("Lagre neste steg")).click()
    expect(task(page, "Bilal", say("Avtal neste steg"))).to_have_count(0)


def a_form_is_ticked_off_and_a_date_put_off(visitor):
    page, say = visitor.page, visitor.say
    press(task(page, LONG[:5], say("mentoren")), visitor, "Kryss av")
    told(visitor, "Krysset av.")
    ends = task(page, LONG[:5], say("Se uka"))
    open_later(ends).locator("button[name=to]").first.click()
    expect(task(page, LONG[:5], say("Se uka"))).to_have_count(0)


def a_gap_is_filled_with_a_suggestion(visitor):
    page, say = visitor.page, visitor.say
    follow(task(page, "Amina", say("Finn en plass")), visitor, "Finn en plass")
    page.get_by_role("link", name=say("Velg denne")).first.click()
    page.get_by_role("button", name=say("Foreslå plasseringen")).click()
    visitor.go("/day")
    expect(task(page, "Amina", say("Finn en plass"))).to_have_count(0)


def test_a_morning(at_width):
    visitor, page, say = at_width, at_width.page, at_width.say
    visitor.sign_in("liv")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Kontorets dag"))
    before = no_shows(visitor)
    sign_out(visitor)

    visitor.sign_in()
    expect(page).to_have_url(visitor.site.address + "/day")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Min dag"))
    expect(page.locator("#facts .task").first).to_be_visible()
    visitor.check_accessible()
    one_does_not_come(visitor)
    one_is_spoken_with_and_what_comes_next_is_agreed(visitor)
    a_form_is_ticked_off_and_a_date_put_off(visitor)
    a_gap_is_filled_with_a_suggestion(visitor)
    visitor.check_accessible()
    sign_out(visitor)

    visitor.sign_in("liv")
    assert no_shows(visitor) == before + 1


def test_what_is_put_off_is_brought_back_at_once_or_from_the_list_below(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    later = open_later(task(page, "Bilal", say("Noter oppfølging")))
    visitor.check_accessible()
    later.locator("button[name=to]").first.click()
    expect(task(page, "Bilal", say("Noter oppfølging"))).to_have_count(0)
    visitor.check_accessible()
    page.locator(".day__undo button").click()
    told(visitor, "Tilbake på listen.")
    line = task(page, "Bilal", say("Noter oppfølging"))
    open_later(line).locator("button[name=to]").last.click()
    visitor.go("/day")
    page.locator(".more__summary", has_text="1").click()
    visitor.check_accessible()
    press(page.locator(".day__off"), visitor, "Angre")
    expect(task(page, "Bilal", say("Noter oppfølging"))).to_have_count(1)
    assert marks(visitor.site) == []


def test_a_day_that_is_over_is_refused_beside_the_field(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    later = open_later(task(page, "Bilal", say("Noter oppfølging")))
    later.locator("input[type=date]").fill("2025-09-01")
    press(later, visitor, "Utsett")
    expect(page.locator("#summary")).to_be_focused()
    wrong = page.locator(".later[open] .aksel-form-field__error")
    expect(wrong).to_contain_text(say("Velg en dag etter i dag."))
    visitor.check_accessible()
    page.locator("#summary a").click()
    expect(page.locator(".later[open] input[type=date]")).to_be_focused()
    page.locator(".later[open] input[type=date]").fill("2025-09-15")
    press(page.locator(".later[open]"), visitor, "Utsett")
    assert marks(visitor.site) == [("follow_up:D-1:2025-08-11", "2025-09-15")]


def test_a_fact_is_put_off_and_a_wrong_date_is_told_there_too(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    fact = page.locator("#facts .task").first
    later = open_later(fact)
    later.locator("input[type=date]").fill("2020-01-01")
    press(later, visitor, "Utsett")
    expect(page.locator("#until-fact-error")).to_contain_text(say("Velg en dag etter i dag."))
    visitor.check_accessible()
    page.locator("#until-fact").fill("2025-09-08")
    press(page.locator("#facts .later[open]"), visitor, "Utsett")
    ((key, until),) = marks(visitor.site)
    assert (key.split(":")[0], until) == ("fact", "2025-09-08")
    press(page.locator("#facts .day__back"), visitor, "Angre")
    expect(page.locator("#messages")).to_contain_text(say("Tilbake på listen."))
    assert marks(visitor.site) == []


def test_two_tabs_and_the_back_button_do_it_once(visitor):
    page = visitor.page
    visitor.sign_in()
    other = page.context.new_page()
    other.goto(visitor.site.address + "/day")
    press(task(page, LONG[:5], "mentoren"), visitor, "Kryss av")
    told(visitor, "Krysset av.")
    press(task(other, LONG[:5], "mentoren"), visitor, "Kryss av")
    expect(other.locator("#messages")).to_contain_text("Krysset av.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Min dag")
    assert [item for item, _ in marks(visitor.site)] == ["report:D-3"]


def test_a_line_that_is_gone_meanwhile_is_told_and_nothing_is_kept(visitor):
    page = visitor.page
    visitor.sign_in()
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute("UPDATE placements SET status = 'cancelled' WHERE placement_id = 'D-1'")
    open_later(task(page, "Bilal", "Noter oppfølging")).locator("button").first.click()
    told(visitor, "Den står ikke på listen lenger. Ingenting er endret.")
    assert marks(visitor.site) == []


def test_the_day_works_without_javascript(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    page.get_by_role("link", name="Se hva vi bør spørre om").click()
    expect(page.locator("#facts .task").first).to_be_visible()
    open_later(task(page, "Bilal", "Noter oppfølging")).locator("button").first.click()
    expect(page.locator("#messages")).to_contain_text("Utsatt til")
    page.locator(".day__undo button").click()
    expect(page.locator("#messages")).to_contain_text("Tilbake på listen.")


def test_an_adviser_without_people_is_told_so_kindly(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in("ny")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Kontorets dag"))
    page.get_by_role("link", name=say("Mine"), exact=True).click()
    expect(page.locator(".empty")).to_contain_text(
        say("Ingen deltakere er knyttet til deg. Se hele kontoret i stedet.")
    )
    visitor.check_accessible()
    visitor.go("/day?who=office")
    expect(page.locator(".task").first).to_be_visible()
    visitor.check_accessible()
    assert page.locator("#group-now, #group-today, #group-this_week").count() >= 1


def test_a_day_on_which_nothing_waits_says_so(visitor):
    with sqlite3.connect(visitor.site.store) as connection:
        connection.execute("DELETE FROM outcomes")
        connection.execute("DELETE FROM placements")
        connection.execute(
            "UPDATE participants SET programme_start = '2025-11-03', programme_end = '2026-11-02'"
        )
    visitor.sign_in()
    expect(visitor.page.locator(".empty")).to_contain_text("Ingenting venter på deg nå")
    visitor.check_accessible()
