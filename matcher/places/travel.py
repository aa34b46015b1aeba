"""Minutes from door to door by car, public transport, bicycle or on foot, for whole arrays.

An estimate from the straight line: distance x detour / speed + fixed minutes. It knows neither
timetables nor fjords; an exact answer needs a route planner, which is no part of this program.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.domain.participants import Transport
from matcher.places.position import Position

EARTH_RADIUS_KM: Final = 6371.0088  # mean radius R1, IUGG 1980 (Moritz, Journal of Geodesy, 2000)
UNKNOWN_MODE: Final = -1


@dataclass(frozen=True, slots=True)
class TravelMode:
    """How one mode moves: speed under way, road over straight line, minutes before and after."""

    speed_km_h: float
    detour: float
    fixed_minutes: float
    reason: str
    source: str

    @property
    def minutes_per_km(self) -> float:
        """Minutes for one kilometre of straight line."""
        return 60.0 * self.detour / self.speed_km_h


_ROADS: Final = "detour 1.3: Wang, Bette, Schreckenberg and Guhr 2024 (arXiv 2406.06490)"

TRAVEL_MODES: Final[dict[Transport, TravelMode]] = {
    Transport.CAR: TravelMode(
        speed_km_h=55.0,
        detour=1.3,
        fixed_minutes=6.0,
        reason="town streets and 80 km/h roads mixed; walking to the car, parking, walking in",
        source=_ROADS + "; speed and minutes set so that the mean trip of the national travel "
        "survey 2013/14, 14.5 km of road in 23 minutes (TØI report 1383/2014), takes 22",
    ),
    Transport.PUBLIC: TravelMode(
        speed_km_h=30.0,
        detour=1.3,
        fixed_minutes=14.0,
        reason="stops and changes under way; five minutes' walk at each end and four of waiting",
        source=_ROADS + "; speed and minutes are the project's estimate between a city bus "
        "(about 20 km/h), the metro (30) and a regional train or bus (50 and more)",
    ),
    Transport.BIKE: TravelMode(
        speed_km_h=15.0,
        detour=1.25,
        fixed_minutes=3.0,
        reason="ordinary pace with hills and crossings; unlocking and locking",
        source="detour 1.2 to 1.25: Newell 1980 and O'Sullivan 1996 for towns; speed is the "
        "project's estimate, between the 12 km/h that R5 assumes and a trained commuter's 20",
    ),
    Transport.WALK: TravelMode(
        speed_km_h=4.8,
        detour=1.25,
        fixed_minutes=1.0,
        reason="an adult's ordinary pace with crossings; getting out of the door",
        source="detour 1.2 to 1.25: Newell 1980 and O'Sullivan 1996 for towns; speed is the "
        "project's estimate, just below the usual 5 km/h",
    ),
}

_CODES: Final = {mode: code for code, mode in enumerate(Transport)}
# UNKNOWN_MODE is -1: it indexes the NaN at the end.
_FIXED_MINUTES: Final = np.array([*(TRAVEL_MODES[m].fixed_minutes for m in Transport), np.nan])
_MINUTES_PER_KM: Final = np.array([*(TRAVEL_MODES[m].minutes_per_km for m in Transport), np.nan])


def mode_codes(modes: Iterable[Transport | None]) -> NDArray[np.int8]:
    """The integer codes that ``travel_minutes`` takes; an unknown mode is -1.

    >>> mode_codes([Transport.CAR, None, Transport.WALK]).tolist()
    [0, -1, 3]
    """
    return np.array([UNKNOWN_MODE if m is None else _CODES[m] for m in modes], dtype=np.int8)


def travel_minutes(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike, mode: ArrayLike
) -> NDArray[np.float64]:
    """Estimated minutes, broadcast over all five; NaN where anything is unknown.

    Coordinates are degrees (NaN = unknown), ``mode`` the integers of ``mode_codes``.
    Raises ValueError for an integer that is no mode's code.

    >>> homes, modes = np.array([[59.923], [np.nan]]), mode_codes([Transport.BIKE, None])
    >>> travel_minutes(homes, 10.759, [59.913, 59.962], [10.745, 10.923], modes).round(1)
    array([[9.8, nan],
           [nan, nan]])
    """
    codes = _checked_codes(mode)
    minutes = distance_km(lat1, lon1, lat2, lon2) * _MINUTES_PER_KM[codes]
    return np.asarray(minutes + _FIXED_MINUTES[codes], dtype=np.float64)


def minutes_between(
    start: Position | None, end: Position | None, mode: Transport | None
) -> float | None:
    """The same for one pair; None where anything is unknown.

    >>> oslo, ski = Position(59.913, 10.745, "place"), Position(59.720, 10.836, "place")
    >>> round(minutes_between(oslo, ski, Transport.PUBLIC))
    71
    >>> minutes_between(oslo, None, Transport.CAR) is None
    True
    """
    if start is None or end is None or mode is None:
        return None
    minutes = float(travel_minutes(start.lat, start.lon, end.lat, end.lon, _CODES[mode]))
    return None if np.isnan(minutes) else minutes


def distance_km(
    lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle kilometres, broadcast; NaN where a coordinate is unknown or impossible.

    The haversine formula by the chord between two points on the unit sphere, which takes sine
    and cosine once a point and not once a pair, and is exactly symmetric.

    >>> float(distance_km(59.913, 10.745, 60.391, 5.324).round())
    305.0
    """
    squared_chord = sum(
        np.square(one - other)
        for one, other in zip(_on_unit_sphere(lat1, lon1), _on_unit_sphere(lat2, lon2), strict=True)
    )
    half_chord = np.minimum(np.sqrt(squared_chord) / 2.0, 1.0)
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(half_chord), dtype=np.float64)


def _on_unit_sphere(lat: ArrayLike, lon: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    north = np.radians(_up_to(90.0, lat))
    east = np.radians(_up_to(180.0, lon))
    return np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)


def _up_to(largest: float, degrees: ArrayLike) -> NDArray[np.float64]:
    known = np.asarray(degrees, dtype=np.float64)
    return np.where(np.abs(known) <= largest, known, np.nan)


def _checked_codes(mode: ArrayLike) -> NDArray[np.integer]:
    codes = np.asarray(mode)
    if not np.issubdtype(codes.dtype, np.integer):
        raise ValueError(f"modes are integers from mode_codes, not {codes.dtype}")
    wrong = codes[(codes < UNKNOWN_MODE) | (codes >= len(_CODES))]
    if wrong.size:
        raise ValueError(
            f"{wrong.flat[0]} is no mode; expected {UNKNOWN_MODE} to {len(_CODES) - 1}"
        )
    return codes
