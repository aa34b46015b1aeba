"""A small market in which an employer may be asked: a proposed placement, people at both ends."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from matcher.domain.access import Role, Viewer
from matcher.domain.mails import LinkKind
from matcher.domain.participants import PartOfWeek
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.domain.requests import Request
from matcher.store import tables as t
from matcher.store.employer_tables import mails
from matcher.store.engine import reading, writing
from matcher.store.own_tables import accounts
from matcher.store.readers import Account
from matcher.store.requests import read_request_links
from matcher.store.writers import add_account, upsert_rows
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from tests.integration.web_start import PASSWORD_HASH, TODAY
from web.link_signature import token_of

NOW = datetime(2025, 9, 1, 8, tzinfo=UTC)
NAME = "Amina Testesen"
OLA = Viewer("ola@prove.no", Role.EMPLOYER, employer_id="E1")
IDA = "ida@annen.no"
KARI = Viewer("kari", Role.ADVISER, "N1")
PROFILE = "Vil gjerne prøve arbeidet.\nKan arbeide på dagtid."
PROPOSED = Placement(
    "PL2", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.PROPOSED, "M2",
    date(2025, 9, 8), date(2025, 11, 28),
)  # fmt: skip


def propose(store: sa.Engine) -> None:
    """PL2 is proposed today; P1 has a name; ola is at E1, ida at another employer E2."""
    with writing(store) as connection:
        upsert_rows(connection, "placements", (PROPOSED,))
        proposed = t.placements.c.placement_id == "PL2"
        connection.execute(t.placements.update().where(proposed).values(proposed_on=TODAY))
        one = t.participants.c.participant_id == "P1"
        connection.execute(
            t.participants.update().where(one).values(
                name=NAME, phone="900 00 000", email="amina@prove.no", adviser="kari",
                available=PartOfWeek.DAY.value,
            )
        )  # fmt: skip
        connection.execute(t.employers.insert().values(employer_id="E2", name="En annen"))
        for name, employer_id in ((OLA.name, "E1"), (IDA, "E2")):
            add_account(
                connection,
                Account(name, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id=employer_id),
            )


def send_it(store: sa.Engine, answer_by: date = TODAY + timedelta(days=7)) -> Request:
    """Kari asks E1 about P1."""
    ask = Ask(PROFILE, TODAY, "kari", answer_by)
    return send_request(store, KARI, "PL2", ask, now=NOW, today=TODAY)


def answer_link(app: Flask, store: sa.Engine, request: Request, email: str | None = None) -> str:
    """The address by which somebody of that mail address answers; None: who has no account."""
    with reading(store) as connection:
        (link,) = [x for x in read_request_links(connection, request.id) if x.email == email]
    with app.test_request_context():
        return f"/answer/{token_of(link.id, LinkKind.ANSWER)}"


def mails_to(store: sa.Engine, address: str) -> list[str]:
    """The subjects of the mails to an address, in the order of their keys."""
    with reading(store) as connection:
        rows = connection.execute(
            sa.select(mails.c.subject_key).where(mails.c.to_address == address)
        ).scalars()
        return sorted(rows)


def read_all_mail(store: sa.Engine) -> str:
    """Every word of every mail."""
    with reading(store) as connection:
        rows = connection.execute(sa.select(mails.c.subject, mails.c.body)).all()
    return "\n".join(" ".join(row) for row in rows)


def speaks_english(store: sa.Engine) -> None:
    """Everybody at E1 reads English."""
    with writing(store) as connection:
        connection.execute(
            accounts.update().where(accounts.c.employer_id == "E1").values(language="en")
        )
