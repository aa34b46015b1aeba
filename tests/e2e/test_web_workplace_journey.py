"""Both sides of a placement, from the office's invitation to a mentor who asks to be rung.

An adviser at a desk, a café owner and a participant with a phone each, and a mail server between
them: every link that is opened is taken from a mail that it got, or from the adviser's screen.
"""

import re

import pytest
from playwright.sync_api import expect

from matcher.domain.employers import Employer
from matcher.workflows.mail_send import send_due
from matcher.workflows.mail_server import MailServer
from tests.e2e.conftest import TODAY, add_rows
from tests.integration.mail_server import mail_server
from web.mail_worker import post_of

pytestmark = pytest.mark.browser

CAFE = "X1"
OLA = "ola@kafeen.no"
NAME = "Amina Testesen"
STARTS, ENDS = TODAY.replace(day=15), TODAY.replace(day=26)


@pytest.fixture
def post_office():
    """What the mail server got."""
    with mail_server() as box:
        yield box


@pytest.fixture
def settings(post_office):
    """The program hands its mail over to it."""
    sender = "Jobbsmak <post@kommunen.no>"
    return {"MAIL_SERVER": MailServer("127.0.0.1", post_office.port, sender)}


@pytest.fixture
def phones(visiting):
    """Two people with a phone each: the café's owner, and the participant."""
    return [visiting("phone", has_touch=True) for _ in range(2)]


