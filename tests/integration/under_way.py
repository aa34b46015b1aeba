"""P1, about whom everything is under way: asked for, proposed, with links, tokens and a plan.

For tests of who may look, and of what looking leaves: every address that leads to somebody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from matcher.domain.api import EMPLOYERS, Scope
from matcher.domain.mails import LinkKind
from matcher.domain.outcomes import Reporter
from matcher.domain.participants import Participant
from matcher.store.employer_tables import consent_links, request_links
from matcher.store.engine import reading, writing
from matcher.store.reading_market import read_all
from matcher.store.sign_in_links import add_sign_in_link
from matcher.store.tables import participants
from matcher.store.writers import upsert_rows
from matcher.workflows.api_tokens import make_token
from matcher.workflows.follow_up_calendar import make_calendar
from matcher.workflows.links import PATHS, Links
from matcher.workflows.plan import make_plan
from matcher.workflows.program import open_program
from matcher.workflows.report_links import make_report_link
from matcher.workflows.workplace.consent import ask_consent
from matcher.workflows.workplace.invitations import invite
from matcher.workflows.workplace.ring_me import RingMe, ask_to_be_rung
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.request_cases import KARI, NAME, NOW, OLA, PROFILE, propose, send_it
from tests.integration.web_start import SECRET, TODAY, add_accounts

WISH = "stå i kassa"
PHONE, EMAIL = "900 00 000", "amina@prove.no"
# What is told of P1 and of nobody else; the ids count where the address itself does not have them.
TOLD = (NAME, PHONE, EMAIL, WISH, PROFILE.splitlines()[0])
NUMBERS = ("P1", "PL1", "PL2")
# Drawn anew on each page; by chance "P1" stands in one.
_DRAWN = re.compile(r'name="csrf_token" value="[^"]*"')


@dataclass(frozen=True)
class UnderWay:
    """The request and the consent, what opens what, and a token of each kind."""

    request_id: str
    consent_id: str
    links: dict[LinkKind, str]
    calendar: str
    office: str
    employer: str

    def ids(self, placement_id: str) -> dict[str, str]:
        """What stands in addresses."""
        return {
            "participant_id": "P1", "placement_id": placement_id, "opening_id": "O1",
            "employer_id": "E1", "mentor_id": "M1", "request_id": self.request_id,
            "sheet_id": sheet_id(placement_id), "rule": "travel", "rank": "1",
            "reporter": "mentor", "months": "3", "secret": self.calendar, "filename": "app.js",
        }  # fmt: skip

    def token(self, rule: str) -> str:
        """What opens the pages of a kind of link."""
        kind = next(kind for kind, path in PATHS.items() if rule.startswith(path))
        return Links(SECRET).token_of(self.links[kind], kind)

    def told_in(self, answer: TestResponse, path: str) -> set[str]:
        """What of P1 an answer tells that its address did not say already."""
        text = _DRAWN.sub("", answer.get_data().decode("utf-8", "replace")).replace(path, "")
        words = [*TOLD, *NUMBERS, self.request_id, self.consent_id]
        found = {w for w in words if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text)}
        return {word for word in found if word not in path}


def set_out(store: sa.Engine) -> UnderWay:
    """Let everything begin, on the small market."""
    propose(store)
    add_accounts(store)
    program = open_program(store.url.render_as_string(hide_password=False))
    make_plan(program, KARI, "N1", today=TODAY)
    program.engine.dispose()
    request = send_it(store)
    later = TODAY + timedelta(days=3)
    consent = ask_consent(store, KARI, "PL2", later, now=NOW, today=TODAY)
    report = make_report_link(store, KARI, "PL1", Reporter.MENTOR, now=NOW, today=TODAY)
    ask_to_be_rung(store, OLA, "E1", RingMe("Ring meg", None, sheet_id("PL1")), now=NOW)
    invited = invite(store, KARI, "E1", {"email": "ny@prove.no"}, now=datetime.now(UTC))
    with writing(store) as connection:
        moment = datetime.now(UTC)
        sign_in = add_sign_in_link(connection, OLA.name, moment, moment + timedelta(minutes=30))
    with reading(store) as connection:
        answer = connection.execute(sa.select(request_links.c.id)).scalars().first()
        say = connection.execute(sa.select(consent_links.c.id)).scalar_one()
    whose = {"made_by": "test", "today": TODAY}
    return UnderWay(
        request_id=request.id,
        consent_id=consent.id,
        links={
            LinkKind.REPORT: report.id, LinkKind.ANSWER: str(answer), LinkKind.CONSENT: say,
            LinkKind.INVITATION: invited.id, LinkKind.SIGN_IN: sign_in,
        },
        calendar=make_calendar(store, KARI, today=TODAY),
        office=make_token(store, name="o", scopes=Scope, office_id="N1", **whose).secret,
        employer=make_token(store, name="e", scopes=EMPLOYERS, employer_id="E1", **whose).secret,
    )  # fmt: skip


def move_away(store: sa.Engine) -> None:
    """P1 is followed up by the other office from now on."""
    with writing(store) as connection:
        (one,) = read_all(connection, Participant, participants.c.participant_id == "P1")
        upsert_rows(connection, "participants", [replace(one, office_id="N2")])


def addresses(app: Flask, under_way: UnderWay) -> Iterator[tuple[str, str]]:
    """Each page and call that reads, with P1's ids in its address: its rule and the address."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for placement_id in ("PL1", "PL2"):
            ids = under_way.ids(placement_id)
            if "token" in rule.arguments:
                ids["token"] = under_way.token(rule.rule)
            yield (
                rule.rule,
                re.sub(r"<(?:\w+:)?(\w+)>", lambda found, ids=ids: ids[found[1]], rule.rule),
            )
            if not rule.arguments & {"placement_id", "sheet_id"}:
                break


def call(client: FlaskClient, path: str, secret: str) -> TestResponse:
    """What another system is answered."""
    return client.get(path, headers={"Authorization": f"Bearer {secret}"})
