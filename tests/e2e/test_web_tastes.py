"""A borrowed wish is put to the test: two tastes in a real browser, and what each one changes."""

import re
import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.domain.cefr import Level
from matcher.domain.participants import Origin, Wish
from matcher.domain.purposes import Track
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_openings
from tests.e2e.conftest import AMINA, add_rows

pytestmark = pytest.mark.browser

BILAL = replace(
    AMINA,
    participant_id="T2",
    name="Bilal Testesen",
    place=None,
    track=Track.TASTE_FIRST,
    norwegian_written=Level.B1,
)
PAGE = "/participants/T2/tastes"
WELL = {"nb": "gikk bra, og dette ligner", "en": "went well, and this is like it"}
FACETS = ("fit_tasks", "fit_people", "fit_pace", "fit_language")


@pytest.fixture
def site(site):
    """With Bilal, who lives near the openings and wishes what his friends wish."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        near = next(o for o in read_openings(connection) if o.lat is not None)
    engine.dispose()
    bilal = replace(BILAL, lat=near.lat, lon=near.lon)
    wish = Wish("T2", "kokk", 1, Origin.FRIENDS)
    add_rows(site.store, {"participants": [bilal], "wishes": [wish]})
    return site


def open_bilal(visitor):
    visitor.sign_in()
    visitor.go("/participants")
    visitor.page.get_by_role("link", name="Bilal Testesen").click()
    visitor.page.get_by_role("link", name=visitor.say("Hva vi tror, og neste jobbsmak")).click()


def estimates(page):
    """What is believed of each occupation, from the table."""
    rows = page.locator(".believed").first.locator("tbody tr").all()
    return {
        row.locator("th").text_content(): float(
            re.match(r"[+−]?[\d.,]+", row.locator("td.num").text_content())
            .group()
            .replace(",", ".")
            .replace("−", "-")
        )
        for row in rows
    }


def choose_next(visitor):
    """Propose the next taste; answers its title."""
    page, say = visitor.page, visitor.say
    title = page.locator("section[aria-labelledby=next-heading] h2").inner_text()
    page.get_by_role("link", name=say("Velg denne jobbsmaken")).click()
    visitor.check_accessible()
    page.get_by_role("button", name=say("Foreslå plasseringen")).click()
    expect(page.locator(".placed")).to_contain_text(title)
    visitor.go(PAGE)
    expect(page.locator(".now")).to_contain_text(title)
    visitor.check_accessible()
    return title


def last_day(site):
    with sqlite3.connect(site.store) as connection:
        (day,) = connection.execute(
            "SELECT planned_end FROM placements WHERE participant_id = 'T2' AND status = 'proposed'"
        ).fetchone()
    connection.close()
    return date.fromisoformat(day)


def tell(visitor, answers, would_continue):
    """On the last day, fill in how it went."""
    page = visitor.page
    visitor.site.move_to(last_day(visitor.site))
    visitor.go(PAGE)
    visitor.check_accessible()
    for name, answer in zip(FACETS, answers, strict=True):
        page.locator(f"input[id$='-{name}-{answer}']").check()
    page.locator(f"input[id$='-would_continue-{1 if would_continue else 2}']").check()
    visitor.check_accessible()
    page.get_by_role("button", name=visitor.say("Lagre og avslutt jobbsmaken")).click()
    expect(page.locator("#messages")).to_contain_text(
        visitor.say("Takk! Det vi tror, er regnet ut på nytt.")
    )
    visitor.check_accessible()


def suggestions(visitor):
    """Titles in order, and every reason, for a longer stay."""
    visitor.go("/participants/T2?purpose=experience")
    page = visitor.page
    return page.locator(".card h3").all_text_contents(), page.locator(".reason").all_text_contents()


def test_a_borrowed_wish_goes_through_two_tastes(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_bilal(visitor)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        say("Hva vi tror, og hvor sikre vi er")
    )
    expect(page.locator(".evidence")).to_contain_text(say("Venners idé"))
    expect(page.locator(".now__asks")).to_contain_text("kokk")
    visitor.check_accessible()
    at_first, listed_first = estimates(page), suggestions(visitor)[0]

    visitor.go(PAGE)
    first = choose_next(visitor)
    tell(visitor, (1, 2, 2, 2), would_continue=False)
    after_one = estimates(page)
    work = tried_work(visitor, at_first)
    assert after_one[work] < at_first[work] - 0.5
    expect(page.locator(".spoken").first).to_contain_text(first)  # "how it went at ..."
    listed_then, reasons = suggestions(visitor)
    assert place_of(first, listed_then) > place_of(first, listed_first)
    assert not is_said(reasons, first, WELL[visitor.lang])

    visitor.go(PAGE)
    second = choose_next(visitor)
    assert second != first
    tell(visitor, (5, 5, 4, 5), would_continue=True)
    after_two = estimates(page)
    assert max(after_two, key=after_two.get) != work
    assert max(after_two.values()) > max(after_one.values()) + 0.5
    expect(page.locator(".spoken").first).to_contain_text(second)
    listed_last, reasons = suggestions(visitor)
    assert place_of(second, listed_last) < place_of(second, listed_then)
    assert is_said(reasons, second, WELL[visitor.lang])
    assert not is_said(reasons, first, WELL[visitor.lang])


def tried_work(visitor, named):
    """The one occupation that is marked as tried."""
    tried = visitor.page.locator(".liking", has_text=visitor.say("Prøvd")).locator(".liking__name")
    expect(tried).to_have_count(1)
    return max((name for name in named if tried.inner_text().startswith(name)), key=len)


def place_of(title, listed):
    """Where it stands in the list, from 0; what is not listed stands after all."""
    return listed.index(title) if title in listed else len(listed)


def is_said(reasons, title, words):
    return any(title in text and words in text for text in reasons)


def test_where_it_went_well_one_goes_on_in_one_step(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_bilal(visitor)
    title = choose_next(visitor)
    tell(visitor, (5, 5, 5, 5), would_continue=True)
    expect(page.locator(".now").first).to_contain_text(say("Dette gikk bra"))
    page.get_by_role("link", name=say("Fortsett her")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name=say("Foreslå plasseringen")).click()
    expect(page.locator(".placed")).to_contain_text(title)
    visitor.go(PAGE)
    expect(page.get_by_role("link", name=say("Fortsett her"))).to_have_count(0)


def test_what_was_said_is_added_explained_and_removed(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_bilal(visitor)
    page.get_by_text(say("Legg til noe som ble sagt")).click()
    page.get_by_label(say("Med egne ord")).fill("tåler ikke kulde")
    page.get_by_label(say("Hva handler det om?")).select_option("indoors")
    visitor.check_accessible()
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text(
        say("Velg om deltakeren liker det eller ikke.")
    )
    expect(page.get_by_label(say("Med egne ord"))).to_have_value("tåler ikke kulde")
    visitor.check_accessible()
    page.get_by_label(say("Ja"), exact=True).check()
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    spoken = page.locator(".spoken").last
    expect(spoken).to_contain_text("tåler ikke kulde")
    said = page.locator(".evidence .lines > li", has_text="tåler ikke kulde")
    expect(said).to_have_count(1)
    visitor.check_accessible()
    page.get_by_role("button", name=say("Fjern")).click()
    expect(said).to_have_count(0)
    expect(page.locator(".spoken", has_text="tåler ikke kulde")).to_have_count(0)


def test_the_tables_say_the_same_as_the_pictures(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_bilal(visitor)
    for text in ("Alle yrker i en tabell", "Alle sider i en tabell"):
        page.get_by_text(say(text)).click()
    visitor.check_accessible()
    named = [name.split("\n")[0] for name in estimates(page)]
    drawn = page.locator(".likings").first.locator(".liking__name").all_inner_texts()
    assert [name for name in named if any(d.startswith(name) for d in drawn)][:3] == named[:3]
    expect(page.locator(".believed").nth(1).locator("tbody tr")).to_have_count(11)


def test_a_taste_that_goes_on_can_be_ended_early_and_told_about(visitor):
    open_bilal(visitor)
    choose_next(visitor)
    site, page = visitor.site, visitor.page
    site.move_to(last_day(site).replace(day=last_day(site).day - 1))
    visitor.go(PAGE)
    expect(page.locator(".now h2")).to_have_text("Jobbsmaken er foreslått")
    page.get_by_text("Avslutt nå, og fortell hvordan det gikk").click()
    visitor.check_accessible()
    page.get_by_role("button", name="Lagre og avslutt jobbsmaken").click()
    expect(page.locator("#messages")).to_contain_text("Svarene kan fylles ut senere.")
    expect(page.get_by_role("button", name="Lagre svarene")).to_be_visible()


def test_the_answers_are_given_by_keyboard(visitor):
    open_bilal(visitor)
    choose_next(visitor)
    visitor.site.move_to(last_day(visitor.site))
    visitor.go(PAGE)
    page = visitor.page
    group = page.get_by_role("group", name="Hvordan passet tempoet?")
    group.get_by_label("Både og").focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_label("Godt", exact=True)).to_be_checked()


def test_the_plan_is_plain_and_fits_one_page(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_bilal(visitor)
    title = choose_next(visitor)
    tell(visitor, (5, 5, 4, 4), would_continue=True)
    page.get_by_role("link", name=say("Plan til deltakeren")).click()
    visitor.check_accessible()
    text = page.locator("main").inner_text()
    assert "Bilal Testesen" in text and say("Dette tror vi du liker") in text
    assert page.get_by_role("button", name=say("Skriv ut")).is_visible()
    for jargon in (
        "%",
        "±",
        "sannsynlig",
        "likely",
        "deltaker",
        "participant",
        "program",
        "trolig",
    ):
        assert jargon not in text.lower()
    assert not re.search(r"\d[.,]\d\d", text)  # no estimates
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4"))
    assert len(pages) == 1 and title


def test_a_taste_is_told_about_without_scripts(without_javascript):
    visitor = without_javascript
    open_bilal(visitor)
    page = visitor.page
    page.get_by_role("link", name="Velg denne jobbsmaken").click()
    page.get_by_role("button", name="Foreslå plasseringen").click()
    visitor.site.move_to(last_day(visitor.site))
    visitor.go(PAGE)
    page.locator("input[id$='-fit_tasks-4']").check()
    page.get_by_role("button", name="Lagre og avslutt jobbsmaken").click()
    expect(page.locator(".evidence")).to_contain_text("Oppgavene: godt")
