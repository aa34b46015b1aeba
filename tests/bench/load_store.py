"""The store of the load test: a simulated municipality, two hundred advisers, links to forms.

Afterwards what the pages acknowledged is looked for in the store, one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

import sqlalchemy as sa

from matcher.domain.access import Role
from matcher.domain.employers import Office, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.outcomes import Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.stops import StopReason
from matcher.simulation.municipality import simulate_municipality
from matcher.store.day_tables import follow_ups
from matcher.store.employer_tables import stops
from matcher.store.engine import reading, writing
from matcher.store.life_tables import placement_events, reports_given
from matcher.store.migrate import prepare_store
from matcher.store.readers import Account
from matcher.store.writers import add_account, make_link, upsert_market
from matcher.workflows.audit_log import verify_log
from matcher.workflows.report_overview import may_report
from matcher.workflows.sign_in import hash_password

PASSWORD = "en lang setning for en lang dag"
SEED = 1
# A form is asked for while it is remembered.
ASKED_WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class Cast:
    """Who takes part: advisers with their people, and the links that others answer."""

    advisers: list[dict[str, Any]]
    links: list[dict[str, Any]]
    employers: list[dict[str, Any]]
    office_of: dict[str, str]
    names: list[str]

    @property
    def size(self) -> str:
        """How many people there are, for the table's notes."""
        return f"{len(self.office_of)} participants then and now, {len(self.links)} open links"


def fill(
    engine: sa.Engine,
    *,
    advisers: int,
    employers: int,
    participants: int,
    openings: int,
    today: date,
) -> Cast:
    """Set the store up and fill it; answers who takes part."""
    prepare_store(engine)
    market = simulate_municipality(
        participants=participants, openings=openings, seed=SEED, today=today
    ).market
    names = _names(market.offices, advisers)
    market = _shared_out(market, names, participants)
    hashed = hash_password(PASSWORD)  # one for all: each takes time on purpose
    with writing(engine) as connection:
        upsert_market(connection, market)
        for name, office in names.items():
            add_account(connection, Account(name, Role.ADVISER, hashed, today, office))
        bosses = _bosses(market, employers)
        for boss in bosses:
            account = Account(boss["name"], Role.EMPLOYER, hashed, today,
                              employer_id=boss["employer"])  # fmt: skip
            add_account(connection, account)
        links = _links(connection, market, today)
    return Cast(
        [_adviser(market, name, participants, today) for name in names],
        links,
        bosses,
        {p.participant_id: p.office_id for p in market.participants},
        _names_of_nobody_else(market),
    )


def _names_of_nobody_else(market: Market) -> list[str]:
    """Names of participants; a mentor who is called the same may be named at the workplace."""
    mentors = {mentor.name for mentor in market.mentors}
    return [p.name for p in market.participants if p.name and p.name not in mentors]


def _bosses(market: Market, count: int) -> list[dict[str, Any]]:
    """One person at each of so many employers that have openings."""
    openings: dict[str, list[str]] = defaultdict(list)
    for opening in market.openings:
        if opening.status is OpeningStatus.OPEN:
            openings[opening.employer_id].append(opening.opening_id)
    return [
        {"name": f"boss{number:03}@example.org", "employer": employer, "openings": own}
        for number, (employer, own) in enumerate([*openings.items()][:count])
    ]


def _names(offices: Sequence[Office], count: int) -> dict[str, str]:
    turn = cycle(office.office_id for office in offices)
    return {f"adviser{number:03}": next(turn) for number in range(count)}


def _shared_out(market: Market, names: Mapping[str, str], current: int) -> Market:
    """The people who are in the programme, dealt to the advisers of their office in turn."""
    turns = {
        office.office_id: cycle([n for n, o in names.items() if o == office.office_id])
        for office in market.offices
    }
    people = tuple(
        replace(person, adviser=next(turns[person.office_id])) if place < current else person
        for place, person in enumerate(market.participants)
    )
    return replace(market, participants=people)


def _adviser(market: Market, name: str, current: int, today: date) -> dict[str, Any]:
    own = [p.participant_id for p in market.participants[:current] if p.adviser == name]
    running = [p for p in market.placements if p.participant_id in own and _can_move(p, today)]
    return {
        "name": name,
        "people": own,
        "running": {p.placement_id: p.planned_end.isoformat() for p in running if p.planned_end},
    }


def _can_move(placement: Placement, today: date) -> bool:
    ends = placement.planned_end
    running = placement.status is PlacementStatus.RUNNING
    return running and ends is not None and ends > today + timedelta(days=3)


def _links(connection: sa.Connection, market: Market, today: date) -> list[dict[str, Any]]:
    """A link to each form about a placement that somebody may tell of."""
    found = []
    now = datetime.now(UTC)
    for placement in market.placements:
        if not may_report(placement, today) or _long_ago(placement, today):
            continue
        for reporter in (Reporter.PARTICIPANT, Reporter.MENTOR):
            link = make_link(
                connection, placement.placement_id, reporter,
                expires_on=today + timedelta(days=14), made_by="load", now=now, today=today,
            )  # fmt: skip
            found.append(
                {"id": link.id, "placement": placement.placement_id, "who": reporter.value}
            )
    return found


def _long_ago(placement: Placement, today: date) -> bool:
    ended = placement.ended or placement.planned_end
    return ended is not None and ended < today - ASKED_WITHIN


def missing(engine: sa.Engine, acknowledged: Mapping[str, Any]) -> dict[str, int]:
    """Writes that a page said were kept and the store does not hold, or holds twice; by kind."""
    with reading(engine) as connection:
        notes = Counter(connection.execute(sa.select(follow_ups.c.note)).scalars())
        steps = Counter(
            (row.placement_id, row.reason) for row in connection.execute(_steps()) if row.reason
        )
        told = {
            (row.placement_id, row.reporter): row.answers
            for row in connection.execute(sa.select(reports_given).order_by(reports_given.c.id))
        }
        paused = Counter(
            connection.scalars(
                sa.select(stops.c.opening_id).where(
                    stops.c.reason == StopReason.PAUSED.value, stops.c.lifted_on.is_(None)
                )
            )
        )
    return {
        "pauses": sum(
            paused[opening] != int(bool(until)) for opening, until in acknowledged["pauses"].items()
        ),
        "follow-ups": sum(notes[text] != 1 for text in acknowledged["follow_ups"]),
        "steps": sum(steps[place, why] != 1 for place, why in acknowledged["steps"]),
        "forms": sum(
            told.get(tuple(form.split("/"))) != answers
            for form, answers in acknowledged["forms"].items()
        ),
    }


def _steps() -> sa.Select[Any]:
    return sa.select(placement_events.c.placement_id, placement_events.c.reason)


def damage(engine: sa.Engine) -> list[str]:
    """What is broken in the store: its own check (SQLite), and the chain of the audit log."""
    found = []
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            found += [str(line) for line in said if line != "ok"]
            found += map(str, connection.exec_driver_sql("PRAGMA foreign_key_check").all())
    check = verify_log(engine)
    return [*found, *([] if check.problem is None else [f"audit log: {check.problem}"])]
