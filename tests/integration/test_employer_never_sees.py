"""An employer's account reads every page, mail and file; nobody's name or story is among them."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, Response, request, send_file
from openpyxl import Workbook

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
from matcher.store.employer_tables import mails
from matcher.store.engine import reading, writing
from matcher.store.readers import Account
from matcher.store.writers import add_account, upsert_market
from matcher.workflows.workplace.ask_employer import Ask, send_request
from matcher.workflows.workplace.consent import Said, note_said
from tests.integration.employer_crawl import EmployerCrawl, Hidden
from tests.integration.web_start import PASSWORD_HASH, TODAY, send, signed_in
from web.link_signature import links

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
GUESSED = {"invitation_id", "token", "mail_id", "call_id", "secret", "contact_id"}
PROFILE = "Vil gjerne prøve arbeidet.\nKan arbeide på dagtid."


def hidden() -> Hidden:
    names = [each for p in PEOPLE for each in (p.name, p.phone, p.email, p.participant_id)]
    return Hidden(tuple(filter(None, names)), MARKS, LIMITS)


def crawl_of(app: Flask, name: str | None, **fill: tuple[str, ...]) -> EmployerCrawl:
    known = {
        "employer_id": ("E1", "E2"), "opening_id": ("O1", "O9"), "mentor_id": ("M1",),
        "participant_id": ("ZX7731",), "placement_id": ("PL1", "PL2"), "rank": ("1",),
        "rule": ("purpose",), "reporter": ("mentor", "adviser"), "step": ("accept",),
        "months": ("1",), **fill,
    }  # fmt: skip
    client = signed_in(app, name) if name else app.test_client()
    return EmployerCrawl(app, client, hidden(), known, OWN)


def pages_unread(app: Flask, crawl: EmployerCrawl) -> set[str]:
    """The employers' pages that no address led to."""
    adapter = app.url_map.bind("localhost")
    read = {
        adapter.match(path.partition("?")[0])[0]
        for path, status in crawl.statuses.items()
        if status in (200, 302, 303)
    }
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("workplace") and "GET" in (rule.methods or ())
    }
    return pages - read


def read_mails(app: Flask, store: sa.Engine) -> set[object]:
    """Each mail that goes to an employer, and what its links open for somebody not signed in."""
    crawl = crawl_of(app, None)
    theirs = {person.email for person in PEOPLE}
    with reading(store) as connection:
        rows = connection.execute(sa.select(mails).where(mails.c.to_address.not_in(theirs))).all()
    with app.test_request_context(base_url="http://localhost"):
        written = [(row.subject, links().in_text(row.body), row.to_address) for row in rows]
    assert written
    for subject, body, address in written:
        crawl.read_mail(subject, body, f"mail to {address}")
    crawl.send_forms()
    assert not crawl.unread
    return set(crawl.leaks)


@pytest.fixture
def store(sqlite_engine: sa.Engine) -> sa.Engine:
    with writing(sqlite_engine) as connection:
        upsert_market(connection, MARKET)
        proposed = t.placements.c.placement_id == "PL2"
        connection.execute(t.placements.update().where(proposed).values(proposed_on=TODAY))
        for name, employer in (("ola@prove.no", "E1"), ("ida@annen.no", "E2")):
            add_account(
                connection, Account(name, Role.EMPLOYER, PASSWORD_HASH, TODAY, employer_id=employer)
            )
    return sqlite_engine


@pytest.fixture
def asked(app: Flask, store: sa.Engine) -> str:
    """The id of the request by which E1 is asked about Amina."""
    ask = Ask(PROFILE, TODAY, "kari", TODAY + WEEK)
    return send_request(store, KARI, "PL2", ask, now=NOW, today=TODAY).id


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_an_employer_reads_nothing_of_anybody_before_consent(app, store, asked, lang):
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    send(crawl.client, "/language", language=lang)
    crawl.read_pages(["/"])
    assert crawl.statuses[f"/workplace/E1/requests/{asked}"] == 200
    assert "Vil gjerne" in crawl.client.get(f"/workplace/E1/requests/{asked}").text
    if lang == "nb":
        crawl.send_forms()
        crawl.read_pages()
        crawl.sign_out()
    assert sorted(crawl.leaks) == []
    assert not crawl.unread
    assert crawl.guessed <= GUESSED
    assert not pages_unread(app, crawl)
    statuses = {**crawl.statuses, **crawl.sent}
    assert not {path: status for path, status in statuses.items() if status >= 500}


def test_mails_and_their_links_tell_nothing_of_anybody(app, store, asked):
    assert sorted(map(str, read_mails(app, store))) == []


