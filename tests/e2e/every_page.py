"""Every page of the program and the addresses at which it is looked at; also for pictures.

`ADDRESSES` names each endpoint that answers a GET with a page. One that is added without a line
here is found by `missing`, and a test says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from matcher.domain.access import Role, Viewer
from matcher.domain.employers import Office
from matcher.domain.mails import LinkKind
from matcher.domain.market import Market
from matcher.domain.outcomes import Reporter
from matcher.domain.participants import Participant
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose
from matcher.store.consents import read_consent_links
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import Account, read_account, read_market
from matcher.store.requests import read_request_links
from matcher.store.sign_in_links import add_sign_in_link
from matcher.store.writers import add_account, upsert_rows
from matcher.workflows.report_links import make_report_link
from matcher.workflows.sign_in import hash_password
from matcher.workflows.suggest import suggest
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from matcher.workflows.workplace.consent import ask_consent
from matcher.workflows.workplace.invitations import invite
from matcher.workflows.workplace.sheet_id import sheet_id
from web.api.table import OPERATIONS
from web.link_signature import token_of

# Seen without signing in.
OPEN = {
    "sign_in.sign_in": ("/sign-in",),
    "api_page.show": ("/api",),
    "report_link.show": ("/r/{token}",),
    "answer_link.show": ("/answer/{answer}",),
    "consent_link.show": ("/consent/{consent}",),
    "invitation.show": ("/invitation/{invitation}",),
    "sign_in_link.form": ("/sign-in/link", "/sign-in/link?sent=1"),
    "sign_in_link.show": ("/sign-in/link/{sign_in}",),
}
# The employers' own pages: seen by their people, and by advisers.
WORKPLACE: dict[str, tuple[str, ...]] = {
    "workplace.show": ("/workplace/{employer}",),
    "workplace_requests.show": ("/workplace/{employer}/requests",),
    "workplace_requests.one": ("/workplace/{employer}/requests/{request}",),
    "workplace_openings.show": ("/workplace/{employer}/openings",),
    "workplace_openings.new": (
        "/workplace/{employer}/openings/new",
        "/workplace/{employer}/openings/new?copy={own_opening}",
    ),
    "workplace_openings.edit": ("/workplace/{employer}/openings/{own_opening}",),
    "workplace_mentors.show": ("/workplace/{employer}/mentors",),
    "workplace_mentors.new": ("/workplace/{employer}/mentors/new",),
    "workplace_mentors.edit": ("/workplace/{employer}/mentors/{mentor}",),
    "workplace_sheet.show": ("/workplace/{employer}/placements/{sheet}/sheet",),
    "workplace_sheet.ask": ("/workplace/{employer}/ring-me",),
}
# One of the people of the scene's employer, with the same password as the adviser.
EMPLOYEE = "sjef@arbeidsplassen.no"
# Seen by whoever sees an office: advisers and leaders.
OFFICE: dict[str, tuple[str, ...]] = {
    "my_day.show": ("/day", "/day?who=office&facts=1", "/day?who=office&page=2&facts=2"),
    "caseload.participants": (
        "/participants?who=office",
        "/participants?who=office&q=xyz",
        "/participants?who=office&page=2",
    ),
    "portfolio.show": ("/portfolio?who=office", "/portfolio?q=xyz"),
    "find.show": ("/find", "/find?q=lager", "/find?q=xyzzyx"),
    "participant.show": ("/participants/{participant}",),
    "edit.form": ("/participants/{participant}/edit",),
    "together.look": ("/participants/{participant}/together",),
    "tastes.show": ("/participants/{participant}/tastes",),
    "tastes.plan": ("/participants/{participant}/tastes/plan",),
    "doors.show": ("/participants/{participant}/doors",),
    "week.show": ("/participants/{participant}/week", "/participants/{placed}/week"),
    "follow_ups.rhythm_form": ("/participants/{participant}/rhythm",),
    "why.search": ("/participants/{participant}/why?q=lager", "/participants/{participant}/why"),
    "why.explain": ("/participants/{participant}/why/{opening}",),
    "why.stopped": ("/participants/{participant}/stopped/purpose",),
    "participant.wish": ("/participants/{participant}/wishes/1",),
    "suggestions.confirm": ("/participants/{participant}/suggestions/{opening}/choose",),
    "suggestions.ask_why": ("/participants/{participant}/suggestions/{opening}/dismiss",),
    "placement.placements": ("/placements", "/placements?who=office&page=2"),
    "placement.show": ("/placements/{placement}", "/placements/{asked}"),
    "requests.form": ("/placements/{proposed}/request",),
    "requests.show": ("/requests/{request}",),
    "follow_ups.form": ("/placements/{placement}/follow-up",),
    "follow_ups.rung_form": ("/placements/{placement}/next-rung",),
    "report.form": ("/placements/{placement}/report/adviser",),
    "calls.show": ("/calls?who=office", "/calls"),
    "employers.show": ("/employers?who=office",),
    "employers.employer": ("/employers/{employer}",),
    "opening_fit.show": (
        "/openings/{own_opening}/who",
        "/openings/{opening}/who?who=office&more=1",
    ),
    "plan.show": ("/plan", "/plan?page=2&left=2", "/plan?q=xyzzyx", "/plan?view=paper"),
    "plan_steps.change": ("/plan/change/{participant}",),
    "doors.office": ("/doors", "/doors?about=ask-programme", "/doors?about=credential.hygiene"),
    "calendar.settings": ("/calendar",),
    "password.form": ("/password",),
    "audit_looks.show": ("/participants/{participant}/looked",),
    "outbox.show": ("/outbox",),
}
LEADER = {
    "office_report.show": ("/report", "/report?from=2001-01-01&to=2001-01-31", "/report?from=x"),
    "model.show": ("/model",),
    "employer_trust.complaints": ("/employers/complaints",),
}
ADMINISTRATOR = {"model.show": ("/model",), "model.ask": ("/model/roll-back",)}
ERRORS = ("/nowhere", "/participants/NOBODY", "/report?from=2025-02-31")
# They answer with a file, a part of a page, a status or another address.
NOT_PAGES = frozenset(
    (
        *("static", "health.health", "caseload.home", "calendar.feed", "find.suggest"),
        "workplace.own",
        *("my_day.facts", "organisation.begin", "organisation.finish", "portfolio.as_excel"),
        *("plan.workbook", "office_report.as_csv", "office_report.as_excel"),
        "workplace_openings.occupations",
        "api.openapi",
        *(f"api.{each.name}" for each in OPERATIONS if each.method == "GET"),
    )
)
# What an office without participants has: every page that names none of them.
WITHOUT_PEOPLE = {name: paths for name, paths in OFFICE.items() if not any("{" in p for p in paths)}


@dataclass(frozen=True)
class Scene:
    """The ids that the addresses are filled with."""

    participant: str
    opening: str
    placed: str
    placement: str
    employer: str
    token: str
    invitation: str
    sign_in: str
    own_opening: str
    mentor: str
    sheet: str
    proposed: str
    asked: str
    request: str
    answer: str
    consent: str

    def at(self, table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """Every address of ``table`` with this scene's ids."""
        ids = asdict(self)
        return (path.format(**ids) for paths in table.values() for path in paths)


