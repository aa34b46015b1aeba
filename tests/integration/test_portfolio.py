"""The portfolio and the search from store to page: locks, order, filters, Excel, queries."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from matcher.domain.access import Role, Viewer
from matcher.domain.cefr import Level
from matcher.domain.errors import NotFound
from matcher.domain.participants import Participant, Wish
from matcher.domain.placements import Placement, PlacementStatus
from matcher.domain.purposes import Purpose, Track
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.find import Finder
from matcher.workflows.portfolio import portfolio
from matcher.workflows.portfolio_line import NextStep, Stand
from matcher.workflows.portfolio_view import Column, Wanted, in_order, wanted_lines
from tests.integration.web_start import asked_again

TODAY = date(2025, 9, 1)
KARI, NILS = Viewer("kari", Role.ADVISER, "N1"), Viewer("nils", Role.ADVISER, "N2")
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 5 + "Langesen Til Slutt!!"
RTL = "\u202bמרים כהן\u202c"
PEOPLE = [
    Participant("P1", "N1", "kari", name="Mohammed Ali", programme_start=date(2025, 1, 6),
                programme_end=date(2025, 9, 20), norwegian_spoken=Level.A2, track=Track.SOFT_START),
    Participant("P2", "N2", "nils", name="Mohammad Hemmelig", programme_start=date(2025, 1, 6)),
    Participant("P3", "N1", "kari", name=LONG, programme_start=date(2025, 3, 3),
                programme_end=date(2026, 3, 2)),
    Participant("P4", "N1", "eva", name=RTL, programme_start=date(2025, 2, 3)),
    Participant("P5", "N1", "eva", name="=1+1", programme_start=date(2024, 1, 1),
                programme_end=date(2025, 1, 1)),
    Participant("P6", "N1", None, name="Åse Bø", norwegian_spoken=Level.native),
]  # fmt: skip
PLACEMENTS = [
    Placement("PL2", "P2", "O1", Purpose.TASTE, PlacementStatus.RUNNING, "M2",
              date(2025, 8, 25), date(2025, 9, 5)),
    Placement("PL3", "P3", "O2", Purpose.EXPERIENCE, PlacementStatus.PROPOSED,
              starts=date(2025, 9, 8), planned_end=date(2025, 12, 1)),
    Placement("PL4", "P3", "O1", Purpose.TASTE, PlacementStatus.ENDED, "M1",
              date(2025, 6, 2), date(2025, 6, 6), date(2025, 6, 6)),
]  # fmt: skip


@pytest.fixture
def people(store: sa.Engine) -> sa.Engine:
    with writing(store) as connection:
        upsert_rows(connection, "participants", PEOPLE)
        upsert_rows(connection, "placements", PLACEMENTS)
        upsert_rows(connection, "wishes", [Wish("P6", "hagearbeid", 2)])
    return store


def lines(engine: sa.Engine, **asked):
    found = portfolio(engine, KARI, today=TODAY, mine=asked.pop("mine", False))
    return wanted_lines(found.lines, Wanted(**asked), TODAY)


def ids(found) -> list[str]:
    return [line.person.participant_id for line in found]


class TestPortfolio:
    def test_only_ones_own_office_and_only_those_in_the_programme(self, people):
        assert set(ids(lines(people))) == {"P1", "P3", "P4", "P6"}
        assert set(ids(lines(people, mine=True))) == {"P1", "P3"}

    def test_those_who_have_left_are_shown_where_they_are_asked_for(self, people):
        found = portfolio(people, KARI, today=TODAY, mine=False, away=True)
        assert ids(wanted_lines(found.lines, Wanted(stand=Stand.AWAY), TODAY)) == ["P5"]

    def test_without_people_of_ones_own_the_office_is_shown(self, people):
        found = portfolio(people, Viewer("ny", Role.LEADER, "N1"), today=TODAY)
        assert (found.mine, found.count_mine, found.count_office) == (False, 0, 4)

    def test_an_administrator_sees_nobody(self, people):
        with pytest.raises(NotFound):
            portfolio(people, Viewer("root", Role.ADMINISTRATOR, "N1"), today=TODAY)

    def test_a_line_says_what_is_known(self, people):
        by_id = {line.person.participant_id: line for line in lines(people)}
        placed, proposed, waits, unknown = (by_id[i] for i in ("P1", "P3", "P4", "P6"))
        assert (placed.stand, placed.empty, placed.ends_soon) == (Stand.PLACED, False, True)
        assert placed.placed is not None and placed.placed.title == "Butikk"
        assert placed.wish == "stå i kassa"
        assert (proposed.stand, proposed.tastes, proposed.open_reports) == (Stand.PROPOSED, 1, 1)
        assert proposed.due is not None
        assert (proposed.due.on, proposed.due.what) == (date(2025, 9, 22), NextStep.ANSWER)
        assert (waits.stand, waits.empty, waits.empty_since) == (
            Stand.NEEDS, True, date(2025, 2, 3),
        )  # fmt: skip
        assert (unknown.empty, unknown.empty_since, unknown.wish) == (True, None, "hagearbeid")

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"stand": Stand.NEEDS}, {"P4", "P6"}),
            ({"adviser": "eva"}, {"P4"}),
            ({"adviser": "none"}, {"P6"}),
            ({"track": "soft_start"}, {"P1"}),
            ({"level": "native"}, {"P6"}),
            ({"empty": True}, {"P3", "P4", "P6"}),
            ({"ends_within": 30}, {"P1"}),
            ({"ends_within": 0}, set()),
            ({"text": "HAGE"}, {"P6"}),
            ({"text": "ase bo"}, {"P6"}),
            ({"text": "kassa butikk"}, {"P1"}),
            ({"text": "100 %"}, set()),
        ],
    )
    def test_filters(self, people, asked, expected):
        assert set(ids(lines(people, **asked))) == expected

    @pytest.mark.parametrize("column", list(Column))
    @pytest.mark.parametrize("descending", [False, True])
    def test_each_column_sorts_and_equals_stand_by_name(self, people, column, descending):
        found = lines(people)
        order = in_order(found, column, descending=descending)
        assert sorted(ids(order)) == sorted(ids(found))
        assert ids(in_order(reversed(found), column, descending=descending)) == ids(order)

    def test_what_is_unknown_stands_last_both_ways(self, people):
        for descending in (False, True):
            order = in_order(lines(people), Column.ENDS, descending=descending)
            assert set(ids(order)[-2:]) == {"P4", "P6"}


class TestFind:
    def find(self, engine, viewer, text):
        return Finder(engine).find(viewer, text, today=TODAY, limit=10)

    def test_another_offices_names_are_never_found(self, people):
        assert [row.id for row in self.find(people, KARI, "mohamed").people.rows] == ["P1"]
        assert [row.id for row in self.find(people, NILS, "mohamed").people.rows] == ["P2"]
        assert self.find(people, KARI, "hemmelig").count == 0
        assert self.find(people, KARI, "PL2").count == 0
        assert self.find(people, NILS, "PL2").placements.rows[0].id == "PL2"

    def test_one_finder_keeps_the_offices_apart(self, people):
        finder = Finder(people)
        for viewer, expected in ((KARI, ["P1"]), (NILS, ["P2"]), (KARI, ["P1"])):
            found = finder.find(viewer, "mohamed", today=TODAY, limit=10)
            assert [row.id for row in found.people.rows] == expected

    @pytest.mark.parametrize(
        "viewer", [Viewer("root", Role.ADMINISTRATOR, "N1"), Viewer("new", Role.ADVISER)]
    )
    def test_who_sees_no_office_finds_nothing_even_when_names_are_kept(self, people, viewer):
        finder = Finder(people)
        finder.find(KARI, "mohamed", today=TODAY, limit=10)
        with pytest.raises(NotFound):
            finder.find(viewer, "mohamed", today=TODAY, limit=10)

    def test_long_and_right_to_left_names_are_found(self, people):
        assert self.find(people, KARI, "langesen wolfe").people.rows[0].id == "P3"
        assert self.find(people, KARI, "כהן").people.rows[0].id == "P4"

    def test_employers_openings_and_numbers_are_found(self, people):
        assert self.find(people, KARI, "prøvebutiken").employers.rows[0].id == "E1"
        assert self.find(people, KARI, "prove lager").openings.rows[0].id == "O2"
        assert self.find(people, KARI, "pl-1").placements.rows[0].id == "PL1"

    def test_who_has_left_gives_way(self, people):
        with writing(people) as connection:
            upsert_rows(connection, "participants", [replace(PEOPLE[4], name="Aase Bo"), PEOPLE[5]])
        found = self.find(people, KARI, "ase")
        assert [row.id for row in found.people.rows] == ["P6", "P5"]

    def test_a_new_name_is_found_at_once_and_an_old_one_no_more(self, people):
        finder = Finder(people)
        assert finder.find(KARI, "mohamed", today=TODAY, limit=10).people.count == 1
        with writing(people) as connection:
            upsert_rows(connection, "participants", [replace(PEOPLE[0], name="Yusuf Ibrahim")])
        assert finder.find(KARI, "mohamed", today=TODAY, limit=10).people.count == 0
        assert finder.find(KARI, "jusuf", today=TODAY, limit=10).people.count == 1

    def test_too_little_is_no_search(self, people):
        found = self.find(people, KARI, " m ")
        assert (found.too_short, found.count) == (True, 0)


@pytest.mark.usefixtures("people")
class TestPages:
    def test_the_state_stands_in_the_address(self, kari):
        page = kari.get("/portfolio?who=office&empty=1&sort=name&order=desc&column=tastes").text
        assert page.index("Åse Bø") < page.index("Wolfeschlegel")
        assert "Mohammed" not in page and "Utprøvinger" in page
        link = re.search(r'href="(/portfolio/portfolio.xlsx\?[^"]+)"', page)[1]
        assert "empty=1" in link and "column=tastes" in link

    @pytest.mark.parametrize(
        "wrong", ["sort=age", "stand=x", "ends=-1", "ends=9999999", "level=D1", "page=x", "who=all"]
    )
    def test_what_no_page_asks_is_refused(self, kari, wrong):
        assert kari.get(f"/portfolio?{wrong}").status_code == 400

    def test_a_page_that_is_not_there_is_the_last_one(self, kari):
        assert kari.get("/portfolio?who=office&page=99").status_code == 200

    def test_excel_holds_what_is_filtered_and_no_formula(self, kari):
        answer = kari.get("/portfolio/portfolio.xlsx?who=office&stand=away")
        rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows())
        assert [cell.value for cell in rows[0]][:2] == ["Nummer", "Navn"]
        assert [row[0].value for row in rows[1:]] == ["P5"]
        assert rows[1][1].data_type == "s" and rows[1][1].quotePrefix

    def test_nothing_found_says_so(self, kari):
        assert "Ingen treff på «zqxj».".encode() in kari.get("/find?q=zqxj").data
        assert "Ingen treff på «zqxj».".encode() in kari.get("/find/suggest?q=zqxj").data

    def test_another_offices_names_stand_on_no_page(self, kari):
        for path in ("/find?q=mohamed", "/find/suggest?q=mohamed", "/portfolio?who=office"):
            page = kari.get(path).text
            assert "Mohammed Ali" in page and "Hemmelig" not in page

    def test_what_was_typed_is_shown_as_text(self, kari):
        assert "<script>alert" not in kari.get("/find?q=<script>alert(1)</script>").text

    @pytest.mark.parametrize(
        ("path", "most"),
        [("/portfolio?who=office", 14), ("/portfolio", 14), ("/find?q=mo", 5),
         ("/find/suggest?q=mo", 5)],
    )  # fmt: skip
    def test_the_number_of_queries_does_not_grow_with_the_people(self, app, kari, path, most):
        before = len(asked_again(kari, path))
        many = [replace(PEOPLE[0], participant_id=f"Q{n}") for n in range(120)]
        placed = [
            replace(PLACEMENTS[0], placement_id=f"PQ{n}", participant_id=f"Q{n}") for n in range(90)
        ]
        with writing(app.extensions["program"].engine) as connection:
            upsert_rows(connection, "participants", many)
            upsert_rows(connection, "placements", placed)
        assert len(asked_again(kari, path)) == before <= most

    def test_pages_of_a_hundred(self, app, kari):
        many = [replace(PEOPLE[0], participant_id=f"Q{n}") for n in range(120)]
        with writing(app.extensions["program"].engine) as connection:
            upsert_rows(connection, "participants", many)
        first, second = (kari.get(f"/portfolio?who=mine&page={n}").text for n in (1, 2))
        assert (first.count('role="rowheader"'), second.count('role="rowheader"')) == (100, 22)
