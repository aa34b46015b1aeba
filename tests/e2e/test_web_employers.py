"""Whom to call this week, in a real browser: why, the log, a colleague's call, one owner."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from matcher.domain.access import Role, Viewer
from matcher.domain.cefr import Level
from matcher.domain.day import ContactBy
from matcher.domain.employer_contacts import Contact
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.participants import Origin, Transport, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.employer_contacts import keep_contact, read_contacts, set_owner
from matcher.store.engine import appending, open_store, reading
from matcher.store.writers import Account
from matcher.workflows.employer_log import change_owner
from matcher.workflows.employer_talks import mark_of
from tests.e2e.conftest import AMINA, PASSWORD_HASH, TODAY
from tests.e2e.web_scenes import store_with

pytestmark = pytest.mark.browser

DAY = timedelta(days=1)
FAR = {"lat": 70.66, "lon": 23.68}  # far from everything that is simulated
BILAL = replace(
    AMINA, participant_id="T2", name="Bilal Testesen", place="Hammerfest", **FAR,
    transport=Transport.WALK, max_travel_minutes=30, norwegian_spoken=Level.A2,
)  # fmt: skip
NILSES = replace(AMINA, participant_id="T9", office_id="N2", name="Dina Hemmelig", adviser="nils")
CAFE = {
    "participants": [BILAL, NILSES],
    "wishes": [Wish("T2", "kjøkken", 1, Origin.OWN, "9412")],
    "employers": [Employer("X1", "Prøvekafeen", industry="servering", capacity=3,
                           phone="400 00 000")],
    "mentors": [Mentor("X1", "X1", "Mona Mentor", capacity=2)],
    "openings": [
        Opening("X1", "X1", "Kjøkkenhjelp", "9412", tuple(Purpose), 2, ("X1",), place="Hammerfest",
                **FAR, needs_spoken=Level.A1, needs_written=Level.A0, hours_per_week=20.0,
                status=OpeningStatus.PAUSED)
    ],
    "placements": [
        Placement(name, who, "X1", Purpose.EXPERIENCE, PlacementStatus.ENDED, "X1",
                  date(2025, 1, 6), date(2025, 3, 28), date(2025, 3, 28))
        for name, who in (("PX1", "T1"), ("PX9", "T9"))
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def filled_store(filled_store, tmp_path_factory):
    """Bilal wants kitchen work; the one kitchen near him is paused. Eva is a colleague of Kari."""
    eva = Account("eva", Role.ADVISER, PASSWORD_HASH, TODAY, "N1")
    return store_with(filled_store, tmp_path_factory.mktemp("employers"), CAFE, eva)


def meanwhile(site, act):
    """What others do to the store while the page stands open; the answer of ``act``."""
    engine = open_store(f"sqlite:///{site.store}")
    with appending(engine) as connection:
        answer = act(connection)
    engine.dispose()
    return answer


def calls(name, office="N1", on=TODAY - DAY, **said):
    contact = Contact(0, "X1", office, on, name, ContactBy.PHONE, **said)
    return lambda connection: keep_contact(connection, contact)


def kept(site):
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        found = read_contacts(connection)
    engine.dispose()
    return found


def open_cafe(visitor):
    visitor.sign_in()
    visitor.go("/employers/X1")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Prøvekafeen")


def test_the_list_says_whom_to_call_and_for_whom(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    visitor.sign_in()
    page.get_by_role("link", name=say("Arbeidsgivere"), exact=True).click()
    visitor.check_accessible()
    need = page.locator(".need", has_text="Bilal Testesen")
    expect(need).to_contain_text(say("Plassene som passer, er stengt eller på pause."))
    expect(need).to_contain_text("Hammerfest")
    card = page.locator(".card", has_text="Prøvekafeen")
    expect(card).to_contain_text("Bilal Testesen")
    expect(card).to_contain_text(
        say("Plassen er stengt eller på pause. Ring og spør om de åpner igjen.")
    )
    page.get_by_role("link", name=say("Hele kontoret")).click()
    visitor.check_accessible()
    page.locator("#q").fill("prøvekafen")
    page.get_by_role("button", name=say("Søk")).click()
    expect(page.locator(".case").first).to_contain_text("Prøvekafeen")
    visitor.check_accessible()
    page.locator("#q").fill("zzxxqq")
    page.get_by_role("button", name=say("Søk")).click()
    expect(page.locator(".case")).to_have_count(0)
    visitor.check_accessible()


def test_a_talk_with_a_promise_is_kept_and_ticked_off(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_cafe(visitor)
    visitor.check_accessible()
    page.get_by_label(say("Notat"), exact=True).fill("De åpner etter ferien")
    page.get_by_label(say("Hva ble lovet?")).fill("Svar om to plasser")
    page.get_by_role("button", name=say("Lagre samtalen")).click()
    expect(page.locator("#summary")).to_contain_text(say("Sett en dag, så minner vi deg på det."))
    expect(page.get_by_label(say("Notat"), exact=True)).to_have_value("De åpner etter ferien")
    visitor.check_accessible()
    page.get_by_label(say("Til når?")).fill(TODAY.isoformat())
    page.get_by_role("button", name=say("Lagre samtalen")).click()
    expect(page.locator(".promise")).to_contain_text("Svar om to plasser")
    visitor.check_accessible()
    page.get_by_role("button", name=say("Kryss av")).click()
    expect(page.get_by_role("button", name=say("Kryss av"))).to_have_count(0)
    (talk,) = kept(visitor.site)
    assert (talk.spoken_by, talk.settled_on) == ("kari", TODAY)


def test_a_colleagues_call_this_week_is_told_first_and_nothing_typed_is_lost(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_cafe(visitor)
    meanwhile(visitor.site, calls("eva", note="Svarte ikke"))
    page.get_by_label(say("Notat"), exact=True).fill("Ringte om Bilals ønske")
    page.get_by_role("button", name=say("Lagre samtalen")).click()
    expect(page.locator("#summary")).to_contain_text("eva")
    expect(page.get_by_label(say("Notat"), exact=True)).to_have_value("Ringte om Bilals ønske")
    visitor.check_accessible()
    assert len(kept(visitor.site)) == 1
    page.get_by_role("button", name=say("Lagre likevel")).click()
    expect(page.locator(".history__event")).to_have_count(2)
    visitor.go("/employers")
    expect(page.locator(".card", has_text="Prøvekafeen")).to_contain_text(say("Du"))


def test_of_another_offices_talk_only_the_day_is_told(visitor):
    meanwhile(visitor.site, calls("nils", "N2", note="Om Dina", promised="En plass til Dina",
                                  promised_for=TODAY))  # fmt: skip
    meanwhile(
        visitor.site,
        lambda connection: set_owner(connection, "X1", "nils", before=None, today=TODAY),
    )
    open_cafe(visitor)
    page = visitor.page
    expect(page.locator(".history__event").first).to_contain_text("på et annet kontor")
    expect(page.locator("#owner-heading + p")).to_contain_text("på et annet kontor")
    for path in ("/employers/X1", "/employers", "/employers?who=office&q=kafe"):
        visitor.go(path)
        assert "Dina" not in page.content()
        assert "nils" not in page.content()
    expect(page.locator(".case", has_text="Prøvekafeen")).to_be_visible()


def test_our_people_there_are_shown_and_nobody_elses(visitor):
    open_cafe(visitor)
    there = visitor.page.locator("section[aria-labelledby=people-heading]")
    expect(there).to_contain_text("Amina Testesen")
    expect(there.locator("li")).to_have_count(1)


def test_an_employer_is_taken_and_handed_over(everywhere):
    visitor, page, say = everywhere, everywhere.page, everywhere.say
    open_cafe(visitor)
    page.get_by_role("button", name=say("Ta ansvaret")).click()
    expect(page.locator("#owner-heading + p")).to_contain_text(say("Du har ansvaret"))
    page.locator("summary", has_text=say("Gi ansvaret til en annen")).click()
    visitor.check_accessible()
    page.get_by_label(say("Hvem skal ha ansvaret?")).select_option("eva")
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    expect(page.locator("#owner-heading + p")).to_contain_text("eva")
    visitor.check_accessible()


def test_who_takes_an_employer_that_somebody_just_took_is_told(visitor):
    open_cafe(visitor)
    engine = open_store(f"sqlite:///{visitor.site.store}")
    eva = Viewer("eva", Role.ADVISER, "N1")
    change_owner(engine, eva, "X1", "eva", mark_of(None), today=TODAY)
    engine.dispose()
    visitor.page.get_by_role("button", name="Ta ansvaret").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Noen andre var først")
    visitor.go("/employers/X1")
    expect(visitor.page.locator("#owner-heading + p")).to_contain_text("eva har ansvaret")


def test_a_talk_can_be_noted_without_scripts(without_javascript):
    visitor = without_javascript
    open_cafe(visitor)
    visitor.page.get_by_role("button", name="Lagre samtalen").click()
    expect(visitor.page.locator("#messages")).to_contain_text("Samtalen er notert.")