def missing(app: Flask) -> set[str]:
    """Pages that ``app`` has and this list has not, and the other way round."""
    listed = {*OPEN, *OFFICE, *WORKPLACE, *LEADER, *ADMINISTRATOR, *NOT_PAGES}
    return listed ^ {r.endpoint for r in app.url_map.iter_rules() if "GET" in (r.methods or ())}


def find_scene(app: Flask, adviser: Viewer, today: date) -> Scene:
    """Somebody of the adviser's with suggestions and something to ask, and a running placement."""
    program = app.extensions["program"]
    with reading(program.engine) as connection:
        market = read_market(connection)
    own = {p.participant_id for p in market.participants if p.adviser == adviser.name}
    running = next(
        each for each in market.placements
        if each.status is PlacementStatus.RUNNING and each.participant_id in own
    )  # fmt: skip
    participant, opening = _most_to_see(app, adviser, market, own, today)
    link = make_report_link(
        program.engine, adviser, running.placement_id, Reporter.PARTICIPANT,
        now=datetime.now(UTC), today=today,
    )  # fmt: skip
    employer = next(o.employer_id for o in market.openings if o.opening_id == running.opening_id)
    invited, by_link = _somebody_there(app, adviser, employer, today)
    busy = {participant, running.participant_id}
    free = [p for p in market.participants if p.adviser == adviser.name
            and p.participant_id not in busy]  # fmt: skip
    proposed = _propose(program.engine, free[:2], running.opening_id, today)
    asked = _ask(program.engine, adviser, proposed[1], today)
    with app.app_context():
        return Scene(
            participant, opening, running.participant_id, running.placement_id, employer,
            token_of(link.id), token_of(invited, LinkKind.INVITATION),
            token_of(by_link, LinkKind.SIGN_IN), running.opening_id,
            running.mentor_id or "", sheet_id(running.placement_id), *proposed, asked[0],
            token_of(asked[1], LinkKind.ANSWER), token_of(asked[2], LinkKind.CONSENT),
        )  # fmt: skip


