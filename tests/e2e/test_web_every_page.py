"""Every page of the program, by every reader, narrow and wide, full and empty: nothing is wrong.

Right means: no fault that axe knows, nothing that sticks out to the side, one heading of the first
level, a title, the reader's language, and no more to fetch than a slow telephone bears.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Response

from matcher.domain.access import Role, Viewer
from matcher.store.engine import reading
from matcher.store.readers import read_market
from tests.e2e import every_page
from tests.e2e.conftest import PASSWORD, TODAY
from tests.e2e.every_page import Scene
from tests.e2e.served_site import serving

pytestmark = pytest.mark.browser

NARROW, WIDE = 320, 1280
MOST_BYTES = 300_000
# Words that a Norwegian sentence hardly does without, and no English one has.
NORWEGIAN = re.compile(r"\b(og|ikke|deltakeren?|på|til|som|fra|hva|ingen|etter|uten|vi)\b", re.I)
# What people wrote, and what stands in another language on purpose.
OTHERS_WORDS = "[lang], [dir=auto], bdi, textarea"


@dataclass
class Place:
    """The running program, one scene in it, and what its static files weigh on the wire."""

    address: str
    scene: Scene
    written: re.Pattern[str]
    fetched: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def place(filled_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The filled store with everybody of N1 in Kari's care; it is only read."""
    store = tmp_path_factory.mktemp("every") / "store.db"
    shutil.copyfile(filled_store, store)
    every_page.people_around(store, PASSWORD, TODAY)
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE participants SET adviser = 'kari' WHERE office_id = 'N1'")
    connection.close()
    with serving(store) as site:
        assert every_page.missing(site.app) == set(), "tests/e2e/every_page.py lists other pages"
        scene = every_page.find_scene(site.app, Viewer("kari", Role.ADVISER, "N1"), TODAY)
        yield Place(site.address, scene, _written(site.app))


def _written(app: Flask) -> re.Pattern[str]:
    """What the offices, the employers and the catalogue wrote: it is in no language of ours."""
    with reading(app.extensions["program"].engine) as connection:
        market = read_market(connection)
    texts = {
        *(o.title for o in market.openings), *(o.tasks for o in market.openings),
        *(e.name for e in market.employers), *(e.industry for e in market.employers),
        *(w.text for w in market.wishes), *(e.text for e in market.experiences),
        *(each.place for each in (*market.openings, *market.participants)),
    }  # fmt: skip
    longest_first = sorted(filter(None, texts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def read_all(
    browser: Browser, place: Place, who: str | None, width: int, lang: str, paths: Iterable[str]
) -> list[str]:
    """Everything that is wrong with the pages at ``paths``, as ``who`` reads them."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("response", lambda response: _weigh(place, response))
    _arrive(page, place.address, who, lang)
    wrong = [f"{path}: {said}" for path in paths for said in _faults(page, place, path, width)]
    context.close()
    return wrong


def _arrive(page: Page, address: str, who: str | None, lang: str) -> None:
    page.goto(address + "/sign-in")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    if who is not None:
        page.locator("#name").fill(who)
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_selector(".menu")


def _weigh(place: Place, response: Response) -> None:
    if "/static/" in response.url and response.status == 200:
        size = response.headers.get("content-length")
        place.fetched[response.url.split("?")[0]] = int(size or 0)


def _faults(page: Page, place: Place, path: str, width: int) -> Iterator[str]:
    answer = page.goto(place.address + path)
    assert answer is not None
    refused = path in every_page.ERRORS or path == "/report?from=x"
    if answer.status >= 400 and not refused:
        yield f"status {answer.status}"
    page.wait_for_load_state("load")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        yield f"{wide} pixels on a screen of {width}"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} headings of the first level"
    if len(page.title().removesuffix("– Jobbsmak").strip()) < 2:
        yield f"the title is {page.title()!r}"
    weight = len(answer.body()) + sum(place.fetched.values())
    if weight > MOST_BYTES:
        yield f"{weight // 1000} kB to fetch"
    if page.evaluate("document.documentElement.lang") == "en":
        yield from _norwegian(page, place)
    found = Axe().run(page)
    if found.violations_count:
        yield found.generate_report()


def _norwegian(page: Page, place: Place) -> Iterator[str]:
    texts = page.evaluate(
        """others => {
            const found = [];
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const node = walk.currentNode;
                const own = node.parentElement.closest(others);
                if (!own || own === document.documentElement) found.push(node.data.trim());
            }
            return found.filter(Boolean);
        }""",
        OTHERS_WORDS,
    )
    for text in texts:
        if NORWEGIAN.search(place.written.sub("", text)):
            yield f"not in English: {text[:100]!r}"


def nothing_is_wrong(wrong: list[str]) -> None:
    assert not wrong, "\n".join(wrong)


def all_of(place: Place, *tables: dict[str, tuple[str, ...]]) -> list[str]:
    return [path for table in tables for path in place.scene.at(table)]


def test_what_an_adviser_reads_on_a_small_phone(browser, place):
    paths = [*all_of(place, every_page.OFFICE, every_page.WORKPLACE), *every_page.ERRORS]
    nothing_is_wrong(read_all(browser, place, "kari", NARROW, "nb", paths))


def test_what_a_leader_reads_at_a_desk_in_english(browser, place):
    paths = all_of(place, every_page.LEADER, every_page.OFFICE)
    nothing_is_wrong(read_all(browser, place, "liv", WIDE, "en", paths))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_is_read_without_an_account(browser, place, width):
    nothing_is_wrong(read_all(browser, place, None, width, "nb", all_of(place, every_page.OPEN)))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_what_an_administrator_reads(browser, place, width):
    nothing_is_wrong(read_all(browser, place, "root", width, "en", ["/model", "/password"]))


@pytest.mark.parametrize(("width", "lang"), [(NARROW, "nb"), (WIDE, "en")])
def test_what_an_employers_person_reads(browser, place, width, lang):
    paths = [*all_of(place, every_page.WORKPLACE), "/password", *every_page.ERRORS]
    nothing_is_wrong(read_all(browser, place, every_page.EMPLOYEE, width, lang, paths))


def test_a_new_office_without_participants(browser, place):
    paths = all_of(place, every_page.LEADER, every_page.WITHOUT_PEOPLE)
    nothing_is_wrong(read_all(browser, place, "nyleder", NARROW, "en", paths))


@pytest.mark.long
@pytest.mark.parametrize(
    ("who", "width", "lang"),
    [("kari", WIDE, "nb"), ("kari", NARROW, "en"), ("liv", NARROW, "nb"), ("ny", WIDE, "nb")],
)
def test_the_other_readers_and_widths(browser, place, who, width, lang):
    tables = [every_page.WITHOUT_PEOPLE if who == "ny" else every_page.OFFICE]
    if who == "liv":
        tables.append(every_page.LEADER)
    nothing_is_wrong(read_all(browser, place, who, width, lang, all_of(place, *tables)))
