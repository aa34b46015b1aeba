"""The built-in tables of municipalities, places, counties and postal regions hold together."""

from collections import Counter

from matcher.places.gazetteer import Entry, gazetteer, municipalities, places
from matcher.places.lookup import SAME_PLACE_KM, find_place
from matcher.places.names import name_key
from matcher.places.travel import distance_km

COUNTIES = {  # as of 1 January 2024: number -> name, how many municipalities
    "03": ("Oslo", 1),
    "11": ("Rogaland", 23),
    "15": ("Møre og Romsdal", 27),
    "18": ("Nordland", 41),
    "31": ("Østfold", 12),
    "32": ("Akershus", 21),
    "33": ("Buskerud", 18),
    "34": ("Innlandet", 46),
    "39": ("Vestfold", 6),
    "40": ("Telemark", 17),
    "42": ("Agder", 25),
    "46": ("Vestland", 43),
    "50": ("Trøndelag", 38),
    "55": ("Troms", 21),
    "56": ("Finnmark", 18),
}
SVALBARD = "2100"


def test_every_municipality_of_2024_is_there_once() -> None:
    numbers = [entry.municipality_number for entry in municipalities()]
    assert len(set(numbers)) == len(numbers) == 357
    assert Counter(number[:2] for number in numbers) == {
        number: count for number, (_, count) in COUNTIES.items()
    }


def test_there_are_about_five_hundred_places_each_in_a_municipality() -> None:
    numbers = {entry.municipality_number for entry in municipalities()} | {SVALBARD}
    assert len(places()) >= 500
    assert {entry.municipality_number for entry in places()} <= numbers


def test_every_point_lies_in_norway() -> None:
    points = [*municipalities(), *places()]
    assert [e for e in points if not (57.9 < e.lat < 78.3 and 4.6 < e.lon < 31.2)] == []


def test_no_place_is_far_from_its_municipality() -> None:
    """The longest way inside a municipality, Kautokeino's, is about 110 km."""
    centres = {entry.municipality_number: entry for entry in municipalities()}
    for place in places():
        centre = centres.get(place.municipality_number, place)
        assert distance_km(place.lat, place.lon, centre.lat, centre.lon) < 75, place


def test_every_municipality_is_found_by_its_name_and_county() -> None:
    def found_number(entry: Entry) -> str | None:
        county, _ = COUNTIES[entry.county_number]
        met = find_place(f"{entry.name} kommune, {county}")
        return None if met is None else met.municipality_number

    lost = [e.name for e in municipalities() if found_number(e) != e.municipality_number]
    assert lost == []


def test_every_place_is_found_by_its_name_and_municipality() -> None:
    areas = {entry.municipality_number: entry.name for entry in municipalities()}

    def is_found(place: Entry) -> bool:
        area = areas.get(place.municipality_number, "Svalbard")
        met = find_place(f"{place.name}, {area}")
        if met is None:
            return False
        return bool(distance_km(met.lat, met.lon, place.lat, place.lon) <= SAME_PLACE_KM)

    assert [place.name for place in places() if not is_found(place)] == []


def test_every_area_begins_the_number_of_some_municipality() -> None:
    numbers = [entry.municipality_number for entry in municipalities()] + [SVALBARD]
    for area, begins in gazetteer().areas.items():
        assert begins, area
        assert all(any(n.startswith(begin) for n in numbers) for begin in begins), area


def test_every_county_is_an_area() -> None:
    for number, (name, _) in COUNTIES.items():
        assert gazetteer().area_named(name_key(name)) == (number,)


def test_the_former_counties_share_their_successors_municipalities() -> None:
    numbers = {entry.municipality_number for entry in municipalities()}
    for halves, whole in [
        (("aust agder", "vest agder"), "42"),
        (("hordaland", "sogn og fjordane"), "46"),
        (("hedmark", "oppland"), "34"),
    ]:
        shares = [set(gazetteer().area_named(half)) for half in halves]
        assert not set.intersection(*shares)
        assert {n for n in numbers if n.startswith(whole)} <= set.union(*shares)


def test_every_postal_code_lies_in_some_county() -> None:
    named = set(COUNTIES) | {SVALBARD[:2]}
    assert frozenset().union(*gazetteer().postal_regions.values()) == named
    assert sorted(gazetteer().postal_regions) == [f"{prefix:02}" for prefix in range(100)]
