"""An employer's account reads every page and file; nobody's name or story is among them."""

import pytest
from flask import Flask

from matcher.workflows.workplace.consent import Said, note_said
from tests.integration.crawl.employer_crawl import EmployerCrawl
from tests.integration.crawl.employer_scene import (
    AMINA,
    GUESSED,
    IDA,
    KARI,
    NOW,
    OLA,
    WEEK,
    crawl_of,
)
from tests.integration.web_start import TODAY, send


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


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_an_employer_reads_nothing_of_anybody_before_consent(app, store, asked, lang):
    crawl = crawl_of(app, OLA, request_id=(asked,))
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


def test_after_consent_the_reader_finds_the_name_and_nothing_else(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, OLA, request_id=(asked,))
    crawl.read_pages()
    named = {leak.word for leak in crawl.leaks}
    assert "Amina Testesen" in named
    assert named <= {AMINA.name, AMINA.phone, AMINA.email}


def test_a_consent_that_is_taken_back_hides_the_name_again(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    note_said(store, KARI, "PL2", Said.BACK, now=NOW + WEEK / 7, today=TODAY)
    crawl = crawl_of(app, OLA, request_id=(asked,))
    crawl.read_pages()
    assert sorted(crawl.leaks) == []


def test_another_employer_reads_nothing_at_any_time(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, IDA, request_id=(asked,))
    crawl.read_pages()
    crawl.send_forms()
    assert sorted(crawl.leaks) == []
