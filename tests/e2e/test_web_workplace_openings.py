"""An employer posts an opening on a phone: how long it takes by hand, and how many touches."""

import time
from datetime import date

import pytest
from playwright.sync_api import expect

from matcher.domain.access import Role
from matcher.domain.cefr import Level
from matcher.domain.employers import Employer, LanguageUse, Mentor, Opening, OpeningStatus
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, reading
from matcher.store.readers import read_openings
from matcher.store.writers import Account
from tests.e2e.web_scenes import store_with
from tests.integration.web_start import PASSWORD_HASH

pytestmark = pytest.mark.browser

TODAY = date(2025, 9, 1)
OLA = "ola@kafeen.no"
# On a phone's keyboard, slowly; to find and touch something, and to read the page meanwhile.
CHARACTERS_A_MINUTE = 200
SECONDS_A_TOUCH = 1.5
MOST_SECONDS = 180
MOST_TOUCHES = 12
CAFE = {
    "employers": [Employer("X1", "Prøvekafeen", capacity=3)],
    "mentors": [Mentor("X1", "X1", "Mona Mentor", capacity=2), Mentor("X2", "X1", "Per Prøve")],
    "openings": [Opening("X1", "X1", "Oppvask", "9412", postal_code="0554", place="Oslo",
                         status=OpeningStatus.OPEN)],
}  # fmt: skip


@pytest.fixture(scope="module")
def filled_store(filled_store, tmp_path_factory):
    """A café with two mentors, and one of its people."""
    ola = Account(OLA, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id="X1")
    return store_with(filled_store, tmp_path_factory.mktemp("cafe"), CAFE, ola)


class Hand:
    """Somebody who types and touches: counts both, and the time that pages take."""

    def __init__(self, page):
        self.page = page
        self.characters = self.touches = 0
        self.waited = 0.0

    def touch(self, target):
        self.touches += 1
        target.scroll_into_view_if_needed()
        target.click()

    def type(self, field, text):
        """Touch a field and type in it."""
        self.touch(field)
        self.characters += len(text)
        field.press_sequentially(text)

    def follow(self, target, address):
        """Touch what leads to another page, and wait for it."""
        began = time.perf_counter()
        self.touch(target)
        self.page.wait_for_url(address)
        self.page.wait_for_load_state("load")
        self.waited += time.perf_counter() - began

    @property
    def seconds(self):
        """How long it takes by hand."""
        typing = self.characters / CHARACTERS_A_MINUTE * 60
        return typing + self.touches * SECONDS_A_TOUCH + self.waited


@pytest.fixture
def ola(visiting):
    """One of the café's people, signed in on a phone."""
    visitor = visiting("phone", has_touch=True)
    visitor.sign_in(OLA)
    visitor.go("/workplace/X1")
    return visitor


def kept(site):
    """The openings of the café."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        found = read_openings(connection)
    engine.dispose()
    return [opening for opening in found if opening.employer_id == "X1"]


def post(page):
    """Post an opening that says everything an adviser would ask about, from the first page."""
    hand = Hand(page)
    hand.follow(page.get_by_role("link", name="Plasser").first, "**/openings")
    hand.follow(page.get_by_role("link", name="Legg ut en plass"), "**/openings/new")
    hand.type(page.get_by_label("Hva er jobben?"), "Kjøkkenhjelp")
    expect(page.get_by_role("radio", name="Kjøkkenassistent")).to_be_checked()
    tasks = "Skylle og sette inn i oppvaskmaskinen, rydde, vaske benker og hjelpe kokken"
    hand.type(page.get_by_label("Hva skal personen gjøre?"), tasks)
    hand.type(page.get_by_label("Timer i uka"), "20")
    hand.touch(page.get_by_text("Kan følge en muntlig beskjed"))
    hand.touch(page.get_by_text("Noe, som i pauser og beskjeder"))
    hand.touch(page.locator("#needs_written").get_by_text("Ingenting", exact=True))
    hand.touch(page.get_by_text("Stå lenge"))
    hand.touch(page.get_by_text("Mona Mentor"))
    hand.follow(page.get_by_role("button", name="Legg ut plassen"), "**/openings")
    expect(page.locator("#messages")).to_contain_text("Plassen er lagt ut.")
    return hand


def test_an_opening_is_posted_on_a_phone_in_three_minutes_and_twelve_touches(ola):
    hand = post(ola.page)
    ola.check_accessible()
    (made,) = [opening for opening in kept(ola.site) if opening.opening_id != "X1"]
    assert (made.title, made.occupation, made.hours_per_week) == ("Kjøkkenhjelp", "9412", 20.0)
    assert (made.needs_spoken, made.needs_written) == (Level.A2, Level.A0)
    assert (made.language_use, made.demands) == (LanguageUse.SOME, ("standing",))
    assert (made.mentors, made.slots, made.schedule) == (("X1",), 1, (PartOfWeek.DAY,))
    assert (made.postal_code, made.place) == ("0554", "Oslo")
    assert made.purposes == (Purpose.TASTE, Purpose.EXPERIENCE)
    card = ola.page.locator(".opening", has_text="Kjøkkenhjelp")
    expect(card.locator(".opening__unknown")).to_have_count(0)
    print(f"{hand.characters} characters, {hand.touches} touches, {hand.seconds:.0f} s by hand")
    assert hand.touches <= MOST_TOUCHES
    assert hand.seconds < MOST_SECONDS


def test_the_form_the_refusal_and_the_list_are_accessible_on_a_phone(ola):
    page = ola.page
    ola.go("/workplace/X1/openings/new")
    ola.check_accessible()
    page.get_by_label("Hva er jobben?").fill("Hjelp til KVP-deltaker")
    page.get_by_label("Hvor mange på samme tid?").fill("0")
    page.get_by_role("button", name="Legg ut plassen").click()
    expect(page.locator("#summary")).to_contain_text("«KVP» kan ikke stå her.")
    expect(page.get_by_label("Hva er jobben?")).to_have_value("Hjelp til KVP-deltaker")
    ola.check_accessible()
    ola.go("/workplace/X1/openings")
    page.get_by_role("button", name="Pause til").first.click()
    expect(page.locator(".opening").first).to_contain_text("På pause")
    page.locator("summary", has_text="Annen dag eller steng").first.click()
    ola.check_accessible()


def test_an_opening_is_posted_without_scripts_and_the_occupation_confirmed(without_javascript):
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    visitor.go("/workplace/X1/openings/new")
    page.get_by_label("Hva er jobben?").fill("Kjøkkenhjelp")
    page.get_by_role("button", name="Legg ut plassen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvilket yrke er det?")
    page.get_by_role("button", name="Det stemmer").click()
    expect(page.locator("#messages")).to_contain_text("Plassen er lagt ut.")
    assert {opening.occupation for opening in kept(visitor.site)} == {"9412"}
