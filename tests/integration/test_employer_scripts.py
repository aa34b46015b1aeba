"""HTML and scripts in every text that somebody at the employers' door can write are text."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matcher.domain.mails import LinkKind
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.workflows.links import PATHS
from matcher.workflows.mail_send import send_due
from matcher.workflows.mail_server import MailServer
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.mail_server import mail_server
from tests.integration.request_cases import propose
from tests.integration.web_start import send, signed_in, token_of
from web.link_signature import token_of as token_of_link
from web.mail_worker import post_of

TRAP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
# What it would look like where it was not written as text.
SPRUNG = ("<script>alert", "<img src=x")
AS_TEXT = "&gt;&lt;script&gt;alert(1)"
HOME = "/workplace/E1"
POSTED = {"title": TRAP, "occupation": "5120", "occupation_for": TRAP, "tasks": TRAP,
          "place": TRAP, "new_mentor": TRAP, "slots": "1"}  # fmt: skip
ASKED = {"profile": TRAP, "agreed_on": "2025-09-01", "agreed_with": TRAP,
         "answer_by": "2025-09-08"}  # fmt: skip
REPORTED = {"kind": "other", "text": TRAP}


@pytest.fixture
def app(app: Flask, store: sa.Engine) -> Flask:
    propose(store)
    with writing(store) as connection:  # what a file may bring
        connection.execute(t.employers.update().values(name=TRAP, email="post@prove.no"))
        connection.execute(
            t.openings.update().values(title=f"{TRAP}\nBcc: alle@prove.no", place=TRAP)
        )
        connection.execute(t.mentors.update().values(name=TRAP))
        connection.execute(t.offices.update().values(name=TRAP))
    return app


@pytest.fixture
def readers(app: Flask) -> dict[str, FlaskClient]:
    """Everybody, after each of them has written it wherever they could."""
    kari, ola, liv = (signed_in(app, name) for name in ("kari", "ola@prove.no", "liv"))
    new = app.test_client()
    path = invitation(kari)
    about = {
        "csrf_token": token_of(new.get(path).text),
        "person": TRAP,
        "password": "tre tog i snø",
    }
    assert new.post(path, data=about).status_code == 303
    assert send(ola, f"{HOME}/openings/new", **POSTED).status_code == 303
    assert send(kari, "/placements/PL2/request", **ASKED).status_code == 303
    for whom in ({}, {"sheet": sheet_id("PL1")}, {"mentor_id": "M2"}):
        assert send(ola, f"{HOME}/ring-me", note=TRAP, **whom).status_code == 303
    assert send(kari, "/employers/E1/complaints", **REPORTED).status_code == 303
    return {"kari": kari, "liv": liv, "ola": ola, "new": new}


def invitation(kari: FlaskClient) -> str:
    """Invite somebody; the path of the link."""
    send(kari, "/employers/E1/invitations", email="ny@prove.no")
    found = re.search(r'value="http://[^/"]+(/invitation/[^"]+)"', kari.get("/employers/E1").text)
    assert found
    return found[1]


def linked_from(client: FlaskClient, start: str) -> dict[str, str]:
    """The text of a page and of every page of the workplace that is linked to from there."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = client.get(path).text
            waiting += re.findall(rf'href="({HOME}[^"#]*)', found[path].replace("&amp;", "&"))
    return found


def is_text(pages: dict[str, str]) -> bool:
    """Whether what was written shows on each page, and as nothing but text."""
    silent = {path for path, text in pages.items() if AS_TEXT not in text}
    sprung = {path for path, text in pages.items() if any(trap in text for trap in SPRUNG)}
    assert not sprung and not silent, (sprung, silent)
    return bool(pages)


def test_every_page_that_an_employer_reads_shows_it_as_text(readers):
    found = linked_from(readers["ola"], HOME)
    assert len(found) > 10
    assert is_text(found)
    assert is_text({path: readers["new"].get(path).text for path in (HOME, f"{HOME}/requests")})


def test_every_page_that_an_office_reads_of_it_shows_it_as_text(readers):
    request = re.search(r'href="(/requests/[^"]+)"', readers["kari"].get("/placements/PL2").text)
    assert request
    paths = ["/day", "/placements/PL2", "/employers", "/employers/E1", "/outbox", request[1]]
    assert is_text({path: readers["kari"].get(path).text for path in paths})
    for path in ("/employers/complaints", "/openings/O1/who"):
        assert is_text({path: readers["liv"].get(path).text})


def test_a_mail_is_plain_text_and_its_subject_one_line(app, readers):
    with mail_server() as box:
        app.config["MAIL_SERVER"] = MailServer("127.0.0.1", box.port, "Oss <oss@prove.no>")
        app.config["ADDRESS"] = "https://jobbsmak.example"
        with app.app_context():
            send_due(post_of(app))
    assert len(box.mails) > 1
    for mail in box.mails:
        assert mail.get_content_type() == "text/plain"
        assert mail["Bcc"] is None and "\n" not in mail["Subject"]


@pytest.mark.parametrize("kind", [kind for kind in LinkKind if kind is not LinkKind.REPORT])
def test_a_link_of_one_kind_opens_nothing_of_another(app, kind):
    with app.app_context():
        token = token_of_link("a-link-of-ours", kind)
    nobody = app.test_client()
    for other in set(PATHS) - {kind}:
        assert nobody.get(PATHS[other] + token).status_code == 404
