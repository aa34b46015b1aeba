"""Excel files: what their cells become, and what is wrong with those that are none."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from matcher.domain.errors import BadInput, CellProblem, ImportRefused
from matcher.domain.market import Market
from matcher.store.engine import reading
from matcher.store.readers import read_market
from matcher.workflows.import_files import import_files

OFFICES = ["office_id", "name", "municipality"]
EMPLOYERS = [
    *("employer_id", "name", "org_number", "sector", "industry", "capacity", "paused_until"),
]
EXPERIENCES = ["participant_id", "text", "occupation", "months", "ended", "kind", "liked"]

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes sheets of rows to an Excel file."""

    def write(**sheets: list[list[Any]]) -> Path:
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "office.xlsx"
        book.save(path)
        return path

    return write


def problems_of(engine: sa.Engine, path: Path) -> list[CellProblem]:
    with pytest.raises(ImportRefused) as caught:
        import_files(engine, path)
    with reading(engine) as connection:
        assert read_market(connection) == Market()
    return list(caught.value.problems)


def test_numbers_dates_and_yes_no_are_taken_as_excel_keeps_them(
    sqlite_engine: sa.Engine, save: Save
) -> None:
    people = [["participant_id", "office_id"], [7, "N1"]]
    people[0] += _other_columns()
    path = save(
        Sheet1=[],
        offices=[OFFICES, ["N1", "Testvik", None], [None, None, None]],
        participants=people,
        employers=[EMPLOYERS, ["E1", "A", 123456789, "private", None, 3.0, datetime(2026, 3, 31)]],
        experiences=[EXPERIENCES, [7, "vask", 9112, 1.5, date(2025, 1, 2), "job", True]],
    )
    import_files(sqlite_engine, path)
    with reading(sqlite_engine) as connection:
        market = read_market(connection)
    (employer,) = market.employers
    assert (employer.org_number, employer.capacity) == ("123456789", 3)
    assert employer.paused_until == date(2026, 3, 31)
    (experience,) = market.experiences
    assert (experience.participant_id, experience.occupation) == ("7", "9112")
    assert (experience.months, experience.ended) == (1.5, date(2025, 1, 2))
    assert experience.liked is True


def _other_columns() -> list[str]:
    from matcher.exchange.contract import FILES

    return [c for c in FILES["participants"].columns if c not in ("participant_id", "office_id")]


def test_a_formula_is_refused_with_its_cell(sqlite_engine: sa.Engine, save: Save) -> None:
    path = save(offices=[OFFICES, ["N1", "=1+1", None], ["N2", "=HYPERLINK(A1)", "x"]])
    first, second = problems_of(sqlite_engine, path)
    assert str(first) == (
        'office.xlsx, sheet offices, row 2, column name: "=1+1" is not accepted;'
        " expected a plain value; paste the formula's result in its place"
    )
    assert (second.row, second.column, second.value) == (3, "name", "=HYPERLINK(A1)")


def test_a_formula_in_place_of_an_id_is_one_problem(sqlite_engine: sa.Engine, save: Save) -> None:
    path = save(offices=[OFFICES, ["=A1", "x", None], ["=A1", "x", None]])
    assert [p.row for p in problems_of(sqlite_engine, path)] == [2, 3]


BAD = [
    (["E1", None, None, None, None, "#REF!", None], "capacity", "a whole number"),
    (["E1", None, None, None, None, 1.5, None], "capacity", "a whole number"),
    (["E1", None, None, None, None, None, datetime(2026, 3, 31, 12)], "paused_until", "a date"),
    (["E1", None, None, None, None, None, 46112], "paused_until", "a date"),
    (["E1", None, None, True, None, None, None], "sector", "one of private"),
    (["E1", None, 12345678.0, None, None, None, None], "org_number", "nine digits"),
]


@pytest.mark.parametrize(("row", "column", "expected"), BAD)
def test_a_bad_cell_is_named_by_sheet_row_and_column(
    row: list[Any], column: str, expected: str, sqlite_engine: sa.Engine, save: Save
) -> None:
    (problem,) = problems_of(sqlite_engine, save(employers=[EMPLOYERS, row]))
    assert (problem.file, problem.row) == ("office.xlsx, sheet employers", 2)
    assert problem.column == column
    assert problem.expected.startswith(("a value", expected))


def test_a_misnamed_sheet_is_refused(sqlite_engine: sa.Engine, save: Save) -> None:
    (problem,) = problems_of(sqlite_engine, save(Office=[OFFICES, ["N1", None, None]]))
    assert problem.file == "office.xlsx, sheet Office"
    assert problem.expected.endswith("did you mean offices?")


def test_a_workbook_with_nothing_in_it_is_told(sqlite_engine: sa.Engine, save: Save) -> None:
    with pytest.raises(BadInput, match="nothing to import"):
        import_files(sqlite_engine, save(Sheet1=[]))


CONTENTS = {
    "empty": b"",
    "text": b"office_id;name\n",
    "cut off": b"PK\x03\x04\x14\x00",
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_a_file_that_is_no_excel_file_is_told(
    content: bytes, sqlite_engine: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "office.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"office\.xlsx cannot be read as an Excel file"):
        import_files(sqlite_engine, path)


def test_another_zip_file_is_told(sqlite_engine: sa.Engine, tmp_path: Path) -> None:
    path = tmp_path / "office.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(BadInput, match="cannot be read as an Excel file"):
        import_files(sqlite_engine, path)


def test_a_sheet_that_is_broken_inside_is_told(
    sqlite_engine: sa.Engine, save: Save, tmp_path: Path
) -> None:
    whole = save(offices=[OFFICES, ["N1", "x", None]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[:300] if name.startswith("xl/worksheets/") else data)
    with pytest.raises(BadInput, match=r"broken\.xlsx cannot be read"):
        import_files(sqlite_engine, broken)


def test_a_file_that_unpacks_to_far_too_much_is_refused_unread(
    sqlite_engine: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 50_000_000)
    with pytest.raises(BadInput, match="unpacks to 50 MB"):
        import_files(sqlite_engine, path)


def test_an_entity_bomb_is_no_excel_file(
    sqlite_engine: sa.Engine, save: Save, tmp_path: Path
) -> None:
    whole = save(offices=[OFFICES, ["N1", "x", None]])
    bomb = tmp_path / "entities.xlsx"
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bomb, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, declared + data if name.startswith("xl/worksheets/") else data)
    with pytest.raises(BadInput, match=r"entities\.xlsx cannot be read"):
        import_files(sqlite_engine, bomb)
