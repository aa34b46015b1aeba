"""The office's plan in a real browser: from plan to lock to re-plan to accepted placements."""

import json
import sqlite3
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def proposed(site):
    with sqlite3.connect(site.store) as connection:
        rows = connection.execute(
            "SELECT participant_id, opening_id, mentor_id FROM placements"
            " WHERE status = 'proposed' AND proposed_on = '2025-09-01'"
        ).fetchall()
    connection.close()
    return rows


def change(site, statement):
    """As another program would: the store says that something is new."""
    with sqlite3.connect(site.store) as connection:
        connection.execute(statement)
        connection.execute("UPDATE store_version SET counter = counter + 1")
    connection.close()


def open_plan(visitor):
    visitor.sign_in()
    visitor.page.get_by_role("link", name=visitor.say("Plan"), exact=True).click()
    visitor.page.wait_for_url("**/plan")


def row_of(page, name):
    return page.locator("#lines li").filter(has=page.get_by_label(name, exact=True))


def test_from_plan_to_lock_to_new_plan_to_accepted_placements(everywhere):
    open_plan(everywhere)
    page, say = everywhere.page, everywhere.say
    rows = page.locator("#lines li")
    planned = rows.count()
    assert planned > 5
    expect(page.locator(".sum__figures strong").first).to_have_text(str(planned))
    everywhere.check_accessible()
    row_of(page, "Amina Testesen").get_by_role("link", name=say("Endre")).click()
    everywhere.check_accessible()
    elsewhere = page.locator("section .lines li").first
    title = elsewhere.locator("strong").inner_text()
    elsewhere.get_by_role("link", name=say("Lås her")).click()
    expect(page.locator("#changes")).to_contain_text("Amina Testesen")
    amina = row_of(page, "Amina Testesen")
    expect(amina).to_contain_text(title)
    expect(amina).to_contain_text(say("Låst"))
    expect(amina).to_contain_text(say("Flyttet"))
    for summary in page.locator("main summary").all():
        summary.click()
    everywhere.check_accessible()
    page.get_by_role("button", name=say("Foreslå de avkryssede")).click()
    expect(page.locator("#messages")).to_contain_text(
        f"{planned} plasseringer" if everywhere.lang == "nb" else f"{planned} placements"
    )
    assert len(proposed(everywhere.site)) == planned
    expect(page.locator("#lines")).to_have_count(0)
    everywhere.check_accessible()


def test_only_the_ticked_lines_are_proposed(visitor):
    open_plan(visitor)
    page = visitor.page
    for box in page.locator("#lines input").all()[2:]:
        box.uncheck()
    page.get_by_role("button", name="Foreslå de avkryssede").click()
    expect(page.locator("#messages")).to_contain_text("2 plasseringer er foreslått")
    assert len(proposed(visitor.site)) == 2


def test_nothing_ticked_is_said_and_nothing_is_saved(both_ways):
    open_plan(both_ways)
    page, say = both_ways.page, both_ways.say
    for box in page.locator("#lines input").all():
        box.uncheck()
    page.get_by_role("button", name=say("Foreslå de avkryssede")).click()
    expect(page.locator("#summary")).to_contain_text(say("Kryss av minst én plassering."))
    both_ways.check_accessible()
    assert proposed(both_ways.site) == []


def test_a_mentor_taken_in_the_meantime_is_said_and_planned_around(both_ways):
    open_plan(both_ways)
    page, say = both_ways.page, both_ways.say
    amina = row_of(page, "Amina Testesen")
    line = amina.locator("input").get_attribute("value")
    mentor_id = json.loads(line)[2]
    change(both_ways.site, f"UPDATE mentors SET capacity = 0 WHERE mentor_id = '{mentor_id}'")
    page.get_by_role("button", name=say("Foreslå de avkryssede")).click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Amina Testesen")
    expect(page.locator("#summary")).to_contain_text(
        say("mentoren er opptatt nå, noen andre kom først")
    )
    assert proposed(both_ways.site) == []
    expect(page.locator("#changes")).to_contain_text("Amina Testesen")
    both_ways.check_accessible()
    page.get_by_role("button", name=say("Foreslå de avkryssede")).click()
    page.wait_for_url("**/plan")
    made = proposed(both_ways.site)
    assert made and mentor_id not in {mentor for _, _, mentor in made}


def test_a_refused_pair_is_kept_with_its_reason_and_can_be_undone(both_ways):
    open_plan(both_ways)
    page, say = both_ways.page, both_ways.say
    before = row_of(page, "Amina Testesen").locator(".line__where").inner_text()
    row_of(page, "Amina Testesen").get_by_role("link", name=say("Endre")).click()
    page.get_by_role("button", name=say("Legg planen uten dette")).click()
    expect(page.locator("#summary")).to_contain_text(say("Velg en grunn."))
    both_ways.check_accessible()
    page.get_by_label(say("For lang vei")).check()
    page.get_by_role("button", name=say("Legg planen uten dette")).click()
    expect(page.locator("#changes")).to_contain_text("Amina Testesen")
    expect(row_of(page, "Amina Testesen").locator(".line__where")).not_to_have_text(before)
    both_ways.check_accessible()
    page.get_by_role("button", name=say("Angre")).click()
    expect(page.locator("#messages")).to_contain_text(say("Angret. Planen er lagt på nytt."))
    assert row_of(page, "Amina Testesen").locator(".line__where").inner_text() == before


