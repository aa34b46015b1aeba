"""What goes wrong while the feed is read: it is tried again, said, or read on from where it was."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from matcher.domain.errors import Conflict, FeedProblem
from matcher.store.feed import FeedPlace, claim_feed, keep_page, release_feed
from matcher.store.feed_tables import feed_state, vacancy_leads
from matcher.workflows.feed_network import open_feed
from matcher.workflows.feed_pull import Pull, Pulled, pull_feed
from tests.integration.feed_server import BEGAN, FeedServer
from tests.integration.feed_start import NOW, leads, publish, rows, waits


@pytest.mark.parametrize("kind", [500, 503, 429, "truncated", "cut off"])
@pytest.mark.parametrize("path", ["/api/v1/feed/", "/api/v1/feed", "/api/v1/feedentry/"])
def test_a_passing_failure_is_tried_again(
    feed: FeedServer, pull: Pull, path: str, kind: int | str
) -> None:
    publish(feed, 6)
    feed.faults += [(path, kind)] * 2
    assert pull_feed(pull).kept == 6
    assert len(waits) == 2
    assert all(wait >= 0.75 for wait in waits)


def test_waiting_doubles_and_ends_with_one_clear_line(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 1)
    feed.faults += [("/api/v1/feed", "truncated")] * 5
    with pytest.raises(FeedProblem, match="not whole JSON, 5 times"):
        pull_feed(pull)
    assert waits == [0.75, 1.5, 3.0, 6.0]


def test_a_token_that_rotates_is_fetched_again(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 8)

    def rotate(_done: Pulled) -> None:
        feed.token = f"{feed.token}x"

    assert pull_feed(replace(pull, report=rotate)).kept == 8
    assert feed.asked["/api/publicToken"] == 3


def test_a_token_that_is_refused_twice_is_said(feed: FeedServer, pull: Pull, tmp_path: Any) -> None:
    publish(feed, 1)
    own = tmp_path / "token"
    own.write_text("old-token\n", encoding="utf-8")
    with pytest.raises(FeedProblem, match="refuses the token"):
        pull_feed(replace(pull, client=open_feed(feed.url, own)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": 7}, "title: expected text"),
        ({"title": "<br>"}, "title: expected text"),
        ({"workLocations": "Oslo"}, "workLocations: expected a list"),
        ({"workLocations": [{"postalCode": 554}]}, "workLocations.[].postalCode: expected text"),
        ({"employer": ["x"]}, "employer: expected another type"),
        ({"expires": "when we are done"}, "expires: expected a date such as 2026-03-31T00:00:00"),
        ({"categoryList": [{"code": 5120}]}, "categoryList.[].code: expected text"),
    ],
)
def test_an_entry_of_wrong_types_is_skipped_and_counted(
    feed: FeedServer, pull: Pull, wrong: dict[str, Any], said: str
) -> None:
    publish(feed, 5)
    feed.entries["a002"]["ad_content"] |= wrong
    done = pull_feed(pull)
    assert dict(done.skipped) == {said: 1}
    assert set(leads(pull)) == {"a000", "a001", "a003", "a004"}


@pytest.mark.parametrize(
    "line",
    [None, [], "x", {}, {"id": 5}, {"_feed_entry": {"uuid": "../x"}}, {"_feed_entry": "a001"},
     {"id": "a9", "_feed_entry": {"uuid": "a9", "status": 1}},
     {"id": "a9", "_feed_entry": {"uuid": "a9", "status": "ACTIVE", "sistEndret": "now"}}],
)  # fmt: skip
def test_a_line_that_is_none_is_skipped_and_counted(
    feed: FeedServer, pull: Pull, line: object
) -> None:
    publish(feed, 2)
    feed.items.insert(1, line)  # what a page should never hold
    done = pull_feed(pull)
    assert done.skipped.total() == 1
    assert set(leads(pull)) == {"a000", "a001"}


def test_a_few_entries_that_never_answer_do_not_stop_the_pull(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 4)
    feed.faults += [("/api/v1/feedentry/a001", 500)] * 5
    assert dict(pull_feed(pull).skipped) == {"entry: could not be fetched": 1}
    assert set(leads(pull)) == {"a000", "a002", "a003"}


def test_a_pull_that_is_cut_off_goes_on_and_finds_the_same(
    feed: FeedServer, pull: Pull, sqlite_engine: sa.Engine
) -> None:
    publish(feed, 12)
    feed.publish("a001", status="INACTIVE")

    class Killed(BaseException):
        pass

    def die(done: Pulled) -> None:
        if done.pages == 2:
            raise Killed

    with pytest.raises(Killed):
        pull_feed(replace(pull, report=die))
    assert len(rows(pull.engine)) == 6  # a001 is withdrawn by now
    done = pull_feed(pull)
    cut_off = rows(pull.engine)
    with sqlite_engine.begin() as connection:
        connection.execute(vacancy_leads.delete())
        connection.execute(feed_state.delete())
    whole = pull_feed(pull)
    assert rows(pull.engine) == cut_off
    assert done.pages < whole.pages


def test_a_process_that_is_killed_leaves_a_feed_that_the_next_one_reads_on(
    feed: FeedServer, pull: Pull
) -> None:
    publish(feed, 12)
    process: subprocess.Popen[bytes] | None = None

    def kill(path: str) -> None:
        if path.endswith("/page-2") and process is not None:
            process.kill()

    feed.hear = kill
    process = subprocess.Popen(
        [sys.executable, "-c", "from matcher.cli import main; main()", "feed", "pull",
         "--url", feed.url, "--today", "2025-09-01"],
        env={**os.environ, "DATABASE_URL": str(pull.engine.url)},
    )  # fmt: skip
    assert process.wait(60) == -signal.SIGKILL
    before = rows(pull.engine)
    assert len(before) == 7
    now = replace(pull, clock=lambda: datetime.now(UTC))
    assert pull_feed(now).kept == 5
    assert [row[0] for row in rows(pull.engine)] == [f"a{number:03}" for number in range(12)]
    assert set(before) <= set(rows(pull.engine))


def test_a_page_that_is_gone_is_read_again_from_the_day_before(
    feed: FeedServer, pull: Pull
) -> None:
    publish(feed, 6)
    pull_feed(replace(pull, max_pages=1, clock=lambda: BEGAN))
    with pull.engine.begin() as connection:
        connection.execute(feed_state.update().values(page="page-of-old"))
    assert pull_feed(pull).at_end
    assert feed.conditions[-2] == {"since": "Thu, 31 Jul 2025 06:00:00 GMT"}
    assert len(leads(pull)) == 6


def test_two_pulls_at_once_are_one_and_the_other_says_so(feed: FeedServer, pull: Pull) -> None:
    publish(feed, 2)
    said: list[str] = []

    def another(_done: Pulled) -> None:
        with pytest.raises(Conflict) as caught:
            pull_feed(pull)
        said.append(str(caught.value))

    assert pull_feed(replace(pull, report=another)).kept == 2
    assert "is being read already" in said[0]
    assert pull_feed(pull).at_end


def test_a_pull_that_was_taken_over_writes_nothing_more(pull: Pull) -> None:
    claim_feed(pull.engine, "u", "elsewhere:1/a", datetime(2025, 9, 1, 7, 0, tzinfo=UTC))
    claim_feed(pull.engine, "u", "elsewhere:2/b", NOW)
    with pytest.raises(Conflict, match="took this reading"):
        keep_page(pull.engine, "u", "elsewhere:1/a", leads=(), gone=(), place=FeedPlace("x"),
                  now=NOW)  # fmt: skip
    release_feed(pull.engine, "u", "elsewhere:2/b")
    assert claim_feed(pull.engine, "u", "elsewhere:3/c", NOW).page is None
