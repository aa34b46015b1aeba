"""Pictures of every page over the demo's people, for looking at and for the README.

Run by `make screenshots`: every page of `every_page`, wide and narrow, full and empty, goes to
test-results/screenshots (not in git), the README's own to this folder.
"""

import logging
import re
import shutil
import tempfile
import threading
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from matcher.store.engine import open_store
from matcher.workflows.demo import PASSWORD, learn_once, make_demo
from matcher.workflows.setup_store import init
from tests.e2e import every_page
from tests.e2e.every_page import Scene
from web import create_app

TODAY = date(2025, 9, 1)
ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "test-results" / "screenshots"
README = Path(__file__).with_name("readme_screenshot.png")
README_DAY = Path(__file__).with_name("readme_day.png")
README_EMPLOYER = Path(__file__).with_name("readme_employer.png")
PHONE = {"width": 375, "height": 740}
CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1280, 375)
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
        every_page.people_around(Path(folder) / "demo.db", PASSWORD, TODAY)
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
            scene = every_page.find_scene(app, viewer, TODAY)
            _take_all(f"http://127.0.0.1:{server.server_port}", scene)
        finally:
            server.shutdown()
            thread.join()


def _take_all(address: str, scene: Scene) -> None:
    office = [*scene.at(every_page.OFFICE), *every_page.ERRORS]
    people = {
        ADVISER: office,
        "liv": [*scene.at(every_page.LEADER), "/day", "/participants"],
        "root": [*scene.at(every_page.ADMINISTRATOR)],
        "ny": [*scene.at(every_page.WITHOUT_PEOPLE)],
        every_page.EMPLOYEE: [*scene.at(every_page.WORKPLACE)],
        None: [*scene.at(every_page.OPEN)],
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width, (who, paths) in product(WIDTHS, people.items()):
            _take(browser, width, address, who, paths)
        _for_readme(browser, address, scene)
        _phones_for_readme(browser, address, scene)
        browser.close()
    print(f"Pictures: {FOLDER.relative_to(ROOT)}, and the README's in {README.parent.name}")


def _take(
    browser: Browser, width: int, address: str, who: str | None, paths: Iterable[str]
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 860}).new_page()
    _sign_in(page, address, who)
    for path in paths:
        page.goto(address + path)
        name = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60]
        page.screenshot(path=FOLDER / f"{who or 'nobody'}-{name}-{width}.png", full_page=True)
    page.context.close()


def _for_readme(browser: Browser, address: str, scene: Scene) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
    _sign_in(page, address, ADVISER)
    page.goto(f"{address}/participants/{scene.participant}")
    page.screenshot(path=README)
    page.goto(f"{address}/day")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=README_DAY)
    page.context.close()


def _phones_for_readme(browser: Browser, address: str, scene: Scene) -> None:
    """An employer's own pages on a phone, side by side in one picture."""
    page = browser.new_context(viewport=PHONE).new_page()
    _sign_in(page, address, every_page.EMPLOYEE)
    own = f"{address}/workplace/{scene.employer}"
    shots = []
    for path, at in (
        (own, "body"),
        (f"{own}/requests/{scene.request}", ".page-head .facts-line"),
        (f"{own}/openings/new", "#language-h"),
    ):
        page.goto(path)
        page.locator(at).evaluate("each => scrollTo(0, each.offsetTop - 100)")
        shots.append(b64encode(page.screenshot()).decode("ascii"))
    frame = "border:1px solid #c6c2bf;border-radius:16px;margin:8px"
    pictures = [f'<img style="{frame}" src="data:image/png;base64,{shot}">' for shot in shots]
    page.set_viewport_size({"width": 3 * 393, "height": PHONE["height"] + 18})
    page.goto("about:blank")
    page.set_content(f'<body style="margin:0;display:flex;background:#fff">{"".join(pictures)}')
    page.screenshot(path=README_EMPLOYER)
    page.context.close()


def _sign_in(page: Page, address: str, who: str | None) -> None:
    page.goto(f"{address}/sign-in")
    if who is not None:
        page.locator("#name").fill(who)
        page.locator("#password").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_selector(".menu")


if __name__ == "__main__":
    main()
