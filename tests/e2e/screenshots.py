"""Pictures of every page over the demo's people, for looking at and for the README.

Run by `make screenshots`: all of them go to test-results/screenshots (not in git), the README's own
to tests/e2e/readme_screenshot.png.
"""

import logging
import shutil
import tempfile
import threading
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from matcher.domain.access import Role, Viewer
from matcher.domain.placements import PlacementStatus
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import Account, read_market
from matcher.store.writers import add_account
from matcher.workflows.caseload import Standing, caseload
from matcher.workflows.demo import PASSWORD, learn_once, make_demo
from matcher.workflows.program import Program
from matcher.workflows.setup_store import init
from matcher.workflows.sign_in import hash_password
from matcher.workflows.suggest import suggest
from web import create_app

TODAY = date(2025, 9, 1)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "test-results" / "screenshots"
README = Path(__file__).with_name("readme_screenshot.png")
CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"desktop": (1280, 860), "phone": (375, 800)}
ADVISER, ADMINISTRATOR = "ida", "admin"


def main() -> None:
    """Make the demo, serve it, and take every picture."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        engine = open_store(url)
        init(engine)
        ready = make_demo(engine, today=TODAY, report=print)
        viewer = next(account for account in ready.accounts if account.name == ADVISER)
        with writing(engine) as connection:
            admin = Account(ADMINISTRATOR, Role.ADMINISTRATOR, hash_password(PASSWORD), TODAY)
            add_account(connection, admin)
        engine.dispose()
        app = create_app({
            "DATABASE_URL": url, "MODELS": Path(folder) / "versions", "TODAY": TODAY,
            "SECURE_COOKIES": False,
        })  # fmt: skip
        program = app.extensions["program"]
        learn_once(program, today=TODAY, clock=lambda: datetime.now(UTC), report=print)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            person = f"/participants/{_good_example(program, viewer)}"
            placement = f"/placements/{_running(program, viewer)}"
            _take_all(f"http://127.0.0.1:{server.server_port}", person, placement)
        finally:
            server.shutdown()
            thread.join()


def _good_example(program: Program, viewer: Viewer) -> str:
    """Somebody who needs a placement and has several suggestions and something to ask."""

    def worth(participant_id: str) -> tuple[bool, int, int]:
        shown = suggest(program, viewer, participant_id, today=TODAY, log=False).suggestions
        first = shown[0] if shown else None
        kinds = len({s.title for s in shown[:5]})
        return (first is not None and bool(first.unknown), kinds, len(shown))

    cases = caseload(program.engine, viewer, today=TODAY, mine=True).cases
    waiting = [c.participant.participant_id for c in cases if c.standing is Standing.NEEDS]
    return max(waiting, key=worth)


def _running(program: Program, viewer: Viewer) -> str:
    """A placement of one of the adviser's own participants that is going on."""
    with reading(program.engine) as connection:
        market = read_market(connection)
    own = {p.participant_id for p in market.participants if p.adviser == viewer.name}
    return next(
        each.placement_id for each in market.placements
        if each.status is PlacementStatus.RUNNING and each.participant_id in own
    )  # fmt: skip


def _take_all(address: str, person: str, placement: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (width, height) in WIDTHS.items():
            _take(browser, name, width, height, address, person)
            _take_placements(browser, name, width, height, address, placement)
        browser.close()
    print(f"Pictures: {FOLDER.relative_to(ROOT)}, {README.relative_to(ROOT)}")


def _take(browser: Browser, name: str, width: int, height: int, address: str, person: str) -> None:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()

    def shot(of: str, path: str | None = None) -> None:
        if path is not None:
            page.goto(address + path)
        page.screenshot(path=FOLDER / f"{of}-{name}.png", full_page=True)

    shot("sign-in", "/sign-in")
    _sign_in(page)
    shot("participants", "/participants")
    shot("participant", person)
    if name == "desktop":
        page.screenshot(path=README)
    page.locator(".card summary").first.click()
    shot("participant-open")
    shot("together", f"{person}/together")
    shot("edit", f"{person}/edit")
    shot("why-search", f"{person}/why?q=lager")
    page.locator(".case__name").first.click()
    shot("why")
    shot("wish", f"{person}/wishes/1")
    shot("stopped", f"{person}/stopped/purpose")
    for of, at in (("choose", "choose"), ("dismiss", "dismiss")):
        page.goto(address + person)
        page.locator(f".card a[href*='/{at}']").first.click()
        shot(of)
    shot("plan", "/plan")
    page.locator(".line__do a[href*='/plan/change/']").first.click()
    shot("plan-change")
    page.locator(".lines a").first.click()
    shot("plan-locked")
    shot("not-found", "/nowhere")
    page.context.close()


def _take_placements(
    browser: Browser, name: str, width: int, height: int, address: str, placement: str
) -> None:
    """What comes after a choice: placements, forms and calls; and the administrator's model."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()

    def shot(of: str, path: str) -> None:
        page.goto(address + path)
        page.screenshot(path=FOLDER / f"{of}-{name}.png", full_page=True)

    page.goto(f"{address}/sign-in")
    _sign_in(page)
    shot("placements", "/placements")
    shot("placement", placement)
    if not page.locator("#address-participant").count():
        form = page.locator("li.report[aria-labelledby=report-participant]")
        form.get_by_role("button", name="Lag en lenke").click()
    link = page.locator("#address-participant").input_value()
    shot("report-adviser", f"{placement}/report/adviser")
    shot("report-link", link.removeprefix(address))
    shot("calls", "/calls?who=office")
    context.clear_cookies()
    page.goto(f"{address}/sign-in")
    _sign_in(page, ADMINISTRATOR)
    shot("model", "/model")
    context.close()


def _sign_in(page: Page, who: str = ADVISER) -> None:
    page.locator("#name").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()


if __name__ == "__main__":
    main()
