"""Nothing in a file for people is a formula, whatever separator a spreadsheet looks for."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.exchange.sheets import Sheet, csv_file, excel_file

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
texts = st.text(alphabet="=+-@\t\r\n ;,\"'a1\u00a0\u200b＝", max_size=12)


def cells(content: bytes, separator: str) -> list[str]:
    """As a spreadsheet with that separator reads them."""
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return [cell for row in csv.reader(text, delimiter=separator) for cell in row]


def begins_as_formula(cell: str) -> bool:
    return cell.lstrip(" \t\r\n\u00a0\u200b\ufeff").startswith(SIGNS)


@given(table=st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3))
def test_no_cell_of_a_csv_file_is_a_formula_in_any_country(table):
    for lang in ("nb", "en"):
        content = csv_file(Sheet("T", ["a", "=b"], table), lang)
        for separator in ",;\t":
            assert not [each for each in cells(content, separator) if begins_as_formula(each)]


@pytest.mark.parametrize("text", ["Kari; =1+1", "10,-", "a,'=x", 'b;"=y"', 'c;" =z'])
def test_what_follows_a_separator_is_marked_as_text(text):
    for lang, separator in (("nb", ","), ("en", ";")):
        content = csv_file(Sheet("T", ["a"], [[text]]), lang)
        assert not [each for each in cells(content, separator) if begins_as_formula(each)]


@given(table=st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3))
def test_every_text_of_an_excel_file_is_text_and_stays_it_when_it_is_edited(table):
    book = openpyxl.load_workbook(io.BytesIO(excel_file([Sheet("T", ["a", "=b"], table)])))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type == "s" or cell.value is None
            assert cell.quotePrefix or not begins_as_formula(str(cell.value or ""))


def test_a_text_without_signs_is_left_as_it_was():
    plain = ["Kari, som bor i Bø; og Per", "a-b", "1-2", "x = y"]
    assert cells(csv_file(Sheet("T", plain, [plain]), "en"), ",")[4:] == plain
