"""What an adviser does in a day, in a real browser: at each width and in each language."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_adviser_signs_in_and_sees_who_needs_a_placement_first(everywhere):
    everywhere.go("/participants")
    everywhere.check_accessible()
    everywhere.sign_in()
    everywhere.go("/participants")
    page, say = everywhere.page, everywhere.say
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Mine deltakere"))
    expect(page.get_by_role("heading", level=2).first).to_contain_text(say("Trenger en plass"))
    everywhere.check_accessible()


def test_a_wrong_password_is_told_and_the_name_stays(both_ways):
    both_ways.sign_in(password="feil")
    page, say = both_ways.page, both_ways.say
    expect(page.get_by_role("group")).to_contain_text(
        say("Feil brukernavn eller passord. Prøv igjen.")
    )
    expect(page.get_by_label(say("Brukernavn"))).to_have_value("kari")
    both_ways.check_accessible()


def test_suggestions_say_where_when_and_why(everywhere):
    everywhere.open_amina()
    page, say = everywhere.page, everywhere.say
    card = page.locator(".card").first
    expect(card.locator(".facts-line li").first).to_be_visible()
    assert 2 <= card.locator("[data-kind=for]").count() <= 4
    assert card.locator("[data-kind=against]").count() <= 2
    card.get_by_text(say("Hvor sannsynlig er det at det går bra?")).click()
    expect(card.get_by_text(say("Møter opp"), exact=True)).to_be_visible()
    expect(page.locator(".blocked")).to_contain_text(say("Hva stopper de andre plassene?"))
    everywhere.check_accessible()


def test_a_wish_is_corrected_in_one_click_and_the_ranking_reacts(everywhere):
    everywhere.open_amina()
    page, say = everywhere.page, everywhere.say
    before = page.locator(".card h3").all_text_contents()
    wish = page.locator(".wish").first
    wish.get_by_text(say("Er det et annet yrke?")).click()
    everywhere.check_accessible()
    other = wish.get_by_role("button").first
    name = other.inner_text()
    other.click()
    expect(page.locator("#messages")).to_contain_text(name)
    expect(page.locator(".wish").first.locator(".wish__means")).to_contain_text(name)
    assert page.locator(".card h3").all_text_contents() != before
    everywhere.check_accessible()


def test_a_wish_that_is_not_understood_is_searched_for(both_ways):
    both_ways.open_amina()
    page, say = both_ways.page, both_ways.say
    page.locator(".wish").nth(1).get_by_text(say("Velg et yrke")).click()
    page.locator(".wish").nth(1).get_by_role("link").click()
    page.get_by_role("searchbox").fill("renhold")
    page.get_by_role("button", name=say("Søk")).click()
    both_ways.check_accessible()
    page.locator(".options button").first.click()
    expect(page.locator(".wish").nth(1)).to_contain_text(say("valgt av dere"))


def test_a_chosen_suggestion_becomes_a_proposed_placement(everywhere):
    everywhere.open_amina()
    page, say = everywhere.page, everywhere.say
    title = page.locator(".card h3").first.inner_text()
    page.get_by_role("link", name=say("Velg denne")).first.click()
    everywhere.check_accessible()
    page.get_by_role("button", name=say("Foreslå plasseringen")).click()
    expect(page.locator(".placed")).to_contain_text(title)
    expect(page.locator(".placed")).to_contain_text(say("Foreslått"))
    everywhere.check_accessible()


def test_a_dismissed_suggestion_is_gone_until_it_is_taken_back(everywhere):
    everywhere.open_amina()
    page, say = everywhere.page, everywhere.say
    page.get_by_role("link", name=say("Ikke aktuelt")).first.click()
    page.get_by_role("button", name=say("Sett til side")).click()
    expect(page.locator("#summary")).to_contain_text(say("Velg en grunn."))
    everywhere.check_accessible()
    page.get_by_label(say("For lang vei")).check()
    page.get_by_role("button", name=say("Sett til side")).click()
    expect(page.locator(".set-aside")).to_contain_text(say("For lang vei"))
    everywhere.check_accessible()
    page.get_by_role("button", name=say("Angre")).click()
    expect(page.locator(".set-aside")).to_have_count(0)


def test_why_not_shows_every_rule_and_every_contribution(everywhere):
    everywhere.open_amina()
    page, say = everywhere.page, everywhere.say
    title = page.locator(".card h3").first.inner_text()
    page.get_by_role("link", name=say("Hvorfor ikke en annen plass?")).click()
    page.get_by_role("searchbox").fill(title)
    page.get_by_role("button", name=say("Søk")).click()
    expect(page.locator(".case").first).to_contain_text(title)
    everywhere.check_accessible()
    page.locator(".case__name").first.click()
    expect(page.locator(".rule")).to_have_count(13)
    expect(page.locator(".stage")).to_have_count(4)
    assert page.locator(".stage").first.locator("tbody tr").count() > 5
    everywhere.check_accessible()


def test_what_a_rule_stops_can_be_looked_at(both_ways):
    both_ways.open_amina()
    page = both_ways.page
    bar = page.locator(".bar").first
    count = int(re.search(r"\d+", bar.locator(".bar__count").inner_text()).group())
    bar.click()
    expect(page.locator(".case")).to_have_count(count)
    both_ways.check_accessible()


def test_the_participant_says_not_this_and_thinks_again(both_ways):
    both_ways.open_amina()
    page, say = both_ways.page, both_ways.say
    page.get_by_role("link", name=say("Se sammen")).click()
    both_ways.check_accessible()
    place = page.locator(".place").first
    title = place.locator("h2").inner_text()
    place.locator("summary").click()
    place.get_by_label(say("Jeg vil ikke gjøre dette arbeidet")).check()
    place.get_by_label(say("Vil du si noe mer?")).fill("for mye støy")
    both_ways.check_accessible()
    place.get_by_role("button", name=say("Vis meg ikke denne")).click()
    expect(page.locator(".together__no")).to_contain_text(title)
    expect(page.locator(".together__no")).to_contain_text("for mye støy")
    both_ways.check_accessible()
    page.get_by_role("button", name=say("Jeg vil likevel")).click()
    expect(page.locator(".together__no")).to_have_count(0)


def test_the_shared_screen_shows_no_numbers_of_the_model(visitor):
    visitor.open_amina()
    visitor.page.get_by_role("link", name="Se sammen").click()
    text = visitor.page.locator("main").inner_text()
    for jargon in ("%", "sannsynlig", "log-odds", "poeng", "sporet", "deltaker", "program"):
        assert jargon not in text.lower()


def test_bad_values_stay_in_the_form_with_a_message_beside_each(both_ways):
    both_ways.open_amina()
    page, say = both_ways.page, both_ways.say
    page.get_by_role("link", name=say("Rediger"), exact=True).click()
    both_ways.check_accessible()
    page.get_by_label(say("Postnummer")).fill("abc")
    page.get_by_label(say("Timer i uka, høyst")).fill("mange")
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(say("Skriv fire siffer, for eksempel 0150."))
    expect(page.get_by_label(say("Postnummer"))).to_have_value("abc")
    expect(page.get_by_label(say("Timer i uka, høyst"))).to_have_attribute("aria-invalid", "true")
    both_ways.check_accessible()
    page.get_by_label(say("Postnummer")).fill("")
    page.get_by_label(say("Timer i uka, høyst")).fill("22,5")
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    expect(page.locator("#messages")).to_contain_text(say("Endringene er lagret."))


def test_unknown_none_and_these_are_three_answers(visitor):
    visitor.open_amina()
    page = visitor.page
    facts = page.locator(".fact-list > div", has_text="Må unngå")
    expect(facts).to_contain_text("Ingen")
    for choice, shown in (("Disse:", "Trapper"), ("Ikke spurt ennå", "Ikke spurt ennå")):
        page.get_by_role("link", name="Endre").click()
        group = page.get_by_role("group", name="Må unngå")
        group.get_by_label(choice).check()
        if choice == "Disse:":
            group.get_by_label("Trapper").check()
        page.get_by_role("button", name="Lagre", exact=True).click()
        expect(facts).to_contain_text(shown)


def test_a_language_is_typed_by_its_name(visitor):
    visitor.open_amina()
    page = visitor.page
    page.get_by_role("link", name="Endre").click()
    page.get_by_label("Andre språk, med komma mellom").fill("finsk")
    page.get_by_role("button", name="Lagre", exact=True).click()
    expect(page.locator(".fact-list > div", has_text="Språk")).to_contain_text("finsk")


def test_the_language_of_the_pages_is_remembered(visitor):
    visitor.open_amina()
    page = visitor.page
    page.locator(".menu__button").click()
    visitor.check_accessible()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#suggestions-heading")).to_have_text("Suggestions")
    page.context.clear_cookies()
    visitor.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
