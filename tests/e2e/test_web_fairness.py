"""Fairness in a browser: an administrator reads how groups fare and says who looks after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matcher.domain.access import Role
from matcher.store.engine import open_store, writing
from matcher.store.readers import Account
from matcher.store.writers import add_account
from tests.integration.fair_nights import keep_fair_night
from tests.integration.web_start import PASSWORD_HASH

pytestmark = pytest.mark.browser


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, object]:
    return {"MODELS": tmp_path / "versions"}


def test_the_administrator_says_who_looks_after_a_finding(site, settings, everywhere):
    engine, now = open_store(f"sqlite:///{site.store}"), datetime.now(UTC)
    rot = Account("rot", Role.ADMINISTRATOR, PASSWORD_HASH, now.date())
    with writing(engine) as connection:
        add_account(connection, rot)
    keep_fair_night(engine, now - timedelta(hours=3))
    engine.dispose()

    say, page = everywhere.say, everywhere.page
    everywhere.sign_in("rot")
    page.goto(page.url.split("/model")[0] + "/model")
    page.get_by_role("heading", name=say("Hvordan går det for hver gruppe?")).wait_for()
    page.get_by_text(say("Fordel ansvaret")).click()
    everywhere.check_accessible()
    page.get_by_label(say("Hvem har ansvar?")).fill("Nina")
    page.get_by_label(say("Innen"), exact=True).fill("2099-01-31")
    page.get_by_role("button", name=say("Lagre"), exact=True).click()
    page.get_by_text(say("Ansvaret er fordelt.")).wait_for()
    everywhere.check_accessible()
    assert "Nina" in page.locator("article").inner_text()
