"""The model's page in a browser, and the notice on the adviser's: read, go back, and be calm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.domain.access import Role
from matcher.store.engine import open_store, writing
from matcher.store.readers import Account
from matcher.store.writers import add_account
from tests.integration.learned_models import keep_model, keep_night
from tests.integration.web_start import PASSWORD_HASH

pytestmark = pytest.mark.browser


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, object]:
    return {"MODELS": tmp_path / "versions"}


@pytest.fixture
def nights(site, settings):
    """Two models that were put in use, an administrator, and last night a night that failed."""
    engine, now = open_store(f"sqlite:///{site.store}"), datetime.now(UTC)
    rot = Account("rot", Role.ADMINISTRATOR, PASSWORD_HASH, now.date())
    with writing(engine) as connection:
        add_account(connection, rot)
    for seed, days in ((1, 9), (2, 3)):
        at = now - timedelta(days=days)
        version = keep_model(engine, settings["MODELS"], seed, at).version
        keep_night(engine, at, "promoted", version=version)
    keep_night(engine, now - timedelta(hours=5), "failed", message="No room left on the disk.")
    engine.dispose()


def test_the_administrator_reads_the_model_and_goes_back(nights, everywhere):
    say, page = everywhere.say, everywhere.page
    everywhere.sign_in("rot")
    page.get_by_role("link", name=say("Modell"), exact=True).click()
    page.get_by_role("heading", name=say("En modell lært av utfall er i bruk")).wait_for()
    everywhere.check_accessible()
    for summary in page.locator("main summary").all():
        summary.click()
    everywhere.check_accessible()
    page.get_by_role("link", name=say("Gå tilbake til modellen før")).click()
    everywhere.check_accessible()
    page.get_by_role("button", name=say("Gå tilbake"), exact=True).click()
    page.get_by_text(say("gått tilbake til")).wait_for()
    assert page.locator("circle").count() == 32


def test_an_adviser_is_told_calmly_that_the_night_failed(nights, everywhere):
    everywhere.sign_in()
    notice = everywhere.page.locator(".model-notice")
    assert (
        everywhere.say(
            "Nattens læring ble ikke ferdig. Forslagene bygger på den samme modellen som før."
        )
        in notice.inner_text()
    )
    assert notice.get_by_role("link").count() == 0
    everywhere.check_accessible()
