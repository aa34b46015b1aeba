"""No mail tells an employer anything of anybody, nor does what its links open; of any kind."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.mails import LinkKind
from matcher.domain.outcomes import Reporter
from matcher.workflows.report_links import make_report_link
from matcher.workflows.workplace.consent import Said, note_said
from matcher.workflows.workplace.request_mail_texts import Tells
from tests.integration.crawl.employer_mails import (
    is_signed_in,
    letters,
    read_letters,
    write_every_mail,
)
from tests.integration.crawl.employer_scene import KARI, NOW, YUSUF, ask_about_amina, crawl_of
from tests.integration.crawl.mail_writers import (
    mail_writers,
    noting_writers,
    plain,
    sentences_of,
    smtp_modules,
    writers_in,
)
from tests.integration.web_start import TODAY
from web.link_signature import address_of
from web.today import moment

# The adviser copies this link by hand; no mail has it.
COPIED_BY_HAND = {LinkKind.REPORT}
# Whoever opens these is signed in by them.
DOORS = {LinkKind.INVITATION, LinkKind.SIGN_IN}


@pytest.fixture
def written(app: Flask, store: sa.Engine) -> Iterator[SimpleNamespace]:
    """Every mail there is, and which functions wrote them."""
    with noting_writers() as writers:
        write_every_mail(store, ask_about_amina(store), moment())
    yield SimpleNamespace(writers=writers, letters=letters(app, store))


def test_every_mail_is_among_those_that_are_read(written):
    assert mail_writers() == written.writers
    assert smtp_modules() == {"matcher.workflows.mail_server"}  # from the queue alone
    kinds = {kind for letter in written.letters for kind in letter.kinds}
    assert kinds == set(LinkKind) - COPIED_BY_HAND


@pytest.mark.parametrize(
    "code",
    [
        "from matcher.domain.mails import Mail\ndef tell(): return Mail('x')",
        "from matcher.domain.mails import Mail as Letter\ndef tell(): return [Letter('x')]",
        "from matcher.domain import mails\ndef tell(): return mails.Mail('x')",
    ],
)
def test_a_new_mail_is_found_by_whatever_name_it_is_made(code, tmp_path):
    (path := tmp_path / "new.py").write_text(code, encoding="utf-8")
    assert list(writers_in(path, "new")) == ["new.tell"]


def test_every_sentence_that_a_mail_can_say_is_among_those_that_are_read(written):
    read = plain(" ".join(f"{each.queued.mail.subject} {each.body}" for each in written.letters))
    unread = {
        where: sentence
        for sentence, where in sentences_of(mail_writers()).items()
        if sentence not in read
    }
    assert unread == {}


@pytest.mark.parametrize("kind", [*sorted(set(LinkKind) - COPIED_BY_HAND), None])
def test_mails_and_what_their_links_open_tell_nothing_of_anybody(app, written, kind):
    chosen = [each for each in written.letters if (kind in each.kinds if kind else not each.kinds)]
    assert chosen
    crawl = read_letters(app, chosen)
    assert sorted(map(str, crawl.leaks)) == []
    assert not crawl.unread
    assert is_signed_in(crawl) is (kind in DOORS)


def test_after_consent_too_the_name_stands_in_no_mail_and_behind_no_link_of_one(app, store):
    ask_about_amina(store)
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    subjects = {each.queued.mail.subject_key.split(":")[2] for each in letters(app, store)}
    assert subjects == {Tells.ASKED, Tells.NAME}
    crawl = read_letters(app, letters(app, store))
    assert sorted(map(str, crawl.leaks)) == []


def test_the_link_that_is_copied_by_hand_tells_a_mentor_the_first_name_and_nothing_else(app, store):
    made = make_report_link(store, KARI, "PL1", Reporter.MENTOR, now=NOW, today=TODAY)
    with app.test_request_context():
        address = address_of(made.id, LinkKind.REPORT)
    crawl = crawl_of(app, None)
    crawl.read_mail("", address)
    crawl.send_forms()
    assert {leak.written for leak in crawl.leaks} == {"Yusuf"}
    assert {leak.word for leak in crawl.leaks} == {YUSUF.name}


def test_nobody_who_is_not_signed_in_reads_anything_of_anybody(app, store):
    ask_about_amina(store)
    crawl = crawl_of(app, None)
    crawl.read_pages()
    crawl.send_forms()
    assert sorted(map(str, crawl.leaks)) == []
