"""Everything that the papers say, read once: store, registry, settings. No person is among it."""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import matcher
from matcher.domain.access import OPERATOR
from matcher.domain.errors import BadInput
from matcher.domain.policy import Policy
from matcher.domain.retention import Retention
from matcher.ranking.day_one import DayOne
from matcher.simulation.staff import demo_staff
from matcher.store.audit_chain import ChainCheck, verify_chain
from matcher.store.engine import reading
from matcher.store.every_table import row_counts
from matcher.store.findings import GroupFinding
from matcher.store.model_registry import read_version
from matcher.store.nights import Night, read_nights
from matcher.store.paper_counts import PaperCounts, read_counts
from matcher.store.paper_doors import DoorCounts, read_doors
from matcher.store.readers import read_accounts
from matcher.workflows.demo import PARTICIPANTS
from matcher.workflows.findings import list_findings
from matcher.workflows.last_backup import read_last_backup
from matcher.workflows.mail_server import read_mail_server
from matcher.workflows.model_page import latest_fairness
from matcher.workflows.program import Program
from matcher.workflows.retention import overdue, read_retention

# A year of nights.
NIGHTS = 365


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true as of ``today``. ``manifest`` is empty for the start model; ``made_up`` people
    are those of the demo.

    ``report`` is that of the night that made the model in use; ``fairness`` the latest night's;
    ``mail_server`` the host that the environment names.
    """

    today: date
    now: datetime
    made_up: bool
    program: str
    database: str
    model: str
    learned: bool
    problem: bool
    manifest: Mapping[str, Any]
    report: Mapping[str, Any]
    fairness: Mapping[str, Any]
    nights: Mapping[str, int]
    last_night: Night | None
    findings: tuple[GroupFinding, ...]
    rows: Mapping[str, int]
    counts: PaperCounts
    doors: DoorCounts
    mail_server: str | None
    chain: ChainCheck
    retention: Retention
    overdue_people: int
    backup: datetime | None
    policy: Policy
    day_one: DayOne

    @property
    def waiting(self) -> int:
        """How many open findings nobody looks after."""
        return sum(each.waits(self.today) for each in self.findings)


def read_facts(program: Program, *, today: date, now: datetime) -> Facts:
    """Read everything; nothing is written."""
    found = program.in_use.look()
    learned = found.model.version != program.day_one.version
    periods = read_retention()
    with reading(program.engine) as connection:
        manifest = read_version(connection, found.model.version).manifest if learned else {}
        nights = read_nights(connection, NIGHTS)
        rows, counts = row_counts(connection), read_counts(connection)
        doors = read_doors(connection, today=today, now=now)
        chain = verify_chain(connection)
        names = {account.name for account in read_accounts(connection)}
    copied = read_last_backup(program.engine.url)
    return Facts(
        today=today,
        now=now,
        made_up={viewer.name for viewer in demo_staff(PARTICIPANTS)} <= names,
        program=matcher.__version__,
        database=program.engine.dialect.name,
        model=found.model.version,
        learned=learned,
        problem=found.problem is not None,
        manifest=manifest,
        report=manifest.get("report", {}),
        fairness=latest_fairness(nights),
        nights=Counter(night.state for night in nights),
        last_night=nights[0] if nights else None,
        findings=list_findings(program.engine, OPERATOR, closed=True),
        rows=rows,
        counts=counts,
        doors=doors,
        mail_server=_mail_host(os.environ),
        chain=chain,
        retention=periods,
        overdue_people=len(overdue(program.engine, periods, today=today).people),
        backup=None if copied is None else copied.made_at,
        policy=program.policy,
        day_one=program.day_one,
    )


def _mail_host(environment: Mapping[str, str]) -> str | None:
    """Where mail goes out; None where nothing is set up that could be used."""
    try:
        server = read_mail_server(environment)
    except BadInput:
        return None
    return None if server is None else server.host
