"""The catalogue is sound, bad files are refused with every fault, and nearness behaves."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import ImportRefused
from matcher.occupations import (
    DIMENSIONS,
    catalogue,
    nearness,
    nearness_matrix,
    read_catalogue,
)
from matcher.occupations.catalogue import HEADING
from matcher.occupations.nearness import SHARED_DIGITS

CODES = tuple(catalogue().by_code)
any_code = st.one_of(st.sampled_from(CODES), st.sampled_from(["9999", "0000", "", "12", "x"]))


def row(**changes: str) -> str:
    cells = dict.fromkeys(HEADING, "2") | {
        "code": "9112",
        "name_nb": "Renholder",
        "name_en": "Cleaner",
        "says": "a|b|c|d|e|f|g|h",
        "basis": "on one's feet",
    }
    return ",".join((cells | changes).values())


def folder_with(folder: Path, *rows: str) -> Path:
    (folder / "9_helpers.csv").write_text("\n".join([",".join(HEADING), *rows]), "utf-8")
    return folder


def test_the_catalogue_has_at_least_250_occupations_each_described() -> None:
    assert len(catalogue()) >= 250
    for occupation in catalogue():
        assert len(occupation.says) >= 8
        assert len(occupation.dimensions) == len(DIMENSIONS)
        assert all(0 <= level <= 4 for level in occupation.dimensions)
        assert occupation.name_nb and occupation.name_en and occupation.basis


def test_the_entry_level_work_that_is_wished_for_most_is_common() -> None:
    for code in ("5223", "9112", "9412", "5311"):
        assert catalogue().by_code[code].common == 4


def test_a_good_file_is_read(tmp_path: Path) -> None:
    read = read_catalogue(folder_with(tmp_path, row()))
    assert list(read.by_code) == ["9112"]
    assert read.by_code["9112"].says == tuple("abcdefgh")


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path,
        row(),
        row(),
        row(code="911", common="5"),
        row(code="1111", people="-1", basis=" "),
        row(code="1112", says="a|a|a|a|a|a|a|a"),
        "1113,too few",
    )
    with pytest.raises(ImportRefused) as refused:
        read_catalogue(folder)
    places = [(problem.row, problem.column) for problem in refused.value.problems]
    assert places == [
        (3, "code"),
        (4, "code"),
        (4, "common"),
        (5, "basis"),
        (5, "people"),
        (6, "says"),
        (7, None),
    ]


def test_a_file_with_another_heading_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("code,name\n1111,Politiker\n", "utf-8")
    with pytest.raises(ImportRefused, match="the heading code,name_nb"):
        read_catalogue(tmp_path)


@given(any_code, any_code)
def test_nearness_is_symmetric_and_within_0_and_1(a: str, b: str) -> None:
    assert nearness(a, b) == nearness(b, a)
    assert 0 <= nearness(a, b) <= 1


def test_only_the_same_code_is_as_near_as_can_be() -> None:
    near = nearness_matrix(CODES, CODES)
    assert np.array_equal(near == 1, np.eye(len(CODES), dtype=bool))


@given(st.lists(any_code, max_size=6), st.lists(any_code, max_size=6))
def test_the_matrix_holds_each_pair(a: list[str], b: list[str]) -> None:
    near = nearness_matrix(a, b)
    assert near.shape == (len(a), len(b))
    assert near.dtype == np.float64
    assert near.tolist() == [[nearness(x, y) for y in b] for x in a]


def test_a_code_outside_the_catalogue_falls_back_on_the_hierarchy() -> None:
    assert "5229" not in catalogue()
    assert nearness("5229", "5223") == SHARED_DIGITS[3]
    assert nearness("5999", "5223") == SHARED_DIGITS[1]
    assert nearness("", "") == 0


def test_kitchen_help_is_nearer_to_cook_and_waiter_than_to_warehouse_and_programmer() -> None:
    cook, waiter, warehouse, programmer = (
        nearness("9412", code) for code in ("5120", "5131", "4321", "2512")
    )
    assert cook > waiter > warehouse > programmer


def test_cleaning_is_nearer_to_home_cleaning_than_to_teaching() -> None:
    assert nearness("9112", "9111") > nearness("9112", "2341")