def _propose(
    engine: sa.Engine, people: Sequence[Participant], opening: str, today: date
) -> tuple[str, ...]:
    """A proposed placement of each of ``people`` at the employer's opening."""
    ids = tuple(f"PROPOSED-{number}" for number, _ in enumerate(people))
    starts = today + timedelta(days=7)
    with writing(engine) as connection:
        upsert_rows(connection, "placements", [
            Placement(
                placement_id, each.participant_id, opening, Purpose.TASTE,
                PlacementStatus.PROPOSED, None, starts, starts + timedelta(days=4),
            )
            for placement_id, each in zip(ids, people, strict=True)
        ])  # fmt: skip
    return ids


def _ask(
    engine: sa.Engine, adviser: Viewer, placement_id: str, today: date
) -> tuple[str, str, str]:
    """A request about a placement, the link to answer it, and one to say yes to the name."""
    now, by = datetime.now(UTC), today + timedelta(days=7)
    profile = "Vil gjerne prøve arbeidet i noen dager.\nKan arbeide på dagtid."
    ask = Ask(profile, today, adviser.name, by)
    request = send_request(engine, adviser, placement_id, ask, now=now, today=today)
    consent = ask_consent(engine, adviser, placement_id, by, now=now, today=today)
    with reading(engine) as connection:
        answer = read_request_links(connection, request.id)[0].id
        return request.id, answer, read_consent_links(connection, (consent.id,))[0].id


def _somebody_there(app: Flask, adviser: Viewer, employer: str, today: date) -> tuple[str, str]:
    """An employer's person with an account, an invitation of another one, a link to sign in."""
    engine, now = app.extensions["program"].engine, datetime.now(UTC)
    invited = invite(engine, adviser, employer, {"email": "ny@arbeidsplassen.no"}, now=now)
    with writing(engine) as connection:
        known = read_account(connection, adviser.name)
        hashed = known.password_hash if known else "nobody's"
        add_account(
            connection, Account(EMPLOYEE, Role.EMPLOYER, hashed, today, employer_id=employer)
        )
        return invited.id, add_sign_in_link(connection, EMPLOYEE, now, now + timedelta(days=1))


def _most_to_see(
    app: Flask, adviser: Viewer, market: Market, own: set[str], today: date
) -> tuple[str, str]:
    wishing = {wish.participant_id for wish in market.wishes if wish.rank == 1}
    busy = {
        p.participant_id for p in market.placements
        if p.status in (PlacementStatus.RUNNING, PlacementStatus.ACCEPTED, PlacementStatus.PROPOSED)
    }  # fmt: skip
    best: tuple[tuple[bool, int, int], str, str] | None = None
    for person in sorted(own & wishing - busy):
        shown = suggest(
            app.extensions["program"], adviser, person, today=today, log=False
        ).suggestions
        if shown:
            kinds = len({each.title for each in shown[:5]})
            worth = (bool(shown[0].unknown), kinds, len(shown)), person, shown[0].opening_id
            best = max(best, worth) if best else worth
    assert best is not None, f"{adviser.name} has nobody with a suggestion"
    return best[1], best[2]


def people_around(store: Path, password: str, today: date) -> None:
    """Add a leader and an administrator, and an office where nobody is yet."""
    engine = open_store(f"sqlite:///{store}")
    hashed = hash_password(password)
    with writing(engine) as connection:
        upsert_rows(connection, "offices", [Office("N9", "Nytt kontor", None)])
        for name, role, office in (
            ("liv", Role.LEADER, "N1"), ("root", Role.ADMINISTRATOR, None),
            ("ny", Role.ADVISER, "N9"), ("nyleder", Role.LEADER, "N9"),
        ):  # fmt: skip
            add_account(connection, Account(name, role, hashed, today, office))
    engine.dispose()
