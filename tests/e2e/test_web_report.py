"""The office's report in a browser: chosen, read, printed, taken along; and kept from others."""

import pytest

from matcher.domain.access import Role
from matcher.store.engine import open_store, writing
from matcher.store.readers import Account
from matcher.store.writers import add_account
from tests.e2e.conftest import PASSWORD_HASH, TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(site):
    """Liv leads the office N1."""
    engine = open_store(f"sqlite:///{site.store}")
    liv = Account("liv", Role.LEADER, PASSWORD_HASH, TODAY, "N1")
    with writing(engine) as connection:
        add_account(connection, liv)
    engine.dispose()


def open_report(visitor):
    visitor.sign_in("liv")
    visitor.page.get_by_role("link", name=visitor.say("Rapport"), exact=True).click()
    visitor.page.get_by_role("heading", name=visitor.say("Etter programmet")).wait_for()


def test_the_leader_reads_the_report_and_chooses_a_period(leader, everywhere):
    say, page = everywhere.say, everywhere.page
    open_report(everywhere)
    assert page.get_by_text(say("Hele landet i 2011"), exact=True).count() == 1
    assert page.locator(".report-bar").count() > 10
    everywhere.check_accessible()
    page.get_by_role("link", name=say("Forrige kvartal")).click()
    current = page.locator('.switch [aria-current="true"]')
    current.get_by_text(say("Forrige kvartal")).wait_for()
    page.get_by_label(say("Første dag")).fill("2001-01-01")
    page.get_by_label(say("Siste dag")).fill("2001-12-31")
    page.get_by_role("button", name=say("Vis perioden")).click()
    page.get_by_role("heading", name=say("Ingenting ble avsluttet i denne perioden")).wait_for()
    everywhere.check_accessible()


def test_days_the_wrong_way_round_are_told_beside_the_field(leader, both_ways):
    say, page = both_ways.say, both_ways.page
    open_report(both_ways)
    page.get_by_label(say("Første dag")).fill("2025-08-02")
    page.get_by_label(say("Siste dag")).fill("2025-08-01")
    page.get_by_role("button", name=say("Vis perioden")).click()
    wrong = say("Siste dag er før første dag. Bytt om, eller velg en senere dag.")
    page.locator("#to-error").get_by_text(wrong).wait_for()
    assert page.locator("#from").input_value() == "2025-08-02"
    assert page.evaluate("document.activeElement.id") == "summary"
    both_ways.check_accessible()
    page.get_by_role("link", name=wrong).click()
    assert page.evaluate("document.activeElement.id") == "to"


def test_the_report_is_taken_along_without_scripts(leader, without_javascript):
    page = without_javascript.page
    open_report(without_javascript)
    for name, ending in (("Excel", "xlsx"), ("CSV", "csv")):
        with page.expect_download() as got:
            page.get_by_role("link", name=name).click()
        assert got.value.suggested_filename == f"report-2024-10-01-2025-09-01.{ending}"


def test_on_paper_stand_the_figures_and_their_charts_and_nothing_to_press(leader, visitor):
    page = visitor.page
    open_report(visitor)
    page.emulate_media(media="print")
    assert (
        not page.locator("form, .switch, .top, .page--report .buttons")
        .locator("visible=true")
        .count()
    )
    assert page.locator(".report-table").first.is_visible()
    assert page.locator(".report-bar__part").first.is_visible()
    assert page.locator(".report-key svg").first.is_visible()
    page.set_viewport_size({"width": 720, "height": 1000})
    for table in page.locator(".table-scroll").all():
        assert table.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


@pytest.mark.parametrize("path", ["/report", "/report/report.csv"])
def test_an_adviser_is_refused_kindly(path, visitor):
    visitor.sign_in()
    visitor.page.get_by_role("heading", level=1).wait_for()
    assert visitor.page.get_by_role("link", name="Rapport", exact=True).count() == 0
    visitor.go(path)
    visitor.page.get_by_role("heading", name="Dette har du ikke tilgang til").wait_for()
    visitor.check_accessible()
