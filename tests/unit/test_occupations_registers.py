"""Official registers: three kinds of file are read, and every bad line is told at once."""

from collections.abc import Iterator, Sequence

import pytest

from matcher.domain.errors import ImportRefused
from matcher.occupations import catalogue
from matcher.occupations.isco import STYRK_OF_ISCO, styrk_of_isco
from matcher.occupations.registers import parse_register


def numbered(*rows: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    return iter(enumerate(rows, start=1))


KLASS = ("code", "level", "name", "parent_code")
KLASS_EXPORT = ("code", "parentCode", "level", "name", "shortName", "notes")
TITLES = ("styrk08", "occupation", "title")
ESCO = ("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels")


def test_klass_gives_the_names_of_the_unit_groups() -> None:
    register = parse_register(
        numbered(KLASS, ("5", "1", "Salgsyrker", ""), ("5120", "4", "Kokker", "512")), "klass.csv"
    )
    assert register.kind == "klass"
    assert register.names == (("5120", "Kokker"),)
    assert register.titles == ()


def test_klass_own_export_is_read_too() -> None:
    rows = numbered(KLASS_EXPORT, ("5120", "512", "4", "Kokker", "", "lager mat"))
    assert parse_register(rows, "klass.csv").names == (("5120", "Kokker"),)


def test_a_titles_file_gives_each_title_once() -> None:
    rows = numbered(TITLES, *[("5120", "Kokker", "Pizzabaker")] * 2, ("5120", "Kokker", " Smører "))
    register = parse_register(rows, "titles.csv")
    assert register.kind == "titles"
    assert register.titles == (("5120", "Pizzabaker"), ("5120", "Smører"))


def test_esco_gives_all_labels_and_counts_the_groups_that_styrk_lacks() -> None:
    register = parse_register(
        numbered(
            ESCO,
            ("Occupation", "uri", "5120", "kokk", "kjøkkenkokk\n grillkokk \n"),
            ("Occupation", "uri", "5412", "politi", ""),
            ("Occupation", "uri", "9624", "vannbærer", ""),
            ("Occupation", "uri", "9624", "vedsamler", ""),
        ),
        "occupations_no.csv",
    )
    assert register.kind == "esco"
    assert register.titles == (
        ("5120", "kokk"),
        ("5120", "kjøkkenkokk"),
        ("5120", "grillkokk"),
        ("3355", "politi"),
    )
    assert register.skipped == {"9624": 2}


def test_every_bad_line_is_told_at_once() -> None:
    rows = numbered(
        TITLES,
        ("512", "Kokker", "Kokk"),
        ("5120", "Kokker", ""),
        ("5120", "Kokker", "K" * 1_001),
        ("5120", "Kokker"),
        ("5120", "Kokker", "Ko\x00kk"),
        (),
    )
    with pytest.raises(ImportRefused) as refused:
        parse_register(rows, "titles.csv")
    places = {(problem.row, problem.column) for problem in refused.value.problems}
    assert places == {(2, "styrk08"), (3, "title"), (4, "title"), (5, None), (6, "title")}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("5120", "3", "Kokker", "512"), "code"),
        (("5120", "5", "Kokker", "512"), "level"),
        (("５１２０", "4", "Kokker", "512"), "code"),
        (("5120", "4", "", "512"), "name"),
    ],
)
def test_a_bad_klass_line_is_named(row: Sequence[str], column: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        parse_register(numbered(KLASS, row), "klass.csv")
    assert [problem.column for problem in refused.value.problems] == [column]


def test_a_code_twice_in_klass_is_refused() -> None:
    with pytest.raises(ImportRefused, match="each code once"):
        parse_register(numbered(KLASS, *[("5120", "4", "Kokker", "512")] * 2), "klass.csv")


@pytest.mark.parametrize("heading", [(), ("a", "b"), ("code", "name")])
def test_another_file_is_refused_with_what_was_expected(heading: Sequence[str]) -> None:
    with pytest.raises(ImportRefused, match="the columns of a register"):
        parse_register(numbered(heading), "other.csv")


def test_a_register_without_rows_is_refused() -> None:
    with pytest.raises(ImportRefused, match="a row below the heading"):
        parse_register(numbered(TITLES), "titles.csv")


def test_isco_is_mapped_only_to_groups_that_exist() -> None:
    assert all(code in catalogue() for code in STYRK_OF_ISCO.values())
    assert styrk_of_isco("5120") == "5120"
    assert styrk_of_isco("2221") == "2223"
    assert styrk_of_isco("6310") is None