class Journey:
    """Who takes part, and what was carried from one to another."""

    def __init__(self, adviser, owner, participant, post_office):
        self.adviser, self.owner, self.participant = adviser, owner, participant
        self.site, self.post_office = adviser.site, post_office
        self.site.app.config["ADDRESS"] = self.site.address
        self.request_page = self.consent_link = ""

    def mail(self, subject):
        """Hand over what waits; the newest mail whose subject has this text."""
        with self.site.app.app_context():
            send_due(post_of(self.site.app))
        found = [mail for mail in self.post_office.mails if subject in mail["Subject"]]
        assert found, [mail["Subject"] for mail in self.post_office.mails]
        assert found[-1]["To"] == OLA
        assert "Amina" not in found[-1].as_string()
        return found[-1].get_content()

    def link_in(self, subject):
        """Where the link in such a mail leads."""
        (link,) = re.findall(rf"{re.escape(self.site.address)}(\S+)", self.mail(subject))
        return link

    def employer_invited(self):
        """The office invites, and the owner makes an account from the mail."""
        office, phone = self.adviser.page, self.owner.page
        self.adviser.sign_in()
        self.adviser.go(f"/employers/{CAFE}")
        office.get_by_label("E-postadressen til den du vil invitere").fill(OLA)
        office.get_by_role("button", name="Inviter").click()
        expect(office.get_by_label(f"Invitasjon til {OLA}")).to_be_visible()
        self.adviser.check_accessible()
        self.owner.go(self.link_in("Prøvekafeen"))
        self.owner.check_accessible()
        phone.get_by_label("Navnet ditt").fill("Ola Hansen")
        phone.get_by_role("button", name="Lag kontoen").tap()
        phone.wait_for_url(f"**/workplace/{CAFE}")
        self.owner.check_accessible()

    def opening_posted(self):
        """A place in the kitchen, with a mentor who was not known before."""
        phone = self.owner.page
        phone.get_by_role("link", name="Legg ut en plass").tap()
        phone.wait_for_url("**/openings/new")
        phone.get_by_label("Hva er jobben?").press_sequentially("Kjøkkenhjelp")
        expect(phone.get_by_role("radio", name="Kjøkkenassistent")).to_be_checked()
        phone.get_by_label("Hva skal personen gjøre?").fill("Rydde, vaske benker og hjelpe kokken")
        phone.get_by_label("Timer i uka").fill("20")
        phone.get_by_label("Postnummer").fill("0554")
        phone.get_by_label("Sted").fill("Oslo")
        phone.get_by_text("Kan følge en muntlig beskjed").tap()
        phone.get_by_label("Navnet på den som følger opp").fill("Mona Mentor")
        self.owner.check_accessible()
        phone.get_by_role("button", name="Legg ut plassen").tap()
        expect(phone.locator("#messages")).to_contain_text("Plassen er lagt ut.")
        self.owner.check_accessible()

    def proposed(self):
        """The adviser finds it in Amina's suggestions, and chooses it."""
        page = self.adviser.page
        self.adviser.go("/participants/T1")
        for rest in page.locator("details.rest > summary").all():
            rest.click()
        card = page.locator(".suggestions .card", has_text="Prøvekafeen")
        expect(card).to_contain_text("Kjøkkenhjelp")
        card.get_by_role("link", name="Velg denne").click()
        page.get_by_role("radio", name="Mona Mentor").check()
        page.get_by_label("Første dag").fill(STARTS.isoformat())
        page.get_by_label("Siste dag").fill(ENDS.isoformat())
        self.adviser.check_accessible()
        page.get_by_role("button", name="Foreslå plasseringen").click()
        page.get_by_role("link", name="Åpne plasseringen").first.click()
        page.wait_for_url("**/placements/*")

    def asked(self):
        """The participant is asked about the name, and the employer without one."""
        page = self.adviser.page
        page.get_by_role("button", name="Spør deltakeren").click()
        self.consent_link = page.get_by_label("Lenke til deltakeren").input_value()
        self.adviser.check_accessible()
        page.get_by_role("link", name="Skriv forespørselen").click()
        assert "Amina" not in page.get_by_label("Det arbeidsgiveren får lese").input_value()
        self.adviser.check_accessible()
        page.get_by_role("button", name="Send forespørselen").click()
        expect(page.get_by_text("Forespørselen er sendt, uten navn.")).to_be_visible()
        self.adviser.check_accessible()

    def read_without_a_name(self):
        """On the owner's first page, in the list and on its own page."""
        phone = self.owner.page
        self.owner.go(f"/workplace/{CAFE}")
        phone.get_by_role("link", name="Les og svar").tap()
        phone.wait_for_url("**/requests/*")
        self.request_page = phone.url.removeprefix(self.site.address)
        self.sees_no_name()
        for path in (f"/workplace/{CAFE}", f"/workplace/{CAFE}/requests"):
            self.owner.go(path)
            assert "Amina" not in phone.content()
            self.owner.check_accessible()

    def consented(self):
        """The participant says yes on the own phone; a link shows no name all the same."""
        phone = self.participant.page
        phone.goto(self.consent_link)
        self.participant.check_accessible()
        phone.get_by_role("button", name="Ja, det er greit").tap()
        expect(phone.get_by_text("Du har sagt ja.")).to_be_visible()
        self.participant.check_accessible()

    def answered(self):
        """Yes with one touch, from the mail."""
        phone = self.owner.page
        self.owner.go(self.link_in("Kan dere ta imot en person"))
        assert "Amina" not in phone.content()
        self.owner.check_accessible()
        phone.get_by_role("button", name="Ja, personen kan komme").tap()
        expect(phone.get_by_text("Dere har sagt ja.")).to_be_visible()
        self.owner.check_accessible()

    def sees_the_name(self):
        """On the request's page of somebody who is signed in."""
        self.owner.go(self.request_page)
        expect(self.owner.page.locator(".who__name")).to_have_text(NAME)
        self.owner.check_accessible()

    def sees_no_name(self):
        """Nothing of the request's page names anybody."""
        self.owner.go(self.request_page)
        expect(self.owner.page.get_by_role("heading", name="Hvem er det?")).to_be_visible()
        assert "Amina" not in self.owner.page.content()
        self.owner.check_accessible()

    def started(self):
        """The answer is a line of the adviser's day; on the first day it is under way."""
        page = self.adviser.page
        self.adviser.go("/day")
        line = page.get_by_role("listitem").filter(has_text="Arbeidsgiveren sa ja")
        line.get_by_role("link", name="Se avtalen").click()
        expect(page.get_by_text("Avtalt. Begynner mandag 15. september.")).to_be_visible()
        self.site.move_to(STARTS)
        page.reload()
        page.get_by_role("button", name="Noter at deltakeren har begynt").click()
        expect(page.locator(".placement__says")).to_contain_text("I gang")
        self.adviser.check_accessible()

    def rung_for(self):
        """The mentor's page of the first day, and its button; a line of the adviser's day."""
        phone, page = self.owner.page, self.adviser.page
        self.owner.go(f"/workplace/{CAFE}/mentors")
        self.owner.check_accessible()
        phone.get_by_role("link", name="Ark for første dag").tap()
        expect(phone.get_by_text(NAME)).to_be_visible()
        self.owner.check_accessible()
        phone.get_by_role("button", name="Ring meg").tap()
        expect(phone.locator("#messages")).to_contain_text("Vi ringer dere så snart vi kan.")
        self.adviser.go("/day")
        line = page.get_by_role("listitem").filter(has_text="vil at du ringer")
        expect(line).to_contain_text("Mona Mentor")
        self.adviser.check_accessible()
        line.get_by_role("button", name="Jeg har ringt").click()
        expect(line).to_have_count(0)

    def withdrawn(self):
        """What the participant takes back is hidden again, on every page, at once."""
        phone = self.participant.page
        phone.reload()
        phone.get_by_role("button", name="Ta ja-et tilbake").tap()
        expect(phone.get_by_text("De ser ikke navnet ditt lenger.")).to_be_visible()
        self.participant.check_accessible()
        self.sees_no_name()
        for path in ("", "/mentors", "/requests"):
            self.owner.go(f"/workplace/{CAFE}{path}")
            assert "Amina" not in self.owner.page.content()


def test_from_an_invitation_to_a_placement_and_a_name_that_is_hidden_again(
    visitor, phones, site, post_office
):
    add_rows(site.store, {"employers": [Employer(CAFE, "Prøvekafeen", capacity=3)]})
    journey = Journey(visitor, *phones, post_office)
    journey.employer_invited()
    journey.opening_posted()
    journey.proposed()
    journey.asked()
    journey.read_without_a_name()
    journey.consented()
    journey.answered()
    journey.sees_the_name()
    journey.started()
    journey.rung_for()
    journey.withdrawn()
