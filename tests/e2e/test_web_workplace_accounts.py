"""From the invitation of the office to an employer's own first page, on a phone; and in by mail."""

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from matcher.domain.mails import LinkKind
from matcher.store.employer_tables import sign_in_links
from matcher.store.engine import open_store, reading
from tests.e2e.served_site import Site
from web.link_signature import token_of

pytestmark = pytest.mark.browser

EMPLOYER = "E01"
EMAIL = "ola@arbeidsplassen.no"


def sign_in_path(site: Site) -> str:
    """Where the link in the last mail leads."""
    engine = open_store(f"sqlite:///{site.store}")
    with reading(engine) as connection:
        link_id = connection.execute(sa.select(sign_in_links.c.id)).scalar_one()
    engine.dispose()
    with site.app.app_context():
        return f"/sign-in/link/{token_of(link_id, LinkKind.SIGN_IN)}"


@pytest.fixture
def phone(visiting):
    """Somebody at the employer, on a phone."""
    return visiting((375, 667), has_touch=True)


def test_an_invitation_becomes_an_account_and_a_first_page(visitor, phone, site):
    office, page = visitor.page, phone.page
    visitor.sign_in()
    visitor.go(f"/employers/{EMPLOYER}")
    office.get_by_label("E-postadressen til den du vil invitere").fill(EMAIL)
    office.get_by_role("button", name="Inviter").click()
    link = office.get_by_label(f"Invitasjon til {EMAIL}")
    expect(link).to_have_value(re.compile(f"{re.escape(site.address)}/invitation/.+"))

    page.goto(link.input_value())
    phone.check_accessible()
    page.get_by_label("Navnet ditt").fill("Ola Hansen")
    page.get_by_role("button", name="Lag kontoen").tap()
    page.wait_for_url(f"**/workplace/{EMPLOYER}")
    expect(page.get_by_text("Kontoen er klar")).to_be_visible()
    phone.check_accessible()
    ways = page.get_by_role("navigation", name="Arbeidsgiverens sider").get_by_role("link")
    assert [each.inner_text() for each in ways.all()] == [
        "Hjem", "Plasser", "Mentorer", "Forespørsler",
    ]  # fmt: skip
    assert min(each.bounding_box()["height"] for each in ways.all()) >= 44
    expect(page.get_by_role("search")).to_have_count(0)

    page.locator(".menu__button").tap()
    page.get_by_role("button", name="Logg ut").tap()
    page.get_by_role("link", name="Få en lenke på e-post").tap()
    page.get_by_label("E-postadressen din").fill(EMAIL.upper())
    page.get_by_role("button", name="Send lenken").tap()
    expect(page.get_by_role("heading", name="Sjekk e-posten din")).to_be_visible()
    phone.go(sign_in_path(site))
    page.get_by_role("button", name="Logg inn").tap()
    page.wait_for_url(f"**/workplace/{EMPLOYER}")

    visitor.go(f"/employers/{EMPLOYER}")
    expect(office.get_by_text("Ola Hansen")).to_be_visible()
    visitor.check_accessible()
