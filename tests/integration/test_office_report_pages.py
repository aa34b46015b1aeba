"""The report's page and files: for the leader alone, the same numbers, nothing a formula."""

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from matcher.domain.access import OPERATOR, Role, Viewer
from matcher.domain.employers import Sector
from matcher.domain.errors import NotAllowed, NotFound
from matcher.domain.outcomes import NextStep
from matcher.store.engine import writing
from matcher.store.writers import upsert_market, upsert_rows
from matcher.workflows.national import NATIONAL, Kind
from matcher.workflows.office_period import Period, Usual
from matcher.workflows.report_desk import REMEMBERED
from tests.integration.tiny_office import MARKET, PLACEMENTS, TODAY, adviser
from tests.integration.web_start import add_accounts, questions, send, signed_in
from web import office_report_texts

FILES = ("/report/report.csv", "/report/report.xlsx")
NINA = ("nina", Role.LEADER, "N2")


@pytest.fixture
def today() -> date:
    return TODAY


@pytest.fixture
def store(sqlite_engine: sa.Engine) -> sa.Engine:
    """The tiny office, whose advisers' names would be formulas in a spreadsheet."""
    names = {"kari": "=HYPERLINK(1)", None: "@nils"}
    people = tuple(
        replace(person, adviser=names[person.adviser], name=f"Navn {person.participant_id}")
        for person in MARKET.participants
    )
    with writing(sqlite_engine) as connection:
        upsert_market(connection, replace(MARKET, participants=people))
    add_accounts(sqlite_engine, NINA)
    return sqlite_engine


@pytest.fixture
def liv(app: Flask) -> FlaskClient:
    return signed_in(app, "liv")


