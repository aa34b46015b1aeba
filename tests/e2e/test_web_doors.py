"""Door-openers in a real browser: on the participant's page, on their own, and for the office."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from matcher.domain.cefr import Level
from matcher.domain.employers import Opening, OpeningStatus
from matcher.domain.participants import PartOfWeek
from matcher.domain.purposes import Purpose
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_openings
from matcher.store.writers import upsert_rows
from tests.e2e.conftest import AMINA

pytestmark = pytest.mark.browser
# Pictures to look at are kept where this names a folder.
PICTURES = os.environ.get("DOOR_PICTURES")

SARA = replace(
    AMINA,
    participant_id="T3",
    name="Sara Testesen",
    norwegian_spoken=Level.A2,
    norwegian_written=Level.A2,
    credentials=(),
    functional_limits=None,
    max_hours_per_week=30.0,
    available=(PartOfWeek.DAY,),
)
# Every place is at Amina's level, by day, in easy reach; only a truck licence stands in the way.
TRUCKS = 3


@pytest.fixture
def site(site):
    """With Sara, who lacks a truck licence that three good places need."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        near = next(o for o in read_openings(connection) if o.lat is not None and o.mentors)
    with writing(engine) as connection:
        upsert_rows(connection, "participants", [replace(SARA, lat=near.lat, lon=near.lon)])
        upsert_rows(
            connection,
            "openings",
            [
                Opening(
                    f"TRUCK{number}", near.employer_id, title=f"Lagerarbeider {number}",
                    occupation="4321", purposes=tuple(Purpose), slots=1, mentors=None,
                    lat=near.lat, lon=near.lon, hours_per_week=20.0,
                    schedule=(PartOfWeek.DAY,), needs_spoken=Level.A1, needs_written=Level.A0,
                    credentials=("truck",), demands=(), status=OpeningStatus.OPEN,
                )
                for number in range(TRUCKS)
            ],
        )  # fmt: skip
    engine.dispose()
    return site


def picture(visitor, name):
    if PICTURES:
        width = visitor.page.viewport_size["width"]
        path = Path(PICTURES) / f"{name}-{width}-{visitor.lang}.png"
        visitor.page.screenshot(path=path, full_page=True)


def words(visitor, norwegian, english):
    return norwegian if visitor.lang == "nb" else english


def test_a_missing_licence_is_seen_and_leads_to_the_places_it_opens(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go("/participants")
    page.get_by_role("link", name="Sara Testesen").click()
    section = page.locator("section.doors")
    expect(section.get_by_role("heading")).to_have_text(say("Hva åpner flere plasser?"))
    assert 1 <= section.locator("li").count() <= 3
    # What is not known of her health is asked, and stands first.
    asks = words(visitor, "Bør deltakeren unngå noe av dette", "Should the participant avoid")
    expect(section.locator("li").first).to_contain_text(asks)
    visitor.check_accessible()
    picture(visitor, "participant")

    section.get_by_role("link", name=say("Se alle muligheter")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Hva åpner flere plasser?"))
    visitor.check_accessible()
    truck = page.locator(".door").filter(
        has_text=words(visitor, "Truckførerbevis åpner", "A forklift licence opens")
    )
    expect(truck).to_contain_text(words(visitor, "2–4 uker", "2–4 weeks"))
    picture(visitor, "doors")
    truck.get_by_text(words(visitor, "Se de beste plassene", "See the best places")).click()
    visitor.check_accessible()
    picture(visitor, "doors-open")
    truck.get_by_role("link", name=re.compile("Lagerarbeider")).first.click()
    lacks = words(visitor, "Mangler truckførerbevis", "Lacks a forklift licence")
    expect(page.locator("main")).to_contain_text(lacks)


def test_the_office_sees_what_would_help_most_people(both_ways):
    visitor, page, say = both_ways, both_ways.page, both_ways.say
    visitor.sign_in()
    visitor.go("/participants?who=office")
    page.get_by_role("link", name=say("Hva ville hjulpet flest på kontoret?")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Hva ville hjulpet flest?"))
    expect(page.get_by_role("heading", name=say("Kurs og opplæring"))).to_be_visible()
    visitor.check_accessible()
    picture(visitor, "office")
    truck = page.locator(".door").filter(
        has_text=words(visitor, "Truckførerbevis hjelper", "A forklift licence helps")
    )
    truck.get_by_text(say("Hvem det gjelder")).click()
    visitor.check_accessible()
    truck.get_by_role("link", name="Sara Testesen").click()
    page.wait_for_url("**/participants/T3/doors")


def test_a_large_office_goes_on_by_itself_until_all_are_counted(visitor, monkeypatch):
    monkeypatch.setattr("web.tasks.doors.AT_ONCE", 6)
    visitor.sign_in()
    visitor.go("/doors")
    expect(visitor.page.locator("main")).to_contain_text("Regnet for 17 deltakere")
    expect(visitor.page.get_by_role("link", name="Vis mer")).to_have_count(0)
    visitor.check_accessible()


def test_without_scripts_the_rest_of_a_large_office_is_a_link(without_javascript, monkeypatch):
    monkeypatch.setattr("web.tasks.doors.AT_FIRST", 10)
    visitor, page = without_javascript, without_javascript.page
    visitor.sign_in()
    visitor.go("/doors")
    expect(page.locator("main")).to_contain_text("Regnet for 10 deltakere")
    page.get_by_role("link", name="Vis mer").click()
    expect(page.locator("main")).to_contain_text("Regnet for 17 deltakere")


def test_an_office_sees_nobody_elses_doors(visitor):
    visitor.sign_in("nils")
    answer = visitor.page.goto(visitor.site.address + "/participants/T3/doors")
    assert answer.status == 404
    visitor.go("/doors")
    expect(visitor.page.locator("main")).not_to_contain_text("Sara Testesen")


def test_nothing_to_open_says_so_kindly(visitor):
    engine = open_store(f"sqlite:///{visitor.site.store}")
    with reading(engine) as connection:
        closed = [replace(o, status=OpeningStatus.CLOSED) for o in read_openings(connection)]
    with writing(engine) as connection:
        upsert_rows(connection, "openings", closed)
    engine.dispose()
    visitor.sign_in()
    visitor.go("/participants/T3/doors")
    expect(visitor.page.locator(".empty")).to_contain_text("Ingen enkelt endring åpner")
    visitor.check_accessible()
    picture(visitor, "empty")
    visitor.go("/doors")
    expect(visitor.page.locator(".empty")).to_contain_text("Ingen enkelt endring åpner")
    visitor.check_accessible()
    visitor.go("/participants/T3")
    expect(visitor.page.locator("section.doors")).to_have_count(0)
