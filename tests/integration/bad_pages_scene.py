"""Who asks for the pages, and what is there behind each kind of address and link."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from matcher.domain.access import Role, Viewer
from matcher.domain.mails import LinkKind
from matcher.domain.outcomes import Reporter
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.consents import read_consent_links
from matcher.store.engine import reading, writing
from matcher.store.invitations import add_invitation
from matcher.store.readers import Account
from matcher.store.requests import read_request_links
from matcher.store.sign_in_links import add_sign_in_link
from matcher.store.writers import add_account, make_link, upsert_rows
from matcher.workflows.links import PATHS, Links
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from matcher.workflows.workplace.consent import ask_consent
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.web_start import SECRET, TODAY

WHO = {"adviser": Role.ADVISER, "leader": Role.LEADER, "admin": Role.ADMINISTRATOR,
       "employer": Role.EMPLOYER}  # fmt: skip
# What stands in an address, by the name of its place.
IDS = {
    "participant_id": "P1", "placement_id": "PL1", "opening_id": "O1", "employer_id": "E1",
    "mentor_id": "M1", "sheet_id": sheet_id("PL1"), "reporter": "mentor", "step": "end",
    "rule": "capacity", "int:rank": "1", "int:months": "3",
}  # fmt: skip
_ADVISER = Viewer("adviser", Role.ADVISER, "N1")
_PROPOSED = Placement(
    "PL2", "P1", "O1", Purpose.EXPERIENCE, PlacementStatus.PROPOSED, None,
    TODAY + timedelta(days=14), date(2025, 11, 28),
)  # fmt: skip


def people_and_links(engine: sa.Engine) -> dict[str, str]:
    """Adds somebody of each kind, and what an employer is asked; answers ids and tokens.

    A token is found by the beginning of its address, an id by the name of its place.
    """
    now, today = datetime.now(UTC), TODAY
    by, later = today + timedelta(days=7), now + timedelta(days=7)
    with writing(engine) as connection:
        for name, role in WHO.items():
            office = "N1" if role in (Role.ADVISER, Role.LEADER) else None
            employer = "E1" if role is Role.EMPLOYER else None
            add_account(connection, Account(
                name, role, "no password fits", today, office, employer_id=employer
            ))  # fmt: skip
        upsert_rows(connection, "placements", [_PROPOSED])
        report = make_link(
            connection, "PL1", Reporter.MENTOR,
            expires_on=date(2025, 10, 1), made_by="kari", now=now, today=today,
        )  # fmt: skip
        invited = add_invitation(
            connection, "E1", "N1", "ny@arbeidsplassen.no",
            made_by="adviser", now=now, expires_at=later,
        )  # fmt: skip
        sign_in = add_sign_in_link(connection, "employer", now, later)
    ask = Ask("Vil gjerne prøve arbeidet.\nKan arbeide på dagtid.", today, "adviser", by)
    request = send_request(engine, _ADVISER, "PL2", ask, now=now, today=today)
    consent = ask_consent(engine, _ADVISER, "PL2", by, now=now, today=today)
    with reading(engine) as connection:
        answer = read_request_links(connection, request.id)[0].id
        say = read_consent_links(connection, (consent.id,))[0].id
    ids = {
        LinkKind.REPORT: report.id, LinkKind.INVITATION: invited.id, LinkKind.SIGN_IN: sign_in,
        LinkKind.ANSWER: answer, LinkKind.CONSENT: say,
    }  # fmt: skip
    tokens = {PATHS[kind]: Links(SECRET).token_of(key, kind) for kind, key in ids.items()}
    return {"request_id": request.id, "invitation_id": invited.id, **tokens}
