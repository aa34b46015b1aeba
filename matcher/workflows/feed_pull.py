"""Use case: the vacancy feed is read on from where it was left, and its leads are kept.

A page's leads and the place in the feed are kept in one transaction: a pull that is cut off goes
on from there, and finds the same in the end.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from secrets import token_hex

from sqlalchemy import Engine

from matcher.domain.errors import FeedProblem
from matcher.exchange.feed_schema import Page, read_page
from matcher.store.engine import reading
from matcher.store.feed import (
    FeedPlace,
    claim_feed,
    keep_page,
    known_since,
    release_feed,
    remove_expired,
)
from matcher.store.nights import this_process
from matcher.workflows.feed_client import NOT_FOUND, FeedClient, Got
from matcher.workflows.feed_entries import Resolve, read_items

# The first pull goes back so far: what was advertised earlier has mostly been filled.
FIRST_DAYS = 90
# A page that has so many items may be full: only reading it again tells whether another follows.
FULL_PAGE = 1_000
# How far back a feed is read again when the page where it was left is gone.
AGAIN = timedelta(days=1)

log = logging.getLogger(__name__)


@dataclass
class Pulled:
    """What a pull did. ``skipped`` counts by what was wrong; ``at_end`` where nothing is left."""

    pages: int = 0
    entries: int = 0
    kept: int = 0
    unchanged: int = 0
    removed: int = 0
    expired: int = 0
    at_end: bool = False
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Pull:
    """Everything that a pull needs; ``since`` is where the first one begins (default: 90 days ago).

    ``resolve`` reads a title as an occupation, ``clock`` answers in UTC, ``report`` hears after
    every page.
    """

    engine: Engine
    client: FeedClient
    today: date
    clock: Callable[[], datetime]
    resolve: Resolve
    since: date | None = None
    max_pages: int | None = None
    report: Callable[[Pulled], None] = lambda _done: None


def pull_feed(pull: Pull) -> Pulled:
    """Read the feed to its end, or ``max_pages``.

    Conflict where it is being read already; FeedProblem where it cannot be read (what was read
    before stays).
    """
    me = f"{this_process()}/{token_hex(4)}"
    url, done = pull.client.base, Pulled()
    place = claim_feed(pull.engine, url, me, pull.clock())
    try:
        _read_on(pull, me, place, done)
        done.expired = remove_expired(pull.engine, pull.today)
    finally:
        release_feed(pull.engine, url, me)
    return done


def _read_on(pull: Pull, me: str, place: FeedPlace, done: Pulled) -> None:
    seen: set[str] = set()
    while pull.max_pages is None or done.pages < pull.max_pages:
        got, page = _next_page(pull, place)
        if page is None:  # nothing new, or nothing since then
            done.at_end = True
            return
        if page.id in seen:
            raise FeedProblem(f"The feed's pages lead back to {page.id}; nothing more was read.")
        seen.add(page.id)
        place = _place_after(page, got)
        _keep(pull, me, page, place, done)
        if page.next_id is None:
            done.at_end = True
            return


def _next_page(pull: Pull, place: FeedPlace) -> tuple[Got, Page | None]:
    if place.page is None:
        begin = pull.since or pull.today - timedelta(days=FIRST_DAYS)
        return _from(pull, datetime(begin.year, begin.month, begin.day, tzinfo=UTC))
    got, page = pull.client.get(f"/api/v1/feed/{place.page}", read_page, _conditions(place))
    if got.status == NOT_FOUND:
        log.warning("The feed's page %s is gone; reading again from the day before.", place.page)
        return _from(pull, (place.read_at or pull.clock()) - AGAIN)
    return got, page


def _from(pull: Pull, moment: datetime) -> tuple[Got, Page | None]:
    """The first page that is newer than ``moment``."""
    since = {"If-Modified-Since": format_datetime(moment.astimezone(UTC), usegmt=True)}
    return pull.client.get("/api/v1/feed", read_page, since)


def _conditions(place: FeedPlace) -> Mapping[str, str]:
    named = {"If-None-Match": place.etag, "If-Modified-Since": place.last_modified}
    return {name: value for name, value in named.items() if value is not None}


def _place_after(page: Page, got: Got) -> FeedPlace:
    if page.next_id is not None:
        return FeedPlace(page.next_id)
    if len(page.items) >= FULL_PAGE:
        return FeedPlace(page.id)
    return FeedPlace(page.id, got.etag, got.last_modified)


def _keep(pull: Pull, me: str, page: Page, place: FeedPlace, done: Pulled) -> None:
    with reading(pull.engine) as connection:
        uuids = {item.uuid for item in page.items if item.uuid is not None}
        known = known_since(connection, uuids)
    found = read_items(pull, me, page.items, known)
    done.removed += keep_page(
        pull.engine, pull.client.base, me,
        leads=found.leads, gone=found.gone, place=place, now=pull.clock(),
    )  # fmt: skip
    done.pages += 1
    done.entries += len(page.items)
    done.kept += len(found.leads)
    done.unchanged += found.unchanged
    done.skipped.update(found.skipped)
    pull.report(done)
