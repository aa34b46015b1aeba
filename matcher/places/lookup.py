"""From what is written about somebody's address to a point on the map, or to an honest unknown.

The order: own coordinates, the postal code in the imported register, the name in the built-in
table. A name that may mean two places far apart is unknown until something else decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from matcher.places.gazetteer import Entry, gazetteer
from matcher.places.names import name_key, parts, take_postal_code, within
from matcher.places.position import Position, on_the_globe
from matcher.places.travel import distance_km

# Two meanings of a name this near each other are one place: the error stays below what the
# middle of a municipality has anyway (its people live some kilometres around the centre).
SAME_PLACE_KM = 10.0


def locate(
    postal_code: str | None,
    place: str | None,
    lat: float | None,
    lon: float | None,
    postal_codes: Mapping[str, tuple[float, float]],
) -> Position | None:
    """The best position that is known, or None; never a guess.

    ``postal_codes`` is the imported register: postal code -> (latitude, longitude) in degrees.

    >>> locate(None, "Grünerløkka", None, None, {})
    Position(lat=59.923, lon=10.759, how='place')
    >>> locate("0554", "Oslo", None, None, {"0554": (59.924, 10.757)}).how
    'postal_code'
    >>> locate(None, "Våler", None, None, {}) is None  # one in Østfold, one in Solør
    True
    >>> locate("2436", "Våler", None, None, {})
    Position(lat=60.676, lon=11.833, how='place')
    """
    if lat is not None and lon is not None and on_the_globe(lat, lon):
        return Position(lat, lon, "given")
    code_in_text, name = take_postal_code(place or "")
    code = normal_postal_code(postal_code or code_in_text)
    if code is not None and code in postal_codes and on_the_globe(*postal_codes[code]):
        return Position(*postal_codes[code], "postal_code")
    entry = find_place(name, code)
    return None if entry is None else Position(entry.lat, entry.lon, "place")


def normal_postal_code(text: str | None) -> str | None:
    """Four digits, or None; a spreadsheet's lost leading zeros and "N-" in front are mended.

    >>> normal_postal_code(" N-0554 "), normal_postal_code("554"), normal_postal_code("Oslo")
    ('0554', '0554', None)
    """
    digits = (text or "").strip().upper().removeprefix("NO").removeprefix("N").lstrip("- ")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        return None
    return digits.zfill(4)


@lru_cache(maxsize=16_384)
def find_place(text: str, postal_code: str | None = None) -> Entry | None:
    """The one place that the text means; a postal code helps to choose among several.

    >>> find_place("Bergen, Fana").name, find_place("Os, Bjørnafjorden").name
    ('Fana', 'Osøyro')
    >>> find_place("Bø i Telemark").municipality_number, find_place("Bø") is None
    ('4020', True)
    >>> find_place("Oslo kommune").name, find_place("Atlantis") is None
    ('Oslo', True)
    """
    whole = gazetteer().entries_named(name_key(text))
    return _the_one(whole or _among_parts(parts(text)), postal_code)


def _among_parts(keys: Sequence[str]) -> tuple[Entry, ...]:
    """What "place, municipality", "place (county)" and "street, place" may mean.

    Unknown parts are passed over, as streets are, but not at the end: there the largest area
    stands, and one that is not known may be anywhere.
    """
    keys = _taken_apart(keys)
    if not keys or not _is_known(keys[-1]):
        return ()
    meanings = [
        (gazetteer().entries_named(key), gazetteer().area_named(key))
        for key in keys
        if _is_known(key)
    ]
    agreeing = [
        [entry for entry in entries if all(_lies_in(entry, other) for other in meanings)]
        for entries, _ in meanings
    ]
    return _finest(agreeing)


def _taken_apart(keys: Sequence[str]) -> tuple[str, ...]:
    """Split "name i area" where the whole of it is no name and the area is known.

    >>> _taken_apart(["våler i solør", "mo i rana"])
    ('våler i solør', 'mo i rana')
    >>> _taken_apart(["herøy i nordland", "nes i ådal"])
    ('herøy', 'nordland', 'nes i ådal')
    """
    return tuple(chain.from_iterable(map(_name_and_area, keys)))


def _name_and_area(key: str) -> tuple[str, ...]:
    pair = None if _is_known(key) else within(key)
    return pair if pair is not None and _is_known(pair[1]) else (key,)


def _is_known(key: str) -> bool:
    return bool(gazetteer().entries_named(key) or gazetteer().area_named(key))


def _lies_in(entry: Entry, meaning: tuple[tuple[Entry, ...], tuple[str, ...]]) -> bool:
    others, number_begins = meaning
    same = (other.municipality_number == entry.municipality_number for other in others)
    return entry.municipality_number.startswith(number_begins) or any(same)


def _finest(meanings: Iterable[Sequence[Entry]]) -> tuple[Entry, ...]:
    """Of several parts' meanings, the places inside a municipality where there are any."""
    parts_meaning = [found for found in meanings if found]
    inside = [found for found in parts_meaning if not any(e.whole_municipality for e in found)]
    return tuple(dict.fromkeys(chain.from_iterable(inside or parts_meaning)))


def _the_one(entries: tuple[Entry, ...], postal_code: str | None) -> Entry | None:
    if len(entries) > 1 and postal_code is not None:
        counties = gazetteer().postal_regions.get(postal_code[:2], frozenset())
        entries = tuple(e for e in entries if e.county_number in counties)
    if not entries:
        return None
    first = entries[0]
    near = (distance_km(first.lat, first.lon, e.lat, e.lon) <= SAME_PLACE_KM for e in entries)
    return first if all(near) else None
