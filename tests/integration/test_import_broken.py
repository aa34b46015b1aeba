"""Files that are broken as files: headings, encodings, rows of the wrong shape, endless cells."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.domain.errors import CellProblem

Refused = Callable[..., list[CellProblem]]

OFFICES = "office_id,name,municipality"
EMPLOYERS = "employer_id,name,org_number,sector,industry,capacity,paused_until"
MENTORS = "mentor_id,employer_id,name,capacity,languages,available_from,available_to"


def one(problems: list[CellProblem]) -> str:
    (problem,) = problems
    return str(problem)


HEADINGS = [
    ("office_id,name,name,municipality\n", "name", "it stands 2 times"),
    ("office_id,name\n", None, "municipality"),
    ("name,municipality\nx,y\n", None, "office_id"),
    ("N1,Testvik,Vik\n", None, "a heading with the columns office_id, name, municipality"),
    ("office_id\tname\tmunicipality\n", None, "a comma or a semicolon between the columns"),
    ("office_id|name|municipality\n", None, "a comma or a semicolon between the columns"),
    ("", None, "it is empty"),
    ("\n", None, "it is empty"),
]


@pytest.mark.parametrize(("content", "column", "expected"), HEADINGS)
def test_a_wrong_heading_is_one_problem(
    content: str, column: str | None, expected: str, refused: Refused
) -> None:
    (problem,) = refused(offices=content)
    assert (problem.file, problem.row, problem.column) == ("offices.csv", 1, column)
    assert expected in problem.expected


def test_cells_below_a_wrong_heading_are_checked_too(refused: Refused) -> None:
    heading = MENTORS.replace("name", "nmae")
    unknown, missing, cell = refused(mentors=f"{heading}\nM3,E1,,-1,,,\n")
    assert (unknown.row, unknown.column, unknown.value) == (1, "nmae", "nmae")
    assert unknown.expected.endswith("(did you mean name?)")
    assert missing.expected == "also the columns name, which are missing"
    assert (cell.row, cell.column) == (2, "capacity")


ENCODINGS = {
    "latin-1": (f"{OFFICES}\nN5,Bodø,\n".encode("latin-1"), 2, "byte 0xf8 at position 35"),
    "utf-16": (f"{OFFICES}\nN5,Bodø,\n".encode("utf-16"), 1, "byte 0xff at position 1"),
    "utf-16 without mark": (f"{OFFICES}\nN5,A,\n".encode("utf-16-le"), 1, "looks like UTF-16"),
    "cut": (f"{OFFICES}\nN5,Bodø".encode()[:-1], 2, "byte 0xc3"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "byte 0x89 at position 1"),
}


@pytest.mark.parametrize(("content", "row", "expected"), ENCODINGS.values(), ids=ENCODINGS.keys())
def test_another_encoding_is_one_problem_with_its_place(
    content: bytes, row: int, expected: str, refused: Refused
) -> None:
    (problem,) = refused(offices=content)
    assert problem.row == row
    assert expected in problem.expected
    assert "CSV UTF-8" in problem.expected


def test_a_file_that_breaks_off_brings_no_false_alarms_about_other_files(refused: Refused) -> None:
    employers = f"{EMPLOYERS}\nE5,".encode() + b"\xff,,,,,\nE6,,,,,,\n"
    (problem,) = refused(employers=employers, mentors=f"{MENTORS}\nM6,E6,,,,,\n")
    assert problem.file == "employers.csv"


def test_a_bad_row_brings_no_false_alarms_about_those_that_refer_to_it(refused: Refused) -> None:
    employers = f"{EMPLOYERS}\nE5,,,State,,,\nE6,x\n"
    problems = refused(employers=employers, mentors=f"{MENTORS}\nM5,E5,,,,,\nM6,E6,,,,,\n")
    assert [(p.file, p.row) for p in problems] == [("employers.csv", 2), ("employers.csv", 3)]


ROWS = {
    "too few cells": ("N5,x\n", 2, "3 cells, as in the heading, but there are 2"),
    "too many cells": ("N5,x,y,z\n", 2, "3 cells, as in the heading, but there are 4"),
    "after blank lines": ("\n\n,,\nN5\n", 5, "3 cells, as in the heading, but there are 1"),
    "quotation mark in a cell": ('N5,"x" y,z\n', 2, "a quotation mark only around a whole cell"),
    "open quotation mark": ('N4,,\nN5,"x,z\nN6,,\n', 3, "a closing quotation mark"),
    "old line ends": ("N5,x,y\rN6,,\r", 2, "lines that end with a line feed"),
}


@pytest.mark.parametrize(("rows", "number", "expected"), ROWS.values(), ids=ROWS.keys())
def test_a_row_of_the_wrong_shape_is_one_problem(
    rows: str, number: int, expected: str, refused: Refused
) -> None:
    (problem,) = refused(offices=f"{OFFICES}\n{rows}")
    assert problem.row == number
    assert expected in problem.expected


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("filler", [b"x", "ø".encode(), b"line\n"], ids=["x", "two bytes", "lines"])
def test_a_cell_of_50_mb_is_one_problem_and_is_never_held_in_memory(
    filler: bytes, quote: str, refused: Refused, folder: Path
) -> None:
    if b"\n" in filler and not quote:
        quote = '"'
    with (folder / "offices.csv").open("wb") as file:
        file.write(f"{OFFICES}\nN4,ok,\nN5,{quote}".encode())
        for _ in range(50):
            file.write(filler * (1_000_000 // len(filler)))
        file.write(f"{quote},Vik\nN6,ok,\n".encode())
    tracemalloc.start()
    start = time.perf_counter()
    (problem,) = refused()
    seconds, memory = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (problem.row, problem.column) == (3, "name")
    assert "at most 10000 characters" in problem.expected
    assert memory < 20_000_000
    assert seconds < 5
    assert len(str(problem)) < 300


def test_a_cell_just_over_the_limit_is_named(refused: Refused) -> None:
    (problem,) = refused(offices=f"{OFFICES}\nN5,{'x' * 10_001},\n")
    assert problem.column == "name"
    assert problem.expected == "at most 10000 characters"
    assert "(10001 characters)" in str(problem)


def test_a_misspelt_file_is_refused_with_the_right_name(refused: Refused) -> None:
    message = one(refused(participant="participant_id\nP5\n"))
    assert message.startswith("participant.csv: expected a name among offices, participants")
    assert message.endswith("did you mean participants?")
