"""A request from both sides in a real browser: asked, consented to, answered by a link."""

import pytest
from playwright.sync_api import Page, expect

from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from tests.e2e.conftest import TODAY, WIDTHS, Visitor, add_rows

pytestmark = pytest.mark.browser

CAFE = {
    "employers": [Employer("X1", "Prøvekafeen", capacity=3)],
    "mentors": [Mentor("X1", "X1", "Mona Mentor", capacity=1)],
    "openings": [
        Opening("X1", "X1", "Kjøkkenhjelp", "9412", tuple(Purpose), 2, ("X1",),
                hours_per_week=20.0, status=OpeningStatus.OPEN)
    ],
    "placements": [
        Placement("PX1", "T1", "X1", Purpose.TASTE, PlacementStatus.PROPOSED, "X1",
                  TODAY.replace(day=15), TODAY.replace(day=19))
    ],
}  # fmt: skip


@pytest.fixture
def asked(site, visitor) -> Visitor:
    """Kari looks at the proposal at the kitchen."""
    add_rows(site.store, CAFE)
    visitor.sign_in()
    visitor.go("/placements/PX1")
    return visitor


@pytest.fixture
def phone(visiting):
    """A phone on which nobody is signed in, and no script runs."""
    return visiting("phone", java_script_enabled=False).page


def opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS["phone"][0]


def test_asked_without_a_name_consented_and_answered_with_one_click(asked, phone):
    page = asked.page
    page.get_by_role("button", name="Spør deltakeren").click()
    consent = page.get_by_label("Lenke til deltakeren").input_value()
    page.get_by_role("link", name="Skriv forespørselen").click()
    profile = page.get_by_label("Det arbeidsgiveren får lese")
    assert "Amina" not in profile.input_value()
    asked.check_accessible()

    profile.fill("Amina går i KVP, og kan mye.")
    page.get_by_role("button", name="Send forespørselen").click()
    expect(page.get_by_role("group", name="Ikke sendt ennå")).to_contain_text(
        "«Amina» kan ikke stå her"
    )
    profile.fill("Vil gjerne prøve arbeid på et kjøkken.\nKan arbeide på dagtid.")
    page.get_by_role("button", name="Send forespørselen").click()
    expect(page.get_by_text("Forespørselen er sendt, uten navn.")).to_be_visible()
    answer = page.get_by_label("Lenke som arbeidsgiveren svarer med").input_value()
    asked.check_accessible()

    opened(phone, consent)
    phone.get_by_role("button", name="Ja, det er greit").click()
    expect(phone.get_by_text("Du har sagt ja.")).to_be_visible()
    opened(phone, answer)
    expect(phone.get_by_text("Vil gjerne prøve arbeid på et kjøkken.")).to_be_visible()
    expect(phone.get_by_text("Amina")).to_have_count(0)
    phone.get_by_role("button", name="Ja, personen kan komme").click()
    expect(phone.get_by_text("Dere har sagt ja.")).to_be_visible()

    asked.go("/day")
    line = page.get_by_role("listitem").filter(has_text="Arbeidsgiveren sa ja")
    line.get_by_role("link", name="Se avtalen").click()
    expect(page.get_by_text("Avtalt. Begynner mandag 15. september.")).to_be_visible()
    expect(page.get_by_text("Deltakeren har sagt ja.")).to_be_visible()
