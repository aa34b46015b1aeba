"""Which point an address means, and that a doubtful one stays unknown."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.places.lookup import find_place, locate, normal_postal_code
from matcher.places.position import Position

REGISTER = {"0554": (59.9240, 10.7570), "7877": (math.nan, math.nan)}


def found(place: str | None, postal_code: str | None = None) -> str | None:
    entry = find_place(place or "", postal_code)
    return None if entry is None else f"{entry.name} {entry.municipality_number}"


def test_own_coordinates_come_before_everything_else() -> None:
    position = locate("0554", "Bergen", 63.43, 10.39, REGISTER)
    assert position == Position(63.43, 10.39, "given")


def test_the_imported_postal_code_comes_before_the_name() -> None:
    assert locate("0554", "Bergen", None, None, REGISTER) == Position(59.924, 10.757, "postal_code")


def test_a_postal_code_that_is_not_in_the_register_leaves_the_name_to_decide() -> None:
    position = locate("5003", "Bergen", None, None, REGISTER)
    assert position is not None
    assert position.how == "place"


def test_a_postal_code_whose_coordinates_are_unknown_leaves_the_name_to_decide() -> None:
    position = locate("7877", "Høylandet", None, None, REGISTER)
    assert position is not None
    assert position.how == "place"


def test_a_postal_code_in_front_of_the_place_is_used() -> None:
    assert locate(None, "0554 Oslo", None, None, REGISTER) == Position(
        59.924, 10.757, "postal_code"
    )


@pytest.mark.parametrize(
    ("lat", "lon"), [(59.9, None), (None, 10.7), (math.nan, 10.7), (591.0, 10.7), (59.9, math.inf)]
)
def test_half_or_impossible_coordinates_do_not_count_as_given(
    lat: float | None, lon: float | None
) -> None:
    assert locate(None, None, lat, lon, REGISTER) is None
    position = locate("0554", None, lat, lon, REGISTER)
    assert position is not None
    assert position.how == "postal_code"


@pytest.mark.parametrize("nothing", [None, "", "   ", ",", "ukjent", "Atlantis", "Norge", "12345"])
def test_what_names_no_place_is_unknown(nothing: str | None) -> None:
    assert locate(None, nothing, None, None, REGISTER) is None
    assert locate(nothing, nothing, None, None, {}) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Oslo", "Oslo 0301"),
        ("oslo kommune", "Oslo 0301"),
        ("  OSLO  ", "Oslo 0301"),
        ("Oslo, Norge", "Oslo 0301"),
        ("Oslo sentrum", "Oslo 0301"),
        ("Bydel Stovner", "Stovner 0301"),
        ("Grünerløkka", "Grünerløkka 0301"),
        ("Grunerlokka", "Grünerløkka 0301"),
        ("Løkka, Oslo", "Grünerløkka 0301"),
        ("St.Hanshaugen", "St. Hanshaugen 0301"),
        ("Bergen, Fana", "Fana 4601"),
        ("Fana, Bergen", "Fana 4601"),
        ("Fana (Bergen)", "Fana 4601"),
        ("Bergen - Fyllingsdalen", "Fyllingsdalen 4601"),
        ("Bergen/Åsane", "Åsane 4601"),
        ("Heimdal", "Heimdal 5001"),
        ("Trondhjem", "Trondheim 5001"),
        ("Mo i Rana", "Mo i Rana 1833"),
        ("Aurskog Høland", "Aurskog-Høland 3226"),
        ("AALESUND", "Ålesund 1508"),
        ("Tromso", "Tromsø 5501"),
        ("Tromsö", "Tromsø 5501"),
        ("Romsa", "Tromsø 5501"),
        ("Guovdageaidnu - Kautokeino", "Kautokeino 5612"),
        ("Karasjohka", "Karasjok 5610"),
        ("Kárášjohka-Karasjok", "Karasjok 5610"),
        ("Unjárga", "Nesseby 5636"),
        ("Porsáŋgu", "Porsanger 5622"),
        ("Snåase", "Snåsa 5041"),
        ("Tråante", "Trondheim 5001"),
        ("Voss herad", "Voss 4621"),
        ("Skedsmo", "Skedsmokorset 3205"),
        ("Svelvik, Drammen", "Svelvik 3301"),
        ("Nes i Ådal, Ringerike", "Ringerike 3305"),
        ("Storgata 1, 0155 Oslo", "Oslo 0301"),
    ],
)
def test_the_usual_spellings_find_the_place(written: str, meant: str) -> None:
    assert found(written) == meant


@pytest.mark.parametrize(
    "name", ["Os", "Våler", "Valer", "Herøy", "Bø", "Nes", "Sande", "Vik", "Skei", "Nes kommune"]
)
def test_a_name_that_several_places_have_is_unknown(name: str) -> None:
    assert found(name) is None


@pytest.mark.parametrize(
    ("written", "postal_code", "meant"),
    [
        ("Os, Bjørnafjorden", None, "Osøyro 4624"),
        ("Os i Østerdalen", None, "Os 3430"),
        ("Os i Innlandet", None, "Os 3430"),
        ("Os, Vestland", None, "Osøyro 4624"),
        ("Os", "5200", "Osøyro 4624"),
        ("Os", "2550", "Os 3430"),
        ("Våler, Innlandet", None, "Våler 3419"),
        ("Våler i Solør", None, "Våler 3419"),
        ("Våler (Østfold)", None, "Våler 3114"),
        ("Våler", "1592", "Våler 3114"),
        ("Herøy på Helgeland", None, "Herøy 1818"),
        ("Herøy, Møre og Romsdal", None, "Herøy 1515"),
        ("Herøy", "8850", "Herøy 1818"),
        ("Frogner, Lillestrøm", None, "Frogner i Lillestrøm 3205"),
        ("0264 Frogner, Oslo", None, "Frogner 0301"),
        ("Bø", "3800", "Bø i Telemark 4020"),
        ("Vang kommune", None, "Vang 3454"),
        ("Aure kommune", None, "Aure 1576"),
        ("Nes kommune, Akershus", None, "Nes 3228"),
    ],
)
def test_municipality_county_or_postal_code_decide_between_equal_names(
    written: str, postal_code: str | None, meant: str
) -> None:
    assert found(written, postal_code) == meant


def test_the_postal_code_chooses_even_when_no_register_was_imported() -> None:
    position = locate("6090", "Herøy", None, None, {})
    assert position is not None
    assert (position.lat, position.lon) == pytest.approx((62.342, 5.634))


def test_a_postal_code_that_fits_none_of_several_places_leaves_it_unknown() -> None:
    assert found("Våler", "5003") is None


@pytest.mark.parametrize(
    "contradiction",
    ["Oslo, Bergen", "Fana, Oslo", "Stovner i Bergen", "Førde i Hordaland", "Leirvik i Sogn"],
)
def test_parts_that_contradict_each_other_are_unknown(contradiction: str) -> None:
    assert found(contradiction) is None


@pytest.mark.parametrize("foreign", ["Lund, Sverige", "Halden, Germany", "Moss i Skottland"])
def test_a_known_name_in_an_unknown_country_is_unknown(foreign: str) -> None:
    assert found(foreign) is None


def test_two_places_far_apart_in_one_municipality_are_unknown() -> None:
    assert found("Fana, Åsane") is None


def test_a_wrong_norwegian_letter_is_not_forgiven() -> None:
    assert found("Hamår") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0554", "0554"),
        (" 0554 ", "0554"),
        ("554", "0554"),
        ("N-0554", "0554"),
        ("NO 0554", "0554"),
        ("05540", None),
        ("٠٥٥٤", None),
        ("", None),
        (None, None),
        ("Oslo", None),
    ],
)
def test_a_postal_code_is_four_digits(written: str | None, code: str | None) -> None:
    assert normal_postal_code(written) == code


@given(postal_code=st.none() | st.text(), place=st.none() | st.text())
def test_any_text_gives_a_position_in_norway_or_nothing(
    postal_code: str | None, place: str | None
) -> None:
    position = locate(postal_code, place, None, None, {})
    assert position is None or (57 < position.lat < 82 and 4 < position.lon < 32)
