"""Reading a postal register: everything that is wrong with it at once, or every row."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.errors import ImportRefused
from matcher.places.register import PostalCode, coordinates, parse_register

HEADING = "postal_code,place,municipality_number,municipality,lat,lon"


def problems_of(*lines: str) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        parse_register([f"{line}\n" for line in lines], "reg.csv")
    return [str(problem) for problem in refused.value.problems]


def test_a_row_is_read_with_all_its_columns() -> None:
    assert parse_register([HEADING, "0554,Oslo,0301,Oslo,59.924,10.757"]) == (
        PostalCode("0554", "Oslo", "0301", "Oslo", 59.924, 10.757),
    )


def test_a_byte_order_mark_semicolons_and_decimal_commas_are_fine() -> None:
    lines = ["\ufeffpostal_code;place;lat;lon\r\n", "0554; Oslo ;59,924;10,757\r\n", "\r\n"]
    assert parse_register(lines) == (PostalCode("0554", "Oslo", None, None, 59.924, 10.757),)


def test_columns_may_stand_in_any_order() -> None:
    (row,) = parse_register(["lon,lat,place,Postal_Code", "10.757,59.924,Oslo,0554"])
    assert coordinates([row]) == {"0554": (59.924, 10.757)}


def test_a_row_without_coordinates_is_kept_as_unknown() -> None:
    rows = parse_register([HEADING, "7877,Høylandet,5046,Høylandet,,"])
    assert (rows[0].lat, rows[0].lon) == (None, None)
    assert coordinates(rows) == {}


def test_every_bad_cell_is_reported_at_once_with_row_column_value_and_what_was_expected() -> None:
    assert problems_of(
        HEADING,
        "0554,Oslo,0301,Oslo,59.924,10.757",
        "554,,301,Oslo,59.924,x",
        "0554,Oslo,0301,Oslo,59.924,",
    ) == [
        'reg.csv, row 3, column postal_code: "554" is not accepted; '
        "expected four digits, such as 0554",
        'reg.csv, row 3, column place: "" is not accepted; expected a name',
        'reg.csv, row 3, column municipality_number: "301" is not accepted; '
        "expected four digits, such as 0301, or empty",
        'reg.csv, row 3, column lon: "x" is not accepted; '
        "expected degrees from -10 to 35, or empty",
        'reg.csv, row 4, column lon: "" is not accepted; '
        "expected degrees, as lat has them (or both empty)",
        'reg.csv, row 4, column postal_code: "0554" is not accepted; '
        "expected each postal code once",
    ]


def test_latitude_and_longitude_in_each_others_column_are_noticed() -> None:
    assert len(problems_of(HEADING, "0554,Oslo,0301,Oslo,10.757,59.924")) == 2


@pytest.mark.parametrize("value", ["nan", "inf", "1e400", "5_9.9", "59.9.1", "-", "--1", "٥٩"])
def test_what_is_no_plain_number_is_no_coordinate(value: str) -> None:
    (problem,) = problems_of(HEADING, f"0554,Oslo,0301,Oslo,{value},10.757")
    assert "column lat" in problem


def test_an_unknown_column_and_a_missing_one_are_reported() -> None:
    assert problems_of("postal_code,place,latitude,lon", "0554,Oslo,59.9,10.7") == [
        'reg.csv, row 1: "latitude" is not accepted; expected one of the columns '
        "postal_code, place, municipality_number, municipality, lat, lon",
        "reg.csv, row 1, column lat: expected this column; it is missing",
    ]


def test_a_column_twice_is_reported() -> None:
    (problem,) = problems_of("postal_code,place,lat,lon,lat", "0554,Oslo,59.9,10.7,59.9")
    assert "each column once" in problem


def test_a_tab_as_delimiter_is_reported_and_not_guessed() -> None:
    assert "row 1" in problems_of("postal_code\tplace\tlat\tlon", "0554\tOslo\t59.9\t10.7")[0]


def test_a_row_with_too_few_or_too_many_cells_is_reported() -> None:
    assert problems_of(HEADING, "0554,Oslo", "0555,Oslo,0301,Oslo,59.9,10.7,more") == [
        "reg.csv, row 2: expected 6 cells as in the heading, found 2",
        "reg.csv, row 3: expected 6 cells as in the heading, found 7",
    ]


@pytest.mark.parametrize("lines", [[], [""], ["\n", "\n"], [" , \n"]])
def test_an_empty_file_says_which_columns_it_should_have(lines: list[str]) -> None:
    with pytest.raises(ImportRefused, match="expected the columns postal_code, place"):
        parse_register(lines)


def test_a_heading_alone_is_not_a_register() -> None:
    assert problems_of(HEADING) == ["reg.csv: expected at least one row below the heading"]


def test_an_open_quote_and_a_huge_cell_are_one_clear_message() -> None:
    for bad in ('0554,"Oslo,0301,Oslo,59.9,10.7', "0554," + "x" * 200_000 + ",,,59.9,10.7"):
        (problem,) = problems_of(HEADING, bad)
        assert problem.startswith("reg.csv, row 2: expected a row of a CSV file")


@pytest.mark.parametrize(
    "name", ["Os\x00lo", "Os\x07lo", "O" * 101, "O\N{RIGHT-TO-LEFT OVERRIDE}s"]
)
def test_a_name_that_cannot_be_kept_or_shown_is_refused(name: str) -> None:
    (problem,) = problems_of(HEADING, f"0554,{name},0301,Oslo,59.9,10.7")
    assert "column place" in problem


def coordinate(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda number: round(number, 6))


@given(
    st.dictionaries(
        st.from_regex(r"\A[0-9]{4}\Z"),
        st.none() | st.tuples(coordinate(57, 82), coordinate(-10, 35)),
        min_size=1,
    ),
    st.sampled_from(",;"),
)
def test_what_is_written_is_read_again(
    register: dict[str, tuple[float, float] | None], delimiter: str
) -> None:
    rows = [
        delimiter.join([code, "Sted", *(map("{:f}".format, point) if point else ("", ""))])
        for code, point in register.items()
    ]
    read = parse_register(chain([delimiter.join(["postal_code", "place", "lat", "lon"])], rows))
    assert [row.postal_code for row in read] == list(register)
    assert coordinates(read) == {code: point for code, point in register.items() if point}


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n\r"))))
def test_any_text_is_read_or_refused_and_never_an_accident(lines: list[str]) -> None:
    with pytest.raises(ImportRefused):
        parse_register(lines)