def test_the_plan_works_without_javascript(without_javascript):
    open_plan(without_javascript)
    page = without_javascript.page
    row_of(page, "Amina Testesen").get_by_role("link", name="Lås").click()
    expect(page.locator("#changes")).to_contain_text("Ingen måtte flyttes")
    row_of(page, "Amina Testesen").get_by_role("link", name="Endre").click()
    page.get_by_label("Bare i denne planen").check()
    page.get_by_role("button", name="Legg planen uten dette").click()
    expect(page.locator("#changes")).to_contain_text("bare i denne planen")
    page.get_by_role("button", name="Angre").click()
    page.get_by_role("button", name="Foreslå de avkryssede").click()
    expect(page.locator("#messages")).to_contain_text("er foreslått")


def test_fairness_and_objective_are_chosen_and_their_cost_is_said(both_ways):
    open_plan(both_ways)
    page, say = both_ways.page, both_ways.say
    page.get_by_role("link", name=say("Like ofte")).click()
    expect(page.get_by_role("link", name=say("Like ofte"))).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_role("link", name=say("Størst samlet utbytte")).click()
    page.wait_for_url("**objective=value*")
    expect(page.locator("#fairness")).to_contain_text(
        say("Alle gruppene skal få plass omtrent like ofte, så langt plassene rekker.")
    )
    both_ways.check_accessible()


def test_the_plan_is_downloaded_to_excel_and_kept_nowhere(visitor):
    open_plan(visitor)
    planned = visitor.page.locator("#lines li").count()
    answer = visitor.page.request.get(visitor.site.address + "/plan/plan.xlsx")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == "attachment; filename=plan-2025-09-01.xlsx"
    book = load_workbook(BytesIO(answer.body()))
    assert book.sheetnames == ["Plan", "Uten plass", "Mangler", "Uker"]
    assert book["Plan"].max_row == planned + 1
    assert book["Uker"].max_row == 13


def test_another_offices_people_are_in_nobody_elses_plan(visitor):
    visitor.sign_in("nils")
    visitor.go("/plan")
    assert "Amina Testesen" not in visitor.page.locator("main").inner_text()
    visitor.go("/plan/change/T1")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vi finner ikke siden")
    visitor.go("/plan?step=lock%7CT1%7CO1")
    assert "Amina Testesen" not in visitor.page.locator("main").inner_text()


def test_who_has_a_proposal_meanwhile_was_not_left_out(visitor):
    open_plan(visitor)
    page = visitor.page
    row_of(page, "Amina Testesen").get_by_role("link", name="Lås").click()
    for box in page.locator("#lines input").all()[3:]:
        box.uncheck()
    row_of(page, "Amina Testesen").locator("input").uncheck()
    page.get_by_role("button", name="Foreslå de avkryssede").click()
    expect(page.locator("#messages")).to_contain_text("er foreslått")
    expect(row_of(page, "Amina Testesen")).to_contain_text("Låst")
    expect(page.locator("[data-change=out]")).to_have_count(0)


def test_an_administrator_has_no_plan_and_no_link_to_one(visitor):
    change(
        visitor.site,
        "UPDATE accounts SET role = 'administrator', office_id = NULL WHERE name = 'kari'",
    )
    visitor.sign_in()
    visitor.go("/plan")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vi finner ikke siden")
    expect(visitor.page.get_by_role("link", name="Plan", exact=True)).to_have_count(0)


def test_an_address_that_makes_no_sense_is_told_kindly(visitor):
    visitor.sign_in()
    for query in ("step=lock", "step=keep%7CT1%7CO1", "objective=fame", "fairness=1"):
        visitor.go(f"/plan?{query}")
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Dette forstod vi ikke")


def test_an_office_where_nobody_waits_is_told_kindly(visitor):
    change(
        visitor.site, "UPDATE participants SET programme_start = NULL, programme_end = '2025-01-01'"
    )
    open_plan(visitor)
    expect(visitor.page.locator(".empty")).to_contain_text("Ingen trenger en plass nå")
    visitor.check_accessible()


def test_an_office_without_any_place_is_told_what_stops(visitor):
    change(visitor.site, "UPDATE openings SET status = 'closed'")
    open_plan(visitor)
    expect(visitor.page.locator(".empty")).to_contain_text("Ingen plass passer nå")
    expect(visitor.page.locator("#left-heading")).to_be_visible()
    visitor.check_accessible()


def test_a_narrow_phone_needs_no_sideways_scrolling(visitor):
    open_plan(visitor)
    visitor.page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/plan", "/plan/change/T1", "/plan?step=refuse%7CT1%7CO001"):
        visitor.go(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320, path
