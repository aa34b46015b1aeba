"""The built-in table of municipalities, counties and better-known places, read once on first use.

The tables lie in ``data/places`` (see ``data/README.md``); the imported register is not here.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matcher
from matcher.places.names import (
    name_key,
    names_a_municipality,
    transliterations,
    without_surroundings,
)

_FOLDER = Path(matcher.__file__).parent.parent / "data" / "places"


@dataclass(frozen=True, slots=True)
class Entry:
    """One named point; ``whole_municipality`` tells a municipality from a place inside one."""

    name: str
    municipality_number: str
    lat: float
    lon: float
    whole_municipality: bool

    @property
    def county_number(self) -> str:
        """The first two digits of the municipality's number."""
        return self.municipality_number[:2]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names to what they may mean; a name with several meanings keeps them all."""

    entries: Mapping[str, tuple[Entry, ...]]
    areas: Mapping[str, tuple[str, ...]]
    postal_regions: Mapping[str, frozenset[str]]

    def entries_named(self, key: str) -> tuple[Entry, ...]:
        """Every place of that name; with "kommune" the municipalities, where there are any.

        >>> [e.municipality_number for e in gazetteer().entries_named("våler")]
        ['3114', '3419']
        >>> [e.municipality_number for e in gazetteer().entries_named("vang kommune")]
        ['3454']
        """
        if key in self.entries:
            return self.entries[key]
        found = self.entries.get(without_surroundings(key), ())
        whole = tuple(entry for entry in found if entry.whole_municipality)
        return whole if whole and names_a_municipality(key) else found

    def area_named(self, key: str) -> tuple[str, ...]:
        """With what the municipality numbers in a county or district of that name begin.

        >>> gazetteer().area_named("innlandet"), gazetteer().area_named("solør")
        (('34',), ('3417', '3418', '3419'))
        """
        return self.areas.get(key, ())


@cache
def gazetteer() -> Gazetteer:
    """The built-in table.

    >>> gazetteer().entries_named("grunerløkka")[0].municipality_number
    '0301'
    """
    return Gazetteer(entries=_entries(), areas=_areas(), postal_regions=_postal_regions())


def municipalities() -> tuple[Entry, ...]:
    """All municipalities of 2024, each at its administrative centre, by number.

    >>> len(municipalities()), municipalities()[0].name
    (357, 'Oslo')
    """
    return tuple(_entry(row, whole_municipality=True) for row in _rows("municipalities.csv"))


def places() -> tuple[Entry, ...]:
    """The better-known towns, villages and city districts.

    >>> places()[0].name
    'Grünerløkka'
    """
    return tuple(_entry(row, whole_municipality=False) for row in _rows("places.csv"))


def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (_FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _entry(row: Mapping[str, str], *, whole_municipality: bool) -> Entry:
    return Entry(
        name=row["name"],
        municipality_number=row["municipality_number"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        whole_municipality=whole_municipality,
    )


def _entries() -> dict[str, tuple[Entry, ...]]:
    """Entries by key: as written, and, where nothing else has that name, without æ, ø and å."""
    by_key: dict[str, list[Entry]] = {}
    for names, entry in _named_entries():
        for key in dict.fromkeys(map(name_key, names)):
            by_key.setdefault(key, []).append(entry)
    typed_without: dict[str, list[Entry]] = {}
    for key, entries in by_key.items():
        for ascii_key in transliterations(key):
            typed_without.setdefault(ascii_key, []).extend(entries)
    return {key: tuple(found) for key, found in (typed_without | by_key).items()}


def _named_entries() -> Iterator[tuple[list[str], Entry]]:
    for row in _rows("places.csv"):
        yield [row["name"], *_listed(row["other_names"])], _entry(row, whole_municipality=False)
    for row in _rows("municipalities.csv"):
        names = [row["name"], row["centre"], *_listed(row["other_names"])]
        yield names, _entry(row, whole_municipality=True)


def _areas() -> dict[str, tuple[str, ...]]:
    return {
        name_key(row["name"]): tuple(_listed(row["number_begins_with"]))
        for row in _rows("areas.csv")
    }


def _postal_regions() -> dict[str, frozenset[str]]:
    """The first two digits of a postal code -> the counties that it may lie in."""
    return {
        prefix: frozenset(_listed(row["county_numbers"]))
        for row in _rows("postal_regions.csv")
        for prefix in _listed(row["prefixes"])
    }


def _listed(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item]
