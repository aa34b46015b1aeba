"""The pages on which employers' people come in, and what is closed to them."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.domain.access import Role
from matcher.domain.mails import LinkKind
from matcher.store.accounts import Account, add_account
from matcher.store.employer_tables import sign_in_links
from matcher.store.engine import reading, writing
from matcher.store.trust_tables import audit_log
from tests.integration.web_start import PASSWORD, PASSWORD_HASH, TODAY, send, signed_in, token_of
from web.link_signature import token_of as link_token

OLA = "ola@butikken.no"
PAGE = "/employers/E1"


@pytest.fixture
def ola(app: Flask, store: sa.Engine) -> FlaskClient:
    """The browser of one of E1's people, signed in."""
    with writing(store) as connection:
        account = Account(OLA, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id="E1")
        add_account(connection, account)
    return signed_in(app, OLA)


def invite(kari: FlaskClient, email: str = OLA) -> str:
    """Invite somebody, and the path of the link that the page shows."""
    assert send(kari, f"{PAGE}/invitations", email=email).status_code == 303
    found = re.search(r'value="http://[^/"]+(/invitation/[^"]+)"', kari.get(PAGE).text)
    assert found
    return found[1]


def fill_in(client: FlaskClient, page: str, **form: str) -> TestResponse:
    """Send the form of a page that is open to whoever has its address."""
    return client.post(page, data={"csrf_token": token_of(client.get(page).text), **form})


def sign_in_path(app: Flask, store: sa.Engine) -> str:
    """The path of the link that was sent last."""
    newest = sa.select(sign_in_links.c.id).order_by(sign_in_links.c.made_at.desc())
    with reading(store) as connection:
        link_id = connection.execute(newest).scalars().first()
    assert link_id is not None
    with app.app_context():
        return f"/sign-in/link/{link_token(link_id, LinkKind.SIGN_IN)}"


def test_an_invitation_leads_to_the_own_workplace(app, kari):
    path, client = invite(kari), app.test_client()
    assert OLA in client.get(path).text
    made = fill_in(client, path, person="Ola Hansen", password="tre tog gjennom snø")
    assert (made.status_code, made.location) == (303, "/workplace")
    assert client.get("/").location == "/workplace"
    home = client.get("/workplace", follow_redirects=True)
    assert home.request.path == "/workplace/E1" and "Kontoen er klar" in home.text
    assert "Ola Hansen" in kari.get(PAGE).text
    again = client.get(path)
    assert again.status_code == 410 and "Invitasjonen er brukt" in again.text


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(app, kari):
    path, client = invite(kari), app.test_client()
    answer = fill_in(client, path, person="Ola Hansen", password="kort")
    assert answer.status_code == 422
    assert "Passordet er for kort" in answer.text and 'value="Ola Hansen"' in answer.text


def test_a_withdrawn_or_altered_invitation_says_what_to_do(app, kari):
    path = invite(kari)
    withdraw = re.search(r'action="([^"]+/withdraw)"', kari.get(PAGE).text)
    assert withdraw and send(kari, withdraw[1]).status_code == 303
    gone, altered = app.test_client().get(path), app.test_client().get(path[:-1] + "_")
    assert gone.status_code == 410 and "be den som inviterte deg" in gone.text
    assert altered.status_code == 404 and "Lenken virker ikke" in altered.text


def test_a_form_that_lay_too_long_begins_again(app, kari):
    path = invite(kari)
    late = app.test_client().post(path, data={"person": "Ola", "csrf_token": "old"})
    assert (late.status_code, late.location) == (303, path)


def test_a_bad_address_is_said_beside_the_field(kari):
    answer = send(kari, f"{PAGE}/invitations", email="ola")
    assert answer.status_code == 422
    assert "Skriv hele e-postadressen" in answer.text and 'value="ola"' in answer.text


