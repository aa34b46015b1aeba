"""A real server over a small made-up store, a real browser, and a page that notices every fault."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from matcher.domain.access import Role
from matcher.domain.cefr import Level
from matcher.domain.participants import (
    Education,
    Origin,
    Participant,
    PartOfWeek,
    Transport,
    Wish,
)
from matcher.domain.purposes import Track
from matcher.exchange.tables import tables_of
from matcher.simulation.municipality import simulate_municipality
from matcher.store.engine import open_store, writing
from matcher.store.writers import Account, add_account, upsert_rows
from matcher.workflows.setup_store import init
from tests.e2e.served_site import Site, serving
from tests.integration.web_start import (
    PASSWORD,
    PASSWORD_HASH,
    TODAY,
    keep_compiled_templates,
)

keep_compiled_templates()

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"desktop": (1280, 900), "phone": (375, 800)}
PO = Path(__file__).parents[2] / "web/translations/en/LC_MESSAGES/messages.po"
# The browser tells of every answer that is not 200; the tests look at those themselves.
EXPECTED_NOISE = "Failed to load resource: the server responded with a status of 4"

# Every fact is known but one, so that many openings fit and one thing is worth asking.
AMINA = Participant(
    participant_id="T1",
    office_id="N1",
    adviser="kari",
    place="Oslo",
    transport=Transport.CAR,
    max_travel_minutes=1440,
    norwegian_spoken=Level.C2,
    norwegian_written=None,
    languages=("so",),
    education=Education.PRIMARY,
    credentials=("licence_b", "licence_c", "licence_d", "truck", "police_certificate", "hygiene"),
    functional_limits=(),
    max_hours_per_week=37.5,
    available=tuple(PartOfWeek),
    track=Track.PLACE_THEN_TRAIN,
    programme_start=date(2025, 6, 2),
    programme_end=date(2026, 6, 1),
    name="Amina Testesen",
)
WISHES = (
    Wish("T1", "kjøkken eller lager", 1, Origin.OWN),
    Wish("T1", "vet ikke", 2, Origin.FRIENDS),
)


@pytest.fixture(scope="session")
def filled_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that is copied for each test."""
    path = tmp_path_factory.mktemp("store") / "filled.db"
    engine = open_store(f"sqlite:///{path}")
    init(engine)
    market = simulate_municipality(participants=30, seed=7, today=TODAY, offices=2).market
    with writing(engine) as connection:
        for name, rows in tables_of(market).items():
            upsert_rows(connection, name, rows)
        upsert_rows(connection, "participants", [AMINA])
        upsert_rows(connection, "wishes", WISHES)
        for name, office in (("kari", "N1"), ("nils", "N2")):
            add_account(connection, Account(name, Role.ADVISER, PASSWORD_HASH, TODAY, office))
    engine.dispose()
    return path


@pytest.fixture
def settings() -> dict[str, object]:
    """Settings beside the store; a test overrides this fixture to change them."""
    return {}


@pytest.fixture
def site(filled_store: Path, tmp_path: Path, settings: dict[str, object]) -> Iterator[Site]:
    """The real application on a free port of this machine."""
    store = tmp_path / "store.db"
    shutil.copyfile(filled_store, store)
    with serving(store, **settings) as site:
        yield site


def add_rows(store: Path, tables: Mapping[str, Sequence[object]]) -> None:
    """Add things to the store in a file; ``tables`` by name, in the order of their references."""
    engine = open_store(f"sqlite:///{store}")
    with writing(engine) as connection:
        for name, rows in tables.items():
            upsert_rows(connection, name, rows)
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def english() -> dict[str, str]:
    """The English text of each Norwegian one."""
    with PO.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


@dataclass
class Visitor:
    """A person at the screen; ``say`` gives a text in their language."""

    page: Page
    site: Site
    lang: str
    say: Callable[[str], str]
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.arrived()
        self.page.goto(self.site.address + path)

    def arrived(self) -> None:
        """What was sent has arrived, and its answer stands here."""
        expect(self.page.locator("form[data-sent]")).to_have_count(0)

    def sign_in(self, name: str = "kari", password: str = PASSWORD) -> None:
        self.go("/sign-in")
        if self.lang == "en":
            self.page.get_by_role("button", name="English").click()
        self.page.get_by_label(self.say("Brukernavn")).fill(name)
        self.page.get_by_label(self.say("Passord")).fill(password)
        self.page.get_by_role("button", name=self.say("Logg inn")).click()

    def open_amina(self) -> None:
        self.sign_in()
        self.go("/participants")
        self.page.get_by_role("link", name="Amina Testesen").click()
        self.page.wait_for_url("**/participants/T1")

    def check_accessible(self) -> None:
        """No fault that axe knows, and nothing that sticks out to the side."""
        self.page.wait_for_load_state("load")
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def visiting(
    browser: Browser, site: Site, english: dict[str, str]
) -> Iterator[Callable[..., Visitor]]:
    """Gives one more person a browser: its size, a language, and whatever else Playwright has."""
    with ExitStack() as all_of_them:

        def arrive(
            size: str | tuple[int, int] = "desktop", lang: str = "nb", **how: Any
        ) -> Visitor:
            width, height = WIDTHS[size] if isinstance(size, str) else size
            context = browser.new_context(viewport={"width": width, "height": height}, **how)
            return all_of_them.enter_context(_visit(context, site, lang, english))

        yield arrive


@contextmanager
def _visit(
    context: BrowserContext, site: Site, lang: str, english: dict[str, str]
) -> Iterator[Visitor]:
    page = context.new_page()
    visitor = Visitor(
        page, site, lang, (lambda text: text) if lang == "nb" else english.__getitem__
    )

    def listen(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(EXPECTED_NOISE):
            visitor.faults.append(text)

    page.on("console", lambda message: listen(message.type, message.text))
    page.on("pageerror", lambda error: visitor.faults.append(str(error)))
    page.set_default_timeout(10_000)
    yield visitor
    context.close()
    assert visitor.faults == []


@pytest.fixture(params=["desktop-nb", "desktop-en", "phone-nb", "phone-en"])
def everywhere(request: pytest.FixtureRequest, visiting: Callable[..., Visitor]) -> Visitor:
    """A visitor at each width and in each language."""
    return visiting(*request.param.split("-"))


@pytest.fixture(params=["desktop-nb", "phone-en"])
def both_ways(request: pytest.FixtureRequest, visiting: Callable[..., Visitor]) -> Visitor:
    """A visitor at each width, who reads another language at each."""
    return visiting(*request.param.split("-"))


@pytest.fixture(params=[(320, "nb"), (375, "en"), (1280, "nb")])
def at_width(request: pytest.FixtureRequest, visiting: Callable[..., Visitor]) -> Visitor:
    """A visitor at 400 % zoom, with a phone, and at a desk."""
    width, lang = request.param
    return visiting((width, 900), lang)


@pytest.fixture
def visitor(visiting: Callable[..., Visitor]) -> Visitor:
    """A visitor at a desk, in Norwegian."""
    return visiting()


@pytest.fixture
def without_javascript(visiting: Callable[..., Visitor]) -> Visitor:
    """A visitor whose browser runs no scripts."""
    return visiting(java_script_enabled=False)
