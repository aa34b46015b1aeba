"""One pull in a process of its own: ``feed_side.py URL STORE`` prints what it took."""

import json
import random
import sys
import time
from datetime import UTC, date, datetime

from matcher.store.engine import open_store
from matcher.store.migrate import prepare_store
from matcher.workflows.feed_client import Patience
from matcher.workflows.feed_leads import occupation_of_title
from matcher.workflows.feed_network import open_feed
from matcher.workflows.feed_pull import Pull, pull_feed
from tests.bench.measuring import peak_megabytes


def main(url: str, store: str) -> None:
    """Pull once, and print one JSON document."""
    engine = open_store(store)
    prepare_store(engine)
    client = open_feed(url, patience=Patience(time.sleep, random.random))
    pull = Pull(engine, client, date(2025, 9, 1), lambda: datetime.now(UTC), occupation_of_title)
    before, began = peak_megabytes(), time.perf_counter()
    done = pull_feed(pull)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "entries": done.entries,
                "kept": done.kept,
                "unchanged": done.unchanged,
                "before": before,
                "peak": peak_megabytes(),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