def test_after_consent_the_reader_finds_the_name_and_nothing_else(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    crawl.read_pages()
    named = {leak.word for leak in crawl.leaks}
    assert "Amina Testesen" in named
    assert named <= {AMINA.name, AMINA.phone, AMINA.email}
    assert sorted(map(str, read_mails(app, store))) == []


def test_a_consent_that_is_taken_back_hides_the_name_again(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    note_said(store, KARI, "PL2", Said.BACK, now=NOW + WEEK / 7, today=TODAY)
    crawl = crawl_of(app, "ola@prove.no", request_id=(asked,))
    crawl.read_pages()
    assert sorted(crawl.leaks) == []


def test_another_employer_reads_nothing_at_any_time(app, store, asked):
    note_said(store, KARI, "PL2", Said.YES, now=NOW, today=TODAY)
    crawl = crawl_of(app, "ida@annen.no", request_id=(asked,))
    crawl.read_pages()
    crawl.send_forms()
    assert sorted(crawl.leaks) == []


Page = Callable[[], object]


def workbook(cell: str, title: str = "Ark") -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    book.active["A1"] = cell
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def file(data: bytes, name: str) -> Response:
    return send_file(io.BytesIO(data), download_name=name, as_attachment=True)


def posted() -> str:
    return "Takk, Amina!" if request.method == "POST" else "<form method=post><input name=x></form>"


LEAKING: dict[str, Page] = {
    "text": lambda: "<p>Hun går i K<b>V</b>P</p>",
    "attribute": lambda: "<img alt='Har ADHD' src='/static/x.png'>",
    "comment": lambda: "<!-- sykmeldt -->",
    "value": lambda: "<form><input name=note value='Er flyktning'></form>",
    "title": lambda: "<title>Karins uføretrygd</title>",
    "link": lambda: "<a href='/p?name=Amina%20Testesen'>Les</a>",
    "script": lambda: "<script>var person = 'ZX7731'</script>",
    "header": lambda: ("", 204, {"X-About": "gruppe zebra"}),
    "redirect": lambda: ("", 302, {"Location": "/ok?phone=91122333"}),
    "file name": lambda: file(b"a,b", "amina_testesen.csv"),
    "file": lambda: file(b"navn\nTestesen", "liste.csv"),
    "sheet": lambda: file(workbook("29. februar 2024"), "liste.xlsx"),
    "sheet name": lambda: file(workbook("x", "AAP"), "liste.xlsx"),
    "answer": posted,
    "words": lambda: "<p>Unngå arbeid i kulde</p>",
    "misspelled": lambda: "<p>Ring Amina Testessen</p>",
}
CLEAN: dict[str, Page] = {
    "text": lambda: "<p>Helsefagarbeider på sykehjem. Vil prøve butikk.</p>",
    "form": lambda: (
        "<form method=post><label>Språk<select name=l><option>arabisk</option></select></label>"
        "<label><input type=checkbox name=d value=cold>Kulde</label></form>"
    ),
    "file": lambda: file(workbook("Sette varer i hyller"), "plasser.xlsx"),
    "away": lambda: "<a href='https://annet.no/side'>Se her</a>",
}


def small_app(pages: dict[str, Page]) -> EmployerCrawl:
    """Pages of nobody's own, linked to from the first one, or from none."""
    app = Flask("small", static_folder=None)
    for number, page in enumerate(pages.values()):
        app.add_url_rule(f"/page{number}", f"page{number}", page, methods=["GET", "POST"])
    return EmployerCrawl(app, app.test_client(), hidden(), {}, OWN)


@pytest.mark.parametrize("name", LEAKING)
def test_the_reader_finds_a_leak_wherever_it_is(name):
    crawl = small_app({name: LEAKING[name]})
    crawl.read_pages()
    crawl.send_forms()
    assert crawl.leaks


def test_the_reader_is_content_with_pages_that_tell_nothing():
    crawl = small_app(CLEAN)
    crawl.read_pages()
    crawl.send_forms()
    assert not crawl.leaks
    assert not crawl.unread
    assert len(crawl.statuses) == len(CLEAN)


def test_a_file_that_cannot_be_read_is_told():
    crawl = small_app({"picture": lambda: file(b"\x89PNG", "bilde.png")})
    crawl.read_pages()
    assert crawl.unread == {("/page0", "image/png")}


def test_a_mail_and_where_it_leads_are_read():
    crawl = small_app({"text": lambda: "<p>Er i KVP</p>"})
    crawl.read_mail("Om Amina", "Les http://localhost/page0\nHun har angst.")
    assert {leak.word for leak in crawl.leaks} == {"Amina Testesen", "KVP", "angst"}


def test_addresses_with_parts_that_nobody_filled_are_told():
    crawl = small_app({})
    crawl.app.add_url_rule("/x/<odd>", "odd", lambda odd: "")
    crawl.read_pages()
    assert crawl.guessed == {"odd"}
