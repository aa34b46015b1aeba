"""How a test of the feed begins: a pull that waits for nobody, and what it has kept."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from matcher.store.engine import reading
from matcher.store.feed import read_leads
from matcher.store.feed_tables import vacancy_leads
from matcher.workflows.feed_client import Patience
from matcher.workflows.feed_leads import occupation_of_title
from matcher.workflows.feed_network import open_feed
from matcher.workflows.feed_pull import Pull
from tests.integration.feed_server import FeedServer

NOW = datetime(2025, 9, 1, 8, 0, tzinfo=UTC)
waits: list[float] = []


def made_pull(feed: FeedServer, engine: sa.Engine, today: date) -> Pull:
    client = open_feed(feed.url, patience=Patience(waits.append, lambda: 0.5))
    return Pull(engine, client, today, lambda: NOW, occupation_of_title)


def leads(pull: Pull) -> dict[str, Any]:
    with reading(pull.engine) as connection:
        return {lead.uuid: lead for lead in read_leads(connection, pull.today)}


def rows(engine: sa.Engine) -> list[Any]:
    with reading(engine) as connection:
        found = connection.execute(sa.select(vacancy_leads).order_by(vacancy_leads.c.uuid))
        return [tuple(row) for row in found]


def publish(feed: FeedServer, count: int) -> None:
    for number in range(count):
        feed.publish(f"a{number:03}")
