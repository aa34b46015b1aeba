"""An employer's account reads every page, mail and file; nobody's name or story is among them."""

import pytest
import sqlalchemy as sa
from flask import Flask

from matcher.domain.access import Role
from matcher.store import tables as t
from matcher.store.employer_tables import mails
from matcher.store.engine import reading, writing
from matcher.store.own_tables import accounts
from matcher.store.readers import Account
from matcher.store.requests import read_request
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from matcher.workflows.workplace.consent import Said, note_said
from matcher.workflows.workplace.request_mails import Tells, read_matter, tell
from tests.integration.employer_crawl import EmployerCrawl
from tests.integration.employer_scene import (
    AMINA,
    GUESSED,
    KARI,
    MARKET,
    NOW,
    PEOPLE,
    PROFILE,
    WEEK,
    crawl_of,
)
from tests.integration.web_start import PASSWORD_HASH, TODAY, send
from web.link_signature import links


def pages_unread(app: Flask, crawl: EmployerCrawl) -> set[str]:
    """The employers' pages that no address led to."""
    adapter = app.url_map.bind("localhost")
    read = {
        adapter.match(path.partition("?")[0])[0]
        for path, status in crawl.statuses.items()
        if status in (200, 302, 303)
    }
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("workplace") and "GET" in (rule.methods or ())
    }
    return pages - read


def read_mails(app: Flask, store: sa.Engine) -> set[object]:
    """Each mail that goes to an employer, and what its links open for somebody not signed in."""
    crawl = crawl_of(app, None)
    theirs = {person.email for person in PEOPLE}
    with reading(store) as connection:
        rows = connection.execute(sa.select(mails).where(mails.c.to_address.not_in(theirs))).all()
    with app.test_request_context(base_url="http://localhost"):
        written = [(row.subject, links().in_text(row.body), row.to_address) for row in rows]
    assert written
    for subject, body, address in written:
        crawl.read_mail(subject, body, f"mail to {address}")
    crawl.send_forms()
    assert not crawl.unread
    return set(crawl.leaks)


@pytest.fixture
def store(sqlite_engine: sa.Engine) -> sa.Engine:
    with writing(sqlite_engine) as connection:
        upsert_market(connection, MARKET)
        proposed = t.placements.c.placement_id == "PL2"
        connection.execute(t.placements.update().where(proposed).values(proposed_on=TODAY))
        for name, employer in (("ola@prove.no", "E1"), ("ida@annen.no", "E2")):
            add_account(
                connection, Account(name, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id=employer)
            )
    return sqlite_engine


@pytest.fixture
def asked(app: Flask, store: sa.Engine) -> str:
    """The id of the request by which E1 is asked about Amina."""
    ask = Ask(PROFILE, TODAY, "kari", TODAY + WEEK)
    return send_request(store, KARI, "PL2", ask, now=NOW, today=TODAY).id


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_an_employer_reads_nothing_of_anybody_before_consent(app, store, asked, lang):
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    send(crawl.client, "/language", language=lang)
    crawl.read_pages(["/"])
    assert crawl.statuses[f"/workplace/E1/requests/{asked}"] == 200
    assert "Vil gjerne" in crawl.client.get(f"/workplace/E1/requests/{asked}").text
    if lang == "nb":
        crawl.send_forms()
        crawl.read_pages()
        crawl.sign_out()
    assert sorted(crawl.leaks) == []
    assert not crawl.unread
    assert crawl.guessed <= GUESSED
    assert not pages_unread(app, crawl)
    statuses = {**crawl.statuses, **crawl.sent}
    assert not {path: status for path, status in statuses.items() if status >= 500}


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_mails_and_their_links_tell_nothing_of_anybody(app, store, asked, lang):
    with writing(store) as connection:
        theirs = accounts.c.employer_id == "E1"
        connection.execute(accounts.update().where(theirs).values(language=lang))
        request = read_request(connection, asked)
        assert request is not None
        for again, tells in enumerate(Tells):
            tell(
                connection,
                read_matter(connection, request),
                tells,
                made_by="kari",
                now=NOW,
                again=again,
            )
    assert sorted(map(str, read_mails(app, store))) == []


def test_after_consent_the_reader_finds_the_name_and_nothing_else(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    crawl.read_pages()
    named = {leak.word for leak in crawl.leaks}
    assert "Amina Testesen" in named
    assert named <= {AMINA.name, AMINA.phone, AMINA.email}
    assert sorted(map(str, read_mails(app, store))) == []


def test_a_consent_that_is_taken_back_hides_the_name_again(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    note_said(store, KARI, "PL2", Said.BACK, now=NOW + WEEK / 7, today=TODAY)
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    crawl.read_pages()
    assert sorted(crawl.leaks) == []


def test_another_employer_reads_nothing_at_any_time(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, "ida@annen.no", request_id=(asked,))
    crawl.read_pages()
    crawl.send_forms()
    assert sorted(crawl.leaks) == []
