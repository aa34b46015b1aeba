"""The entries of one page: which are asked for, and what becomes of each.

What was withdrawn, expired, or can no longer be read goes at once, whatever was kept of it before.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from matcher.domain.errors import FeedProblem
from matcher.domain.vacancies import VacancyLead
from matcher.exchange.feed_schema import BadEntry, BadItem, Entry, Item, read_entry
from matcher.exchange.vacancy import lead_of
from matcher.store.feed import still_reading
from matcher.workflows.feed_client import FeedClient

if TYPE_CHECKING:
    from sqlalchemy import Engine

Resolve = Callable[[str], str | None]

# Entries that are asked for at once: enough to hide the way to the server, and no burden to it.
AT_ONCE = 4
# After so many entries a pull says that it lives.
A_STRETCH = 200
# So many entries of a page may fail for good; beyond that it is the feed that fails.
MOST_FAILED = 5


class Reading(Protocol):
    """What reading entries needs of a pull."""

    @property
    def engine(self) -> "Engine": ...
    @property
    def client(self) -> FeedClient: ...
    @property
    def today(self) -> date: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def resolve(self) -> Resolve: ...


@dataclass(slots=True)
class Found:
    """What the items of a page came to; ``skipped`` counts by what was wrong."""

    leads: list[VacancyLead] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


_Outcome = Entry | BadEntry | FeedProblem | None


def read_items(
    pull: Reading, me: str, items: Sequence[Item | BadItem], known: Mapping[str, datetime]
) -> Found:
    """The leads of a page's items, the last line about a vacancy counting.

    ``known`` says when what is kept already changed last. FeedProblem where too many entries
    cannot be fetched, Conflict where the pull was taken over.
    """
    found, asked = _sorted(items, known), []
    last = {item.uuid: item for item in items if isinstance(item, Item)}
    for uuid, item in last.items():
        if uuid in found.gone:
            continue
        if uuid in known and known[uuid] >= item.changed_at:
            found.unchanged += 1
        else:
            asked.append(uuid)
    _ask(pull, me, asked, found)
    return found


def _sorted(items: Sequence[Item | BadItem], known: Mapping[str, datetime]) -> Found:
    found = Found()
    for item in items:
        if isinstance(item, BadItem):
            found.skipped[item.what] += 1
        if item.uuid is None:
            continue
        if isinstance(item, BadItem) or item.withdrawn:
            found.gone.add(item.uuid)
        else:
            found.gone.discard(item.uuid)
    return found


def _ask(pull: Reading, me: str, uuids: Sequence[str], found: Found) -> None:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="feed") as pool:
        failed = 0
        for first in range(0, len(uuids), A_STRETCH):
            stretch = uuids[first : first + A_STRETCH]
            for part in range(0, len(stretch), 4 * AT_ONCE):
                some = stretch[part : part + 4 * AT_ONCE]
                outcomes = pool.map(lambda uuid: _entry(pull.client, uuid), some)
                for uuid, outcome in zip(some, outcomes, strict=True):
                    failed += isinstance(outcome, FeedProblem)
                    if failed > MOST_FAILED and isinstance(outcome, FeedProblem):
                        raise outcome
                    _sort_in(pull, uuid, outcome, found)
            still_reading(pull.engine, pull.client.base, me, pull.clock())


def _entry(client: FeedClient, uuid: str) -> _Outcome:
    try:
        _, entry = client.get(f"/api/v1/feedentry/{uuid}", lambda body: read_entry(body, uuid))
    except (BadEntry, FeedProblem) as problem:
        return problem
    return entry


def _sort_in(pull: Reading, uuid: str, outcome: _Outcome, found: Found) -> None:
    if isinstance(outcome, Entry):
        try:
            lead = lead_of(outcome, pull.resolve)
        except BadEntry as bad:
            outcome = bad
        else:
            if lead.until is None or lead.until >= pull.today:
                found.leads.append(lead)
                return
            outcome = None
    if isinstance(outcome, BadEntry):
        found.skipped[str(outcome)] += 1
    elif isinstance(outcome, FeedProblem):
        found.skipped["entry: could not be fetched"] += 1
    found.gone.add(uuid)
