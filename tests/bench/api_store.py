"""The store of the API's load test, and what is looked for in it afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.api import EMPLOYERS, Scope
from matcher.domain.employers import Employer, Mentor, Opening, OpeningStatus
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.simulation.municipality import simulate_municipality
from matcher.store import tables as t
from matcher.store.employer_tables import opening_posts, requests
from matcher.store.engine import reading, writing
from matcher.store.migrate import prepare_store
from matcher.store.writers import upsert_market, upsert_rows
from matcher.workflows.api_tokens import make_token
from matcher.workflows.audit_log import verify_log
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask

if TYPE_CHECKING:
    from tests.bench.api_clients import Client

SEED, PEOPLE, OPENINGS = 1, 200, 500
# Requests that wait at each employer, each about somebody of their own.
ASKED = 10
PER_OFFICE = 5
FIRST_HOURS = 1.0


@dataclass(frozen=True)
class Place:
    """One client: its token, and its employer (None for an office's)."""

    token: str
    employer_id: str | None
    requests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cast:
    """Every client, and the people whom an office's token may suggest for."""

    places: tuple[Place, ...]
    people: tuple[str, ...]


def fill(engine: sa.Engine, clients: int) -> Cast:
    """A simulated municipality, and employers of the clients' own with requests that wait."""
    prepare_store(engine)
    today = date.today()
    market = simulate_municipality(
        participants=PEOPLE, openings=OPENINGS, seed=SEED, today=today
    ).market
    office = market.offices[0].office_id
    people = tuple(p.participant_id for p in market.participants if p.office_id == office)
    with writing(engine) as connection:
        upsert_market(connection, market)
    places = []
    for number in range(clients):
        if number % PER_OFFICE == PER_OFFICE - 1:
            secret = _token(engine, today, scopes=list(Scope), office_id=office)
            places.append(Place(secret, None))
        else:
            name = f"LOAD{number}"
            asked = _employer(engine, name, office, today)
            secret = _token(engine, today, scopes=sorted(EMPLOYERS), employer_id=name)
            places.append(Place(secret, name, asked))
    return Cast(tuple(places), people[:50])


def _token(engine: sa.Engine, today: date, **whose: object) -> str:
    return make_token(engine, name="load", made_by="load", today=today, **whose).secret


def _employer(engine: sa.Engine, name: str, office: str, today: date) -> tuple[str, ...]:
    """An employer with one opening that is changed, and one that somebody is asked about."""
    kari = Viewer("load", Role.ADVISER, office)
    starts = today + timedelta(days=7)
    people = [Participant(f"{name}-P{n}", office) for n in range(ASKED)]
    opening = Opening(
        f"{name}-A", name, "Butikk", "5223", tuple(Purpose), ASKED, (f"{name}-M",),
        hours_per_week=FIRST_HOURS, status=OpeningStatus.OPEN,
    )  # fmt: skip
    placements = [
        Placement(
            f"{name}-L{n}", person.participant_id, opening.opening_id, Purpose.EXPERIENCE,
            PlacementStatus.PROPOSED, f"{name}-M", starts, starts + timedelta(days=30),
        )
        for n, person in enumerate(people)
    ]  # fmt: skip
    with writing(engine) as connection:
        upsert_rows(connection, "participants", people)
        upsert_rows(connection, "employers", [Employer(name, name, capacity=ASKED)])
        upsert_rows(connection, "mentors", [Mentor(f"{name}-M", name, "Mia", capacity=ASKED)])
        upsert_rows(
            connection, "openings",
            [opening, replace(opening, opening_id=f"{name}-B", slots=1, mentors=())],
        )  # fmt: skip
        upsert_rows(connection, "placements", placements)
        own = t.placements.c.placement_id.in_([p.placement_id for p in placements])
        connection.execute(t.placements.update().where(own).values(proposed_on=today))
    ask = Ask("Vil gjerne prøve arbeidet.", today, "load", today + timedelta(days=7))
    now = datetime.now(UTC)
    return tuple(
        send_request(engine, kari, p.placement_id, ask, now=now, today=today).id for p in placements
    )


def wrong(engine: sa.Engine, clients: "Sequence[Client]") -> list[str]:
    """What was acknowledged and is not there, or is there twice, or was never asked for."""
    with reading(engine) as connection:
        titles = connection.execute(
            sa.select(t.openings.c.title).join(
                opening_posts, opening_posts.c.opening_id == t.openings.c.opening_id
            )
        ).scalars()
        posted = Counter(titles)
        names = connection.execute(
            sa.select(t.mentors.c.name).where(t.mentors.c.mentor_id.like("M-%"))
        ).scalars()
        mentors = Counter(names)
        hours = dict(
            connection.execute(
                sa.select(t.openings.c.opening_id, t.openings.c.hours_per_week).where(
                    t.openings.c.opening_id.like("LOAD%-B")
                )
            ).all()
        )
        answers = dict(connection.execute(sa.select(requests.c.id, requests.c.answer)).all())
    found = [
        *_differ("openings", posted, [title for c in clients for title in c.posted]),
        *_differ("mentors", mentors, [name for c in clients for name in c.mentors]),
    ]
    for client in clients:
        for request_id, answer in client.answered.items():
            if answers[request_id] != answer:
                found.append(f"answer {answer} to {request_id} is {answers[request_id]}")
    added: Counter[str] = Counter()
    for client in clients:
        added.update(client.changed)
    for opening_id, kept in hours.items():
        if round((kept - FIRST_HOURS) * 100) != added[opening_id]:
            found.append(f"{opening_id}: {added[opening_id]} changes, {kept} hours")
    problem = verify_log(engine).problem
    return [*found, *([] if problem is None else [f"audit log: {problem}"])]


def _differ(what: str, there: Counter[str], acknowledged: list[str]) -> list[str]:
    told = Counter(acknowledged)
    lost, more = told - there, there - told
    return [f"{what} lost: {lost.total()}"] * bool(lost) + [
        f"{what} twice or unasked: {more.total()}"
    ] * bool(more)
