"""An employer who is asked about somebody, with facts of theirs that stand nowhere else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from matcher.domain.access import Role, Viewer
from matcher.domain.cefr import Level
from matcher.domain.employers import Employer, LanguageUse, Mentor, Office, Opening, OpeningStatus
from matcher.domain.market import Market
from matcher.domain.participants import (
    Education,
    Experience,
    ExperienceKind,
    Origin,
    Participant,
    PartOfWeek,
    Transport,
    Wish,
)
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.store import tables as t
from matcher.store.engine import writing
from matcher.store.readers import Account
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.workplace.ask_employer import send_request
from matcher.workflows.workplace.ask_rules import Ask
from matcher.workflows.workplace.sheet_id import sheet_id
from tests.integration.crawl.employer_crawl import EmployerCrawl
from tests.integration.crawl.employer_leaks import Hidden
from tests.integration.web_start import PASSWORD_HASH, TODAY, signed_in

OLA, IDA = "ola@prove.no", "ida@annen.no"
KARI = Viewer("kari", Role.ADVISER, "N1")
NOW = datetime(2025, 9, 1, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
# Values that nothing else in the program has.
AMINA = Participant(
    "ZX7731", "N1", "kari", "9601", "Rypefjord", transport=Transport.WALK, max_travel_minutes=47,
    norwegian_spoken=Level.A2, norwegian_written=Level.A1, languages=("ti", "no"),
    education=Education.PRIMARY, credentials=("hygiene",), functional_limits=("cold",),
    max_hours_per_week=30.0, available=(PartOfWeek.DAY,), track=Track.PLACE_THEN_TRAIN,
    programme_start=date(2024, 2, 29), programme_end=date(2026, 2, 27),
    audit_group="gruppe zebra", name="Amina Testesen", phone="911 22 333",
    email="amina.testesen@prove.no",
)  # fmt: skip
YUSUF = replace(
    AMINA, participant_id="ZX7732", name="Yusuf Prøveson", phone="922 33 444",
    email="yusuf@prove.no", audit_group="gruppe sebu",
)  # fmt: skip
PEOPLE = (AMINA, YUSUF)
MARKS = (
    *("ZX7731", "ZX7732", "gruppe zebra", "gruppe sebu", "kameler"),
    *("2024-02-29", "29. februar 2024", "29 February 2024", "29.02.2024"),
    *("2026-02-27", "27. februar 2026", "27 February 2026", "27.02.2026"),
)
LIMITS = ("kulde", "kaldt", "cold", "Rypefjord")
MARKET = Market(
    offices=(Office("N1", "NAV Testvik"), Office("N2", "NAV Prøvedal")),
    participants=PEOPLE,
    wishes=(Wish("ZX7731", "jobbe med kameler", 1, Origin.OWN, "5223"),),
    experiences=(
        Experience("ZX7731", "gjette kameler", "5223", 14, None, ExperienceKind.ABROAD, True),
    ),
    employers=(Employer("E1", "Prøvebutikken", capacity=4, email="post@provebutikken.no"),
               Employer("E2", "Naboen")),
    mentors=(Mentor("M1", "E1", "Per Fadder", 2), Mentor("M2", "E1", "Siv Fadder", 2)),
    openings=(
        Opening(
            "O1", "E1", "Butikk", "5223", tuple(Purpose), 3, ("M1", "M2"), hours_per_week=20.0,
            schedule=(PartOfWeek.DAY,), needs_spoken=Level.A2, language_use=LanguageUse.SOME,
            tasks="Sette varer i hyller og rydde.", credentials=("hygiene",),
            status=OpeningStatus.OPEN,
        ),
        Opening("O2", "E1", "Lager", status=OpeningStatus.OPEN),
        Opening("O9", "E2", "Kiosk", status=OpeningStatus.OPEN),
    ),
    placements=(
        Placement("PL1", "ZX7732", "O1", Purpose.TASTE, PlacementStatus.RUNNING, "M1",
                  date(2025, 8, 25), date(2025, 9, 5)),
        Placement("PL2", "ZX7731", "O1", Purpose.EXPERIENCE, PlacementStatus.PROPOSED, "M2",
                  date(2025, 9, 8), date(2025, 11, 28)),
    ),
)  # fmt: skip
OWN = ("Butikk", "Lager", "Sette varer i hyller og rydde.", "Prøvebutikken", "Naboen")
# Parts of addresses of the office's pages, or secrets that nobody guesses.
GUESSED = {
    "invitation_id", "token", "mail_id", "call_id", "secret", "contact_id", "complaint_id",
    "stop_id",
}  # fmt: skip
PROFILE = "Vil gjerne prøve arbeidet.\nKan arbeide på dagtid."


def hidden() -> Hidden:
    names = [each for p in PEOPLE for each in (p.name, p.phone, p.email, p.participant_id)]
    return Hidden(tuple(filter(None, names)), MARKS, LIMITS)


def fill(store: sa.Engine) -> None:
    """The market, PL2 proposed today, and somebody with an account at each employer."""
    with writing(store) as connection:
        upsert_market(connection, MARKET)
        proposed = t.placements.c.placement_id == "PL2"
        connection.execute(t.placements.update().where(proposed).values(proposed_on=TODAY))
        for name, employer in ((OLA, "E1"), (IDA, "E2")):
            add_account(
                connection, Account(name, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id=employer)
            )


def ask_about_amina(store: sa.Engine) -> str:
    """Kari asks E1; the id of the request."""
    ask = Ask(PROFILE, TODAY, "kari", TODAY + WEEK)
    return send_request(store, KARI, "PL2", ask, now=NOW, today=TODAY).id


def crawl_of(app: Flask, name: str | None, **fill: tuple[str, ...]) -> EmployerCrawl:
    known = {
        "employer_id": ("E1", "E2"), "opening_id": ("O1", "O9"), "mentor_id": ("M1",),
        "participant_id": ("ZX7731",), "placement_id": ("PL1", "PL2"), "rank": ("1",),
        "rule": ("purpose",), "reporter": ("mentor", "adviser"), "step": ("accept",),
        "months": ("1",), "sheet_id": (sheet_id("PL1"), sheet_id("PL2")), **fill,
    }  # fmt: skip
    client = signed_in(app, name) if name else app.test_client()
    drawn = known.get("request_id", ())
    return EmployerCrawl(app=app, client=client, hidden=hidden(), fill=known, own=OWN, drawn=drawn)
