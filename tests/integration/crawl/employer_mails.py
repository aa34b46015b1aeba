"""Every kind of mail, queued by the use cases themselves, and read as it goes out.

Each is read in both languages, to employers and workplaces with names and without.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from matcher.domain.mails import LinkKind
from matcher.store import tables as t
from matcher.store.engine import reading, writing
from matcher.store.mails import QueuedMail, read_waiting
from matcher.store.own_tables import accounts
from matcher.store.requests import read_request
from matcher.workflows.mail_server import message_of
from matcher.workflows.workplace.consent import Said, ask_consent, note_said
from matcher.workflows.workplace.invitations import invite
from matcher.workflows.workplace.link_sign_in import LinkAsked, ask_for_link
from matcher.workflows.workplace.request_mail_texts import Tells
from matcher.workflows.workplace.request_mails import read_matter, tell
from tests.integration.crawl.employer_crawl import EmployerCrawl
from tests.integration.crawl.employer_scene import AMINA, KARI, NOW, OLA, WEEK, crawl_of
from tests.integration.employer_reads import Piece
from tests.integration.web_start import SECRET, TODAY
from web.link_signature import links

LANGUAGES = ("nb", "en")
SENDER = "Jobbsmak <post@jobbsmak.example>"
# What is typed where somebody makes an account.
TYPED = {"person": "Nina Prøve", "password": "en ganske lang setning"}
_HEADERS = ("Subject", "From", "Content-Language")
# Whom it goes to is no secret from them; when; an id that is drawn; that no person wrote it.
_UNREAD = ("To", "Date", "Message-ID", "Auto-Submitted")


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out."""

    queued: QueuedMail
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def kinds(self) -> frozenset[LinkKind]:
        """What its links open."""
        body = self.queued.mail.body
        return frozenset(kind for kind in LinkKind if f"[[{kind}:" in body)

    @property
    def theirs(self) -> bool:
        """Whether it goes to an employer's people."""
        return self.queued.mail.to_address != AMINA.email


def write_every_mail(store: sa.Engine, request_id: str, now: datetime) -> None:
    """Queue each kind of mail: with names and without them, in each language."""
    again = 0
    for named in (True, False):
        if not named:
            _forget_names(store)
        _ask_amina(store)
        for lang in LANGUAGES:
            again += 1
            _tell_employer(store, request_id, lang, again)
            invite(store, KARI, "E1", {"email": f"ny{again}@prove.no"}, now=now, language=lang)
            ask_for_link(store, LinkAsked(OLA, f"127.0.0.{again}", SECRET), now=now)


def letters(app: Flask, store: sa.Engine) -> list[Letter]:
    """Every mail in the queue."""
    with reading(store) as connection:
        waiting = read_waiting(connection)
    with app.test_request_context(base_url="http://localhost"):
        return [_letter(each) for each in waiting]


def read_letters(app: Flask, written: list[Letter]) -> EmployerCrawl:
    """What ``written`` tell and what their links open, to somebody who is not signed in before.

    Whoever is signed in by one of them reads everything else too.
    """
    crawl = crawl_of(app, None)
    crawl.typed = TYPED
    for letter in written:
        address = f"mail {letter.queued.mail.subject_key}"
        for name, value in letter.headers:
            crawl.read_piece(address, Piece(name, value))
        if letter.theirs:
            crawl.read_mail(letter.queued.mail.subject, letter.body, address)
        else:  # its link is the participant's own
            crawl.read_piece(address, Piece("body", letter.body))
    crawl.send_forms()
    if is_signed_in(crawl):
        crawl.read_pages()
    return crawl


def is_signed_in(crawl: EmployerCrawl) -> bool:
    """Whether the reader has an account by now."""
    return crawl.client.get("/password").status_code == 200


def _letter(queued: QueuedMail) -> Letter:
    message = message_of(queued, links().in_text(queued.mail.body), SENDER)
    headers = tuple((name, str(message[name])) for name in _HEADERS)
    others = {name for name in message if not name.startswith(("Content-", "MIME-"))}
    assert others <= {*_HEADERS, *_UNREAD}, "a header that is not read"
    return Letter(queued, headers, str(message.get_content()))


def _ask_amina(store: sa.Engine) -> None:
    ask_consent(store, KARI, "PL2", TODAY + WEEK, now=NOW, today=TODAY)
    note_said(store, KARI, "PL2", Said.NO, now=NOW, today=TODAY)


def _tell_employer(store: sa.Engine, request_id: str, lang: str, again: int) -> None:
    with writing(store) as connection:
        theirs = accounts.c.employer_id == "E1"
        connection.execute(accounts.update().where(theirs).values(language=lang))
        request = read_request(connection, request_id)
        assert request is not None
        matter = read_matter(connection, request)
        for tells in Tells:
            tell(connection, matter, tells, made_by="kari", now=NOW, again=again)


def _forget_names(store: sa.Engine) -> None:
    with writing(store) as connection:
        connection.execute(t.employers.update().values(name=None))
        connection.execute(t.openings.update().values(title=None))