def test_a_link_signs_in_by_its_button_and_once(app, store, ola):
    client = app.test_client()
    sent = fill_in(client, "/sign-in/link", email=OLA)
    path = sign_in_path(app, store)
    assert sent.location == "/sign-in/link?sent=1"
    assert client.get(path).status_code == client.get(path).status_code == 200
    assert client.get("/workplace").status_code == 303
    assert fill_in(client, path).location == "/workplace"
    assert client.get("/workplace/E1").status_code == 200
    again = app.test_client().get(path)
    assert again.status_code == 410 and "Få en lenke på e-post" in again.text


def test_nobody_learns_which_addresses_have_an_account(app, ola):
    answers = []
    for email in (OLA, "ingen@butikken.no"):
        client = app.test_client()
        sent = fill_in(client, "/sign-in/link", email=email)
        page = client.get(sent.location).text
        answers.append((sent.status_code, sent.location, page.replace(token_of(page), "")))
    assert answers[0] == answers[1]


def test_who_asks_for_links_too_fast_is_told_to_wait(app):
    client = app.test_client()
    asked = [fill_in(client, "/sign-in/link", email=OLA) for _ in range(6)]
    assert [each.status_code for each in asked] == [303] * 5 + [429]
    assert "Vent 1 minutt" in asked[-1].text


def test_an_address_may_be_typed_in_capitals(app, ola):
    assert signed_in(app, OLA.upper()).get("/workplace/E1").status_code == 200


def test_a_person_is_closed_and_opened_again_on_the_page(app, kari, ola):
    assert send(kari, f"{PAGE}/people/close", email=OLA).status_code == 303
    assert ola.get("/workplace/E1").location.startswith("/sign-in")
    assert "Stengt" in kari.get(PAGE).text
    assert send(kari, f"{PAGE}/people/reopen", email=OLA).status_code == 303
    assert signed_in(app, OLA).get("/workplace/E1").status_code == 200


def test_an_employers_person_has_no_search_no_list_and_no_word_of_the_model(ola):
    page = ola.get("/workplace/E1").text
    for path in ("/participants", "/find", "/day", "/model", "/plan", "find.js"):
        assert f'"{path}' not in page and path not in re.findall(r'src="([^"]+)"', page)
    assert ola.get("/password").status_code == 200


def test_what_is_closed_to_an_employer_is_noted_as_refused(ola, store):
    assert ola.get("/participants/P1").status_code == 404
    assert ola.get("/workplace/E2").status_code == 404
    refused = sa.select(audit_log.c.page).where(~audit_log.c.allowed, audit_log.c.actor == OLA)
    with reading(store) as connection:
        pages = [page.split()[0] for page in connection.scalars(refused)]
    assert pages == ["participant.show", "workplace.show"]


def test_an_adviser_sees_whose_pages_these_are(kari):
    page = kari.get("/workplace/E1").text
    assert "Dette er sidene til Prøvebutikken" in page and "/participants" in page
    assert kari.get("/workplace").location == "/employers"


def test_an_employers_person_changes_the_own_password(ola, app):
    new = "tre tog gjennom snø"
    changed = fill_in(ola, "/password", current=PASSWORD, new=new, again=new)
    assert changed.status_code == 303
    assert ola.get("/", follow_redirects=True).request.path == "/workplace/E1"


def test_who_came_by_a_link_sets_a_password_without_the_old_one(app, store, ola):
    client, new = app.test_client(), "tre tog gjennom snø"
    fill_in(client, "/sign-in/link", email=OLA)
    path = sign_in_path(app, store)
    fill_in(client, path)
    assert "Passordet du har nå" not in client.get("/password").text
    refused = fill_in(client, "/password", new="kort", again="kort")
    assert refused.status_code == 422 and "for kort" in refused.text
    assert fill_in(client, "/password", new=new, again=new).status_code == 303
    assert "Passordet du har nå" in client.get("/password").text
    assert ola.get("/workplace/E1").status_code == 303


def test_who_came_by_a_password_still_needs_the_old_one(ola):
    new = "tre tog gjennom snø"
    assert fill_in(ola, "/password", new=new, again=new).status_code == 422
