"""Use case: a made-up municipality to try the program on (``demo``)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from matcher.domain.access import Role, Viewer
from matcher.domain.errors import Conflict
from matcher.domain.market import Market
from matcher.simulation.municipality import simulate_municipality
from matcher.simulation.staff import demo_staff, made_up_contact
from matcher.store.engine import reading, writing
from matcher.store.nights import read_nights
from matcher.store.readers import Account, read_account, read_accounts, read_ids
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.demo_talks import answer_calls, note_talks
from matcher.workflows.demo_workplace import ask_employers, employer_of_demo
from matcher.workflows.program import Program, open_program
from matcher.workflows.sign_in import hash_password

PARTICIPANTS, SEED = 200, 2026
# Known to everybody who reads this: the demo is served on this machine only.
PASSWORD = "jobbsmak-demo"
# Somebody at the employer that has most people today.
EMPLOYEE = "sjef@example.com"


@dataclass(frozen=True, slots=True)
class DemoReady:
    """The accounts of the demo, all with ``password``."""

    accounts: tuple[Viewer, ...]
    password: str

    @property
    def sentence(self) -> str:
        """What a newcomer needs to know to sign in."""
        lines = [
            f"  {viewer.name:<16} {viewer.role:<8} {_belongs(viewer)}" for viewer in self.accounts
        ]
        return "\n".join(
            ["Everybody in it is made up. Accounts:", *lines, f"Password of all: {self.password}"]
        )


def make_demo(engine: Engine, *, today: date, report: Callable[[str], None]) -> DemoReady:
    """Fill an empty store with the demo; leave one that holds it already as it is.

    Conflict where the store holds anything else, so that no real office is ever mixed with it.
    """
    staff = demo_staff(PARTICIPANTS)
    if _is_filled(engine, staff):
        report("The demo is there already.")
        return _ready(engine, staff)
    report(f"Making {PARTICIPANTS} made-up participants with two years of history …")
    market = simulate_municipality(participants=PARTICIPANTS, seed=SEED, today=today).market
    report("Writing them to the store …")
    _fill(engine, market, staff, today)
    report("Noting what their advisers heard …")
    note_talks(engine, market, today=today)
    for leader in (viewer for viewer in staff if viewer.role is Role.LEADER):
        answer_calls(engine, leader, today=today)
    report("Asking employers …")
    program = open_program(engine.url.render_as_string(hide_password=False))
    try:
        ask_employers(program, market, today=today)
    finally:
        program.engine.dispose()
    return _ready(engine, staff)


def learn_once(
    program: Program,
    *,
    today: date,
    clock: Callable[[], datetime],
    report: Callable[[str], None],
) -> None:
    """The demo's first night of learning; nothing where there was one that came to its end.

    JobbsmakError where it fails; the start model is then in use.
    """
    from matcher.workflows.night import run_night

    with reading(program.engine) as connection:
        if any(night.state in ("promoted", "kept") for night in read_nights(connection)):
            return
    report("Learning from their outcomes …")
    report(run_night(program, today=today, clock=clock).report["why"])


def _ready(engine: Engine, staff: tuple[Viewer, ...]) -> DemoReady:
    """The accounts; a demo that was made before employers had any has none of theirs."""
    with reading(engine) as connection:
        employee = read_account(connection, EMPLOYEE)
    return DemoReady(staff if employee is None else (*staff, employee.viewer), PASSWORD)


def _belongs(viewer: Viewer) -> str:
    if viewer.employer_id is not None:
        return f"employer {viewer.employer_id}"
    return f"office {viewer.office_id}"


def _is_filled(engine: Engine, staff: tuple[Viewer, ...]) -> bool:
    with reading(engine) as connection:
        names = {account.name for account in read_accounts(connection)}
        offices = read_ids(connection, "offices")
    if not names and not offices:
        return False
    if {viewer.name for viewer in staff} <= names:
        return True
    raise Conflict(
        "The store holds other data, and the demo is not mixed with it. Name an empty store,"
        " for example DATABASE_URL=sqlite:///demo.db."
    )


def _fill(engine: Engine, market: Market, staff: tuple[Viewer, ...], today: date) -> None:
    # One hash serves all: they share the password, and each hash takes time on purpose.
    password_hash = hash_password(PASSWORD)
    with writing(engine) as connection:
        upsert_market(connection, market)
        for number, viewer in enumerate(staff, start=1):
            add_account(
                connection,
                Account(
                    viewer.name, viewer.role, password_hash, today, viewer.office_id,
                    **made_up_contact(number, viewer.name),
                ),
            )  # fmt: skip
        there = employer_of_demo(market)
        add_account(
            connection, Account(EMPLOYEE, Role.EMPLOYER, password_hash, today, employer_id=there)
        )
