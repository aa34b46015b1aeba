"""Exports: where they may be written, what stands in them, and that nobody reads half a file."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from matcher.domain.employers import Opening
from matcher.domain.errors import BadInput
from matcher.domain.participants import Wish
from matcher.store.engine import writing
from matcher.store.writers import upsert_rows
from matcher.workflows.export_files import export_files


def test_an_export_is_the_same_on_every_database(filled: sa.Engine, tmp_path: Path) -> None:
    counts = export_files(filled, tmp_path / "new" / "folder")
    assert counts["openings"] == 2
    wishes = (tmp_path / "new" / "folder" / "wishes.csv").read_bytes()
    assert wishes == (
        b"participant_id,text,rank,origin,occupation\n"
        b"P1,st\xc3\xa5 i kassa,1,own,\nP1,noe med dyr,2,friends,\n"
    )


def test_unknown_none_and_no_requirement_are_written_apart(
    filled: sa.Engine, tmp_path: Path
) -> None:
    with writing(filled) as connection:
        upsert_rows(connection, "openings", [Opening("O3", "E1", mentors=(), purposes=())])
    export_files(filled, tmp_path)
    unknown, known = (tmp_path / "openings.csv").read_text().splitlines()[2:4]
    assert unknown.startswith("O2,E1,Lager,,,,,,")
    assert known == "O3,E1,,,none,,none,,,,,,,,any,,,,any,any,,"


def test_other_files_in_the_folder_are_left_alone(filled: sa.Engine, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "offices.csv").write_text("old")
    export_files(filled, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "offices.csv").read_text().startswith("office_id,")
    assert len(list(tmp_path.glob("*.csv"))) == len(list(tmp_path.iterdir())) - 1 - _stores(
        tmp_path
    )


def _stores(folder: Path) -> int:
    return len(list(folder.glob("store.db*")))


@pytest.mark.parametrize("name", ["taken", "taken/deeper", "taken/all.xlsx"])
def test_a_place_that_cannot_be_written_is_told(
    name: str, filled: sa.Engine, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(BadInput, match="Cannot write"):
        export_files(filled, tmp_path / name)


def test_text_that_looks_like_a_formula_is_text_in_excel(filled: sa.Engine, tmp_path: Path) -> None:
    texts = ["=1+1", "+47 99", "-", "@kari", "=HYPERLINK(A1)"]
    with writing(filled) as connection:
        upsert_rows(connection, "wishes", [Wish("P2", t, n) for n, t in enumerate(texts, 1)])
    export_files(filled, tmp_path / "all.xlsx")
    sheet = load_workbook(tmp_path / "all.xlsx")["wishes"]
    cells = [row[1] for row in sheet.iter_rows(min_row=4)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
