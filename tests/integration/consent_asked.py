"""A participant who is asked about the name: the question, its link, and how long sentences are."""

import re
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from matcher.domain.mails import LinkKind
from matcher.store.consents import latest_consent, read_consent_links
from matcher.store.engine import reading
from matcher.workflows.workplace.consent import ask_consent
from tests.integration.request_cases import KARI, NOW
from tests.integration.web_start import TODAY
from web.link_signature import token_of

WEEK = timedelta(days=7)
# Of a sentence that somebody at A2 reads without help.
MOST_WORDS = 13


def ask(store: sa.Engine, answer_by: date = TODAY + WEEK) -> None:
    """Kari asks P1."""
    ask_consent(store, KARI, "PL2", answer_by, now=NOW, today=TODAY)


def link_of(app: Flask, store: sa.Engine) -> str:
    """The address of P1's page, without a language."""
    with reading(store) as connection:
        known = latest_consent(connection, "P1", "O1")
        assert known is not None
        (link,) = read_consent_links(connection, (known.id,))
    with app.test_request_context():
        return f"/consent/{token_of(link.id, LinkKind.CONSENT)}"


def long_ones(text: str) -> list[str]:
    """The sentences of ``text`` that are too long."""
    sentences = re.split(r"(?<=[.!?:])\s|\n", re.sub(r"(\d)\. ", r"\1 ", text))
    return [each for each in sentences if len(each.split()) > MOST_WORDS]
