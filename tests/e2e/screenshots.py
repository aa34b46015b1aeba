"""Pictures of every page over the demo's people, for looking at and for the README.

Run by `make screenshots`: all of them go to test-results/screenshots (not in git), the README's own
to tests/e2e/readme_screenshot.png.
"""

import logging
import shutil
import tempfile
import threading
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from matcher.domain.access import Viewer
from matcher.store.engine import open_store
from matcher.workflows.caseload import Standing, caseload
from matcher.workflows.demo import PASSWORD, make_demo
from matcher.workflows.program import Program
from matcher.workflows.setup_store import init
from matcher.workflows.suggest import suggest
from web import create_app

TODAY = date(2025, 9, 1)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "test-results" / "screenshots"
README = Path(__file__).with_name("readme_screenshot.png")
CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"desktop": (1280, 860), "phone": (375, 800)}
ADVISER = "ida"


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
        engine.dispose()
        app = create_app({"DATABASE_URL": url, "TODAY": TODAY, "SECURE_COOKIES": False})
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            person = _good_example(app.extensions["program"], viewer)
            _take_all(f"http://127.0.0.1:{server.server_port}", f"/participants/{person}")
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


def _take_all(address: str, person: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (width, height) in WIDTHS.items():
            _take(browser, name, width, height, address, person)
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


def _sign_in(page: Page) -> None:
    page.locator("#name").fill(ADVISER)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()


if __name__ == "__main__":
    main()