def text_of(page: str, key: str) -> list[list[str]]:
    """The cells of one table, as they are read."""
    section = re.search(rf'aria-labelledby="{key}-heading".*?</section>', page, re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_page_shows_the_tiny_office(liv):
    page = liv.get("/report?period=year").get_data(as_text=True)
    assert "1. januar 2026 til 31. mars 2026" in page
    assert text_of(page, "endings")[1:] == [
        ["Fullført", "3", "60,0"],
        ["Avbrutt", "1", "20,0"],
        ["Møtte ikke opp", "1", "20,0"],
        ["Ikke rapportert", "1", ""],
    ]
    assert text_of(page, "programmes")[1][:3] == ["Jobb", "1", "50,0"]
    assert text_of(page, "national")[1][3] == "25,2"
    assert "2011" in page and "Sammenlign med forsiktighet" in page
    assert text_of(page, "advisers")[1] == ["=HYPERLINK(1)", *["Skjult"] * 7]
    assert "Navn P" not in page


@pytest.mark.parametrize("path", ["/report", *FILES])
@pytest.mark.parametrize("name", ["kari", "rot"])
def test_the_report_is_refused_to_all_but_leaders(name, path, app):
    answer = signed_in(app, name).get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and "Dette har du ikke tilgang til" in page
    assert "Skjult" not in page


def test_another_leader_sees_the_other_office(app):
    page = signed_in(app, "nina").get("/report?period=year").get_data(as_text=True)
    assert "Prøvedal" in page and "Testvik" not in page
    assert text_of(page, "endings")[1] == ["Fullført", "1", "100,0"]


@pytest.mark.parametrize(
    ("query", "kept", "said"),
    [
        ("from=31.2.2026&to=2026-03-01", 'value="31.2.2026"', "er ikke en dag vi kan bruke"),
        ("from=2026-03-01&to=", 'value="2026-03-01"', "Velg en dag."),
        ("from=2026-03-02&to=2026-03-01", 'value="2026-03-02"', "Siste dag er før første dag"),
        ("from=%3Cb%3E&to=0001-01-01", 'value="&lt;b&gt;"', "er ikke en dag vi kan bruke"),
        ("from=" + "9" * 500 + "&to=2026-03-01", 'value="999', "er ikke en dag vi kan bruke"),
    ],
)
def test_days_that_cannot_be_used_are_told_beside_what_was_typed(query, kept, said, liv):
    answer = liv.get(f"/report?{query}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and kept in page and said in page
    assert 'aria-invalid="true"' in page and "<table" not in page
    assert liv.get(f"/report/report.csv?{query}").status_code == 400


def test_days_may_be_written_as_one_writes_them(liv):
    page = liv.get("/report?from=1.1.2026&to=31.3.2026").get_data(as_text=True)
    assert text_of(page, "endings")[1][1] == "3"


def test_a_period_that_there_is_not_is_refused(liv):
    assert liv.get("/report?period=decade").status_code == 400


def test_a_period_in_which_nothing_ended_says_so(liv):
    page = liv.get("/report?from=2001-01-01&to=2001-12-31").get_data(as_text=True)
    assert "Ingenting ble avsluttet i denne perioden" in page and "<table" not in page


def csv_rows(client: FlaskClient) -> list[list[str]]:
    answer = client.get("/report/report.csv?period=year")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = "attachment; filename=report-2026-01-01-2026-03-31.csv"
    assert answer.headers["Content-Disposition"] == name
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def as_read(cell: object) -> str:
    return "" if cell is None else str(cell).capitalize()


def test_the_files_hold_the_numbers_of_the_page(liv):
    page = liv.get("/report?period=year").get_data(as_text=True)
    rows = csv_rows(liv)
    assert rows[0] == ["Tabell", "Linje", "Tall", "Verdi"]
    held = {(table, line, what): value for table, line, what, value in rows[1:]}
    book = load_workbook(BytesIO(liv.get("/report/report.xlsx?period=year").data))
    for key in ("programmes", "national", "endings", "next-steps", "months", "others"):
        heading, *lines = text_of(page, key)
        title = re.search(rf'id="{key}-heading">([^<]+)<', page)[1]
        sheet = list(book[title].iter_rows(min_row=2, values_only=True))
        for line, in_book in zip(lines, sheet, strict=True):
            for column, shown, cell in zip(heading[1:], line[1:], in_book[1:], strict=True):
                assert held[title, line[0], column].replace("skjult", "Skjult") == shown
                assert as_read(cell) == shown or float(cell) == float(shown.replace(",", "."))


def test_no_cell_of_the_files_is_a_formula(liv):
    told = [cell for row in csv_rows(liv) for cell in row]
    assert "'=HYPERLINK(1)" in told and "'@nils" in told
    assert not [cell for cell in told if cell[:1] in "=+-@" and cell]
    book = load_workbook(BytesIO(liv.get("/report/report.xlsx?period=year").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    formula = next(cell for cell in cells if cell.value == "=HYPERLINK(1)")
    assert formula.data_type == "s" and formula.quotePrefix


def test_the_files_are_in_the_readers_language(liv):
    send(liv, "/language", lang="en")
    answer = liv.get("/report/report.csv?period=year").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(answer)))
    assert rows[0] == ["Table", "Line", "Figure", "Value"]
    assert ["How the placements ended", "Completed", "Per cent of known", "60.0"] in rows


def test_the_page_asks_the_store_as_often_for_many_as_for_few(app, liv, store):
    def count() -> int:
        with writing(store):  # a store that changed is read again
            pass
        with questions(app.extensions["program"].engine) as asked:
            assert liv.get("/report?period=year").status_code == 200
        return len(asked)

    count()
    few = count()
    with writing(store) as connection:
        many = [
            replace(PLACEMENTS[0], placement_id=f"M{number}", participant_id=person.participant_id)
            for number in range(40)
            for person in MARKET.participants[:6]
        ]
        upsert_market(connection, replace(MARKET, placements=tuple(many)))
    assert count() == few <= 12


def test_a_report_is_reckoned_again_once_something_was_reported(liv, store):
    def aap() -> str:
        page = liv.get("/report?period=year").get_data(as_text=True)
        return next(row[1] for row in text_of(page, "next-steps") if row[0].startswith("Arb"))

    assert aap() == aap() == "1"
    told = adviser("L4", TODAY, completed=True, next_step=NextStep.AAP)
    with writing(store) as connection:
        upsert_rows(connection, "outcomes", [told])
    assert aap() == "2"


def test_what_the_leader_looked_at_stays_kept_from_others(app, liv):
    assert liv.get("/report").status_code == 200
    desk = app.extensions["report_desk"]
    period, asked = Period(TODAY.replace(month=1, day=1), TODAY), {"today": TODAY}
    kept = desk.report(Viewer("liv", Role.LEADER, "N1"), "N1", period, **asked)
    assert desk.report(Viewer("ole", Role.LEADER, "N1"), "N1", period, **asked) is kept
    with pytest.raises(NotFound):
        desk.report(Viewer("nina", Role.LEADER, "N2"), "N1", period, **asked)
    with pytest.raises(NotAllowed):
        desk.report(Viewer("kari", Role.ADVISER, "N1"), "N1", period, **asked)
    for days in range(2 * REMEMBERED):
        other = Period(period.first, TODAY - timedelta(days=days + 1))
        desk.report(OPERATOR, "N1", other, **asked)
    assert len(desk._made) == REMEMBERED
    assert desk.report(OPERATOR, "N1", period, **asked) == kept


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (office_report_texts.PERIODS, Usual),
        (office_report_texts.KINDS, Kind),
        (office_report_texts.SECTORS, Sector),
        (NATIONAL, Kind),
    ],
)
def test_every_word_of_the_report_has_one_for_readers(table, kind):
    assert set(table) == set(kind)
