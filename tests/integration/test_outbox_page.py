"""The outbox: what has not gone out, with its links, for the office whose mail it is."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from matcher.cli import cli
from matcher.domain.mails import LinkKind, Mail, MailState, link_mark
from matcher.store.engine import appending, reading
from matcher.store.mails import claim_next, count_by_state, note_sending, queue_mail
from matcher.workflows.links import PATHS
from matcher.workflows.mail_server import MailServer
from tests.integration.mail_server import mail_server
from tests.integration.web_start import TODAY, send, signed_in
from web.link_signature import link_id_of

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
BODY = f"Hei!\n\nSvar her: {link_mark(LinkKind.ANSWER, 'abc')}\n"
ASKED = Mail("request:R1:asked", "sjef@example.org", "En <b>forespørsel</b>", BODY, "kari",
             office_id="N1", employer_id="E1")  # fmt: skip


@pytest.fixture
def mail_id(store) -> str:
    """The id of one mail of office N1 that waits."""
    with appending(store) as connection:
        queue_mail(connection, ASKED, NOON)
        taken = claim_next(connection, "look", NOON)
        assert taken is not None
        connection.exec_driver_sql("UPDATE mails SET claimed_by = NULL, alive_at = NULL")
        return taken.id


def states(store) -> dict[MailState, int]:
    with reading(store) as connection:
        return count_by_state(connection)


def test_an_empty_outbox_says_so(kari):
    assert "Alt er sendt" in kari.get("/outbox").text


def test_without_a_server_the_mail_stands_there_to_be_copied_with_its_link(app, kari, mail_id):
    page = kari.get("/outbox").text
    assert "En &lt;b&gt;forespørsel&lt;/b&gt;" in page and "sjef@example.org" in page
    address = page.split("Svar her: ")[1].split()[0]
    assert address.startswith("http://localhost/answer/")
    with app.app_context():
        assert link_id_of(address.rpartition("/")[2], LinkKind.ANSWER) == "abc"
    assert "Send igjen" not in page


@pytest.mark.parametrize(
    ("step", "state"), [("copied", MailState.COPIED), ("cancel", MailState.CANCELLED)]
)
def test_what_somebody_says_of_a_mail_is_kept_once(kari, store, mail_id, step, state):
    assert send(kari, f"/outbox/{mail_id}/{step}").status_code == 303
    assert states(store) == {state: 1}
    assert send(kari, f"/outbox/{mail_id}/again").status_code == 409
    assert states(store) == {state: 1}


def test_a_mail_that_is_being_handed_over_waits_for_the_server(kari, store, mail_id):
    with appending(store) as connection:
        claim_next(connection, "server", NOON)
        assert note_sending(connection, mail_id, "server", NOON)
    assert send(kari, f"/outbox/{mail_id}/cancel").status_code == 409
    assert states(store) == {MailState.SENDING: 1}


def test_another_office_sees_nothing_of_it(app, mail_id):
    nils = signed_in(app, "nils")
    assert "Alt er sendt" in nils.get("/outbox").text
    assert send(nils, f"/outbox/{mail_id}/cancel").status_code == 404


def test_an_uncertain_mail_can_be_sent_again_where_there_is_a_server(app, serve, store, mail_id):
    with appending(store) as connection:
        connection.exec_driver_sql("UPDATE mails SET state = 'uncertain', attempts = 1")
    kari = signed_in(
        serve(store, MAIL_SERVER=MailServer("127.0.0.1", 1, "oss@example.org")), "kari"
    )
    assert "Vi vet ikke om den kom fram" in kari.get("/outbox").text
    assert send(kari, f"/outbox/{mail_id}/again").status_code == 303
    assert states(store) == {MailState.QUEUED: 1}


def test_every_kind_of_link_leads_to_a_page(app):
    adapter = app.url_map.bind("localhost")
    for path in PATHS.values():
        assert adapter.match(f"{path}token", method="GET")[1] == {"token": "token"}


def run(store, *words: str, **environment: str) -> Result:
    settings = {"DATABASE_URL": str(store.url), **environment}
    return CliRunner().invoke(cli, ["mail", *words], env=settings)


def test_the_command_hands_over_what_waits(store, mail_id):
    with mail_server() as box:
        done = run(
            store, "send", "--today", TODAY.isoformat(),
            JOBBSMAK_SMTP=f"smtp://127.0.0.1:{box.port}", JOBBSMAK_SMTP_FROM="oss@example.org",
            JOBBSMAK_ADDRESS="https://jobbsmak.example",
        )  # fmt: skip
    assert (done.exit_code, done.output) == (0, "Mail: 1 sent.\n")
    assert "https://jobbsmak.example/answer/abc." in box.mails[0].get_content()
    assert run(store, "list").output == "     1 sent\n"


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "No mail server is set up"),
        ({"JOBBSMAK_SMTP": "post.example"}, "JOBBSMAK_SMTP is smtp://HOST:PORT"),
        ({"JOBBSMAK_SMTP": "smtp://post.example"}, "needs JOBBSMAK_SMTP_FROM"),
        ({"JOBBSMAK_SMTP": "smtp://post.example:x", "JOBBSMAK_SMTP_FROM": "a@b.no"}, "no port"),
        ({"JOBBSMAK_SMTP": "smtp://post.example", "JOBBSMAK_SMTP_FROM": "a@b.no"}, "JOBBSMAK_ADDR"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_said(store, settings, says):
    done = run(store, "send", **settings)
    assert done.exit_code == 1
    assert says in done.output
