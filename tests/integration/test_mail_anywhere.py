"""Addresses under names with letters of every alphabet, and a worker that no mail ends."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from matcher.domain.mails import Mail, MailState
from matcher.store.engine import appending, reading
from matcher.store.mails import count_by_state, queue_mail
from matcher.workflows.links import Links
from matcher.workflows.mail_send import Post, send_due
from matcher.workflows.mail_server import is_address, read_mail_server
from tests.integration.mail_server import mail_server
from tests.integration.web_start import settings_of
from web import create_app, mail_worker

NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
HELLO = Mail("k1", "ola@blåbærsyltetøy.no", "Hei", "Hei igjen", "kari")


def test_a_mail_between_names_with_norwegian_letters_goes_out_and_so_do_the_others(store):
    with appending(store) as connection:
        for number, address in enumerate((HELLO.to_address, "øla@firma.no", "per@firma.no")):
            queue_mail(
                connection, replace(HELLO, subject_key=f"k{number}", to_address=address), NOON
            )
    with mail_server() as box:
        server = read_mail_server({
            "JOBBSMAK_SMTP": f"smtp://127.0.0.1:{box.port}",
            "JOBBSMAK_SMTP_FROM": "Prøvekontoret <post@prøve.no>",
        })  # fmt: skip
        assert server is not None
        send_due(Post(store, server, Links("s" * 32), "one", lambda: NOON))
    with reading(store) as connection:
        assert count_by_state(connection) == {MailState.SENT: 2, MailState.REFUSED: 1}
    assert {str(mail["To"]) for mail in box.mails} == {
        "ola@xn--blbrsyltety-y8ao3x.no", "per@firma.no",
    }  # fmt: skip
    assert {str(mail["From"]) for mail in box.mails} == {"Prøvekontoret <post@xn--prve-hra.no>"}


@pytest.mark.parametrize("text", ["ola@" + "ø" * 70 + ".no", "ola@..no", "ola@", "øla@a.no"])
def test_what_no_server_takes_is_no_address(text):
    assert not is_address(text)


class TwoRounds:
    """Lets the worker go round twice."""

    def __init__(self) -> None:
        self.left = 2

    def wait(self, _seconds: float) -> bool:
        self.left -= 1
        return self.left < 0


def test_a_worker_that_meets_what_nobody_foresaw_goes_on_and_says_where_it_was(
    store: sa.Engine, monkeypatch, caplog
):
    app = create_app(settings_of(str(store.url)))
    asked = []

    def fail(*_: object) -> None:
        asked.append(1)
        raise ValueError("kari@example.org")

    monkeypatch.setattr(mail_worker, "post_of", fail)
    with caplog.at_level(logging.WARNING):
        mail_worker._work(app, TwoRounds())
    assert len(asked) == 2
    assert "No mail this time" in caplog.text
    app.extensions["program"].engine.dispose()
