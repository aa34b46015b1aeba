"""Everything wrong with a folder of files: one message each, all at once, nothing imported."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher.domain.errors import BadInput, CellProblem, StoreBusy, StoreTooNew
from matcher.exchange.writing import write_market
from matcher.store import engine as engine_module
from matcher.store.engine import open_store, reading, writing
from matcher.store.readers import read_market
from matcher.workflows.import_files import import_files

Refused = Callable[..., list[CellProblem]]

OFFICES = "office_id,name,municipality"
EMPLOYERS = "employer_id,name,org_number,sector,industry,capacity,paused_until"
MENTORS = "mentor_id,employer_id,name,capacity,languages,available_from,available_to"
WISHES = "participant_id,text,rank,origin,occupation"
EXPERIENCES = "participant_id,text,occupation,months,ended,kind"
PLACEMENTS = (
    "placement_id,participant_id,opening_id,mentor_id,purpose,starts,planned_end,ended,"
    "hours_per_week,status,model_version,position"
)
OUTCOMES = (
    "placement_id,reporter,reported_on,showed_up,completed,end_reason,fit_tasks,fit_people,"
    "fit_pace,fit_language,would_continue,would_hire,next_step,next_step_on"
)


def one(problems: list[CellProblem]) -> str:
    (problem,) = problems
    return str(problem)


CELLS = [
    ("mentors", MENTORS, "M3,E1,,-1,,,", "capacity", "-1", "a whole number from 0"),
    ("mentors", MENTORS, "M3,E1,,1.5,,,", "capacity", "1.5", "a whole number from 0"),
    ("mentors", MENTORS, "M3,E1,,two,,,", "capacity", "two", "a whole number from 0"),
    ("mentors", MENTORS, "M3,E1,,nan,,,", "capacity", "nan", "a whole number from 0"),
    ("mentors", MENTORS, "M3,E1,,,nob,,", "languages", "nob", "two letters"),
    ("mentors", MENTORS, "M3,E1,,,no||so,,", "languages", "no||so", "two letters"),
    ("mentors", MENTORS, "M3,E1,,,,2025-02-30,", "available_from", "2025-02-30", "that exists"),
    ("mentors", MENTORS, "M3,E1,,,,31.03.2026,", "available_from", "31.03.2026", "2026-03-31"),
    ("mentors", MENTORS, "M3,E1,,,,20260331,", "available_from", "20260331", "2026-03-31"),
    (
        *("mentors", MENTORS, "M3,E1,,,,2026-03-31,2026-03-30"),
        *("available_to", "2026-03-30", "a date from 2026-03-31 (available_from) on"),
    ),
    ("mentors", MENTORS, "M3,E9,,,,,", "employer_id", "E9", "in employers.csv or in the store"),
    ("mentors", MENTORS, "M3,,,,,,", "employer_id", "", "it may not be empty"),
    ("mentors", MENTORS, "none,E1,,,,,", "mentor_id", "none", "another id"),
    ("mentors", MENTORS, "M|3,E1,,,,,", "mentor_id", "M|3", 'without "|"'),
    ("employers", EMPLOYERS, "E2,,12345678,,,,", "org_number", "12345678", "nine digits"),
    ("employers", EMPLOYERS, "E2,,,State,,,", "sector", "State", "private, public, nonprofit"),
    ("wishes", WISHES, "P1,lager,0,,", "rank", "0", "a whole number from 1"),
    ("wishes", WISHES, "P1,lager,,,", "rank", "", "may not be empty"),
    ("wishes", WISHES, "P1,  ,3,,", "text", "  ", "may not be empty"),
    ("wishes", WISHES, "P1,lager,3,uncle,", "origin", "uncle", "own, friends, family"),
    ("wishes", WISHES, "P1,lager,3,,522", "occupation", "522", "four digits"),
    ("wishes", WISHES, "P9,lager,3,,", "participant_id", "P9", "in participants.csv or in the"),
    ("wishes", WISHES, "P1,a\x07b,3,,", "text", "a\x07b", "without control characters"),
    ("wishes", WISHES, "P1,a\x00b,3,,", "text", "a\x00b", "without control characters"),
    ("experiences", EXPERIENCES, "P1,vask,,-2,,", "months", "-2", "a number from 0"),
    ("experiences", EXPERIENCES, "P1,vask,,,,hobby", "kind", "hobby", "job, practice, voluntary"),
    ("outcomes", OUTCOMES, f"PL1,mentor,,{',' * 10}", "reported_on", "", "may not be empty"),
    (
        *("outcomes", OUTCOMES, f"PL1,mentor,2025-09-01,maybe{',' * 10}"),
        *("showed_up", "maybe", "yes or no"),
    ),
    (
        *("outcomes", OUTCOMES, f"PL1,mentor,2025-09-01,,,,6{',' * 7}"),
        *("fit_tasks", "6", "a whole number from 1 to 5"),
    ),
    (
        *("outcomes", OUTCOMES, f"PL9,mentor,2025-09-01{',' * 11}"),
        *("placement_id", "PL9", "in placements.csv or in the store"),
    ),
    (
        *("placements", PLACEMENTS, "PL2,P1,O2,M9,language,,,,,proposed,,"),
        *("mentor_id", "M9", "in mentors.csv or in the store"),
    ),
    (
        *("placements", PLACEMENTS, "PL2,P1,O2,,taste,,,,,proposed,,"),
        *("status", "proposed", "open placement for taste already (placement PL1 in the store)"),
    ),
    (
        *("placements", PLACEMENTS, "PL2,P1,O2,,language,2025-02-02,,2025-02-01,,ended,,"),
        *("ended", "2025-02-01", "a date from 2025-02-02 (starts) on"),
    ),
]


@pytest.mark.parametrize(("file", "heading", "row", "column", "value", "expected"), CELLS)
def test_a_bad_cell_is_named_with_its_place_and_what_was_expected(
    file: str, heading: str, row: str, column: str, value: str, expected: str, refused: Refused
) -> None:
    (problem,) = refused(**{file: f"{heading}\n{row}\n"})
    assert (problem.file, problem.row, problem.column) == (f"{file}.csv", 2, column)
    assert problem.value == value
    assert expected in problem.expected


def test_level_b3_is_named(refused: Refused, store: sa.Engine, folder: Path) -> None:
    with reading(store) as connection:
        write_market(read_market(connection), folder)
    content = (
        (folder / "participants.csv").read_text().replace("P1,N1,,,,,,,,,", "P1,N1,,,,,,,,,B3")
    )
    assert one(refused(participants=content)) == (
        'participants.csv, row 2, column norwegian_written: "B3" is not accepted;'
        " expected one of A0, A1, A2, B1, B2, C1, C2, native"
    )


def test_every_problem_is_told_at_once_in_the_order_of_files_and_rows(refused: Refused) -> None:
    problems = refused(
        mentors=f"{MENTORS}\nM3,E9,,-1,,,\nM4,E1,,1,,,\nM5,E1,,,,2025-13-01,\n",
        wishes=f"{WISHES}\nP1,lager,x,uncle,\nP9,lager,1,,\n",
        unknown="a,b\n",
    )
    assert [(p.file, p.row, p.column) for p in problems] == [
        ("unknown.csv", None, None),
        ("wishes.csv", 2, "rank"),
        ("wishes.csv", 2, "origin"),
        ("wishes.csv", 3, "participant_id"),
        ("mentors.csv", 2, "employer_id"),
        ("mentors.csv", 2, "capacity"),
        ("mentors.csv", 4, "available_from"),
    ]


def test_an_id_given_twice_names_both_rows(refused: Refused) -> None:
    message = one(refused(offices=f"{OFFICES}\nN5,A,\nN6,B,\n N5 ,C,\n"))
    assert 'offices.csv, row 4, column office_id: "N5" is not accepted' in message
    assert "row 2 has the same" in message


def test_a_wish_with_the_same_rank_twice_is_a_repeated_key(refused: Refused) -> None:
    message = one(refused(wishes=f"{WISHES}\nP1,lager,3,,\nP1,buss,3.0,,\n"))
    assert "participant_id and rank that no other row has" in message


def test_two_open_placements_in_one_file_name_the_first_row(refused: Refused) -> None:
    rows = "PL2,P2,O2,,taste,,,,,proposed,,\nPL3,P2,O1,,taste,,,,,running,,\n"
    (problem,) = refused(placements=f"{PLACEMENTS}\n{rows}")
    assert (problem.row, problem.column, problem.value) == (3, "status", "running")
    assert "(row 2)" in problem.expected


def test_a_placement_may_end_in_the_file_that_opens_the_next(
    store: sa.Engine, folder: Path
) -> None:
    rows = "PL2,P1,O2,,taste,,,,,proposed,,\nPL1,P1,O1,M1,taste,,,,,ended,,\n"
    (folder / "placements.csv").write_text(f"{PLACEMENTS}\n{rows}")
    counts = import_files(store, folder).files["placements"]
    assert (counts.new, counts.changed) == (1, 1)


NOWHERE = {
    "a folder that is not there": (lambda p: p / "nowhere", "There is no folder or Excel file"),
    "an empty folder": (lambda p: p, "nothing to import .*; expected one of offices"),
    "one file": (lambda p: _touched(p / "offices.csv"), "neither a folder nor an Excel file"),
}


def _touched(path: Path) -> Path:
    path.touch()
    return path


@pytest.mark.parametrize(("place", "message"), NOWHERE.values(), ids=NOWHERE.keys())
def test_where_there_is_nothing_to_import_one_line_says_so(
    place: Callable[[Path], Path], message: str, store: sa.Engine, folder: Path
) -> None:
    with pytest.raises(BadInput, match=message):
        import_files(store, place(folder))


def test_what_people_have_beside_the_files_is_left_alone(store: sa.Engine, folder: Path) -> None:
    (folder / "truth").mkdir()
    (folder / "truth" / "hearts.csv").write_text("a\n")
    (folder / "README.txt").write_text("hello")
    (folder / "._offices.csv").write_bytes(b"\xff")
    (folder / "offices.csv").write_bytes(
        b"\xef\xbb\xbfoffice_id;name;municipality;\r\nN7;A, B;;\r\n"
    )
    assert import_files(store, folder).files["offices"].new == 1
    with reading(store) as connection:
        assert read_market(connection).offices[-1].name == "A, B"


def test_a_heading_alone_is_an_empty_file(store: sa.Engine, folder: Path) -> None:
    (folder / "offices.csv").write_text(OFFICES)
    assert import_files(store, folder).rows == 0


def test_a_locked_store_is_told_and_left_as_it_was(
    store: sa.Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.1)
    (folder / "offices.csv").write_text(f"{OFFICES}\nN7,,\n")
    other = open_store(str(store.url))
    with writing(store), pytest.raises(StoreBusy, match="try again"):
        import_files(other, folder)
    other.dispose()
    with reading(store) as connection:
        assert len(read_market(connection).offices) == 2


def test_a_store_from_a_newer_version_is_refused_before_anything_is_imported(
    store: sa.Engine, folder: Path
) -> None:
    (folder / "offices.csv").write_text(f"{OFFICES}\nN7,,\n")
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="newer version"):
        import_files(store, folder)
    with reading(store) as connection:
        assert len(read_market(connection).offices) == 2
