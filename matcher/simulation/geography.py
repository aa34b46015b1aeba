"""Where the simulated people and workplaces are: invented villages along an invented coast.

Every row carries its own latitude and longitude, so that no postal register is needed.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.domain.participants import Transport

# The first office stands here, on the open coast; the others follow north-eastward.
_FIRST_LAT, _FIRST_LON = 64.86, 11.25
_OFFICES_ALONG_THE_COAST = 6
_NEXT_OFFICE_KM = (18.0, 16.0)  # north and east
_NEXT_ROW_KM = (-60.0, 85.0)
_KM_PER_DEGREE = 111.2

_OFFICE_NAMES = ("Fjordvik", "Nordbygda", "Solstrand", "Tåkefjord", "Havrevik", "Skjellsund")
_MORE_NAMES = ("Øvre", "Ytre", "Indre", "Nye")
MOST_OFFICES = len(_OFFICE_NAMES) * (1 + len(_MORE_NAMES))

# km north and km east of the office, share of the people and of the workplaces; the centre first
_VILLAGES = (
    (0.0, 0.0, 0.38, 0.55),
    (3.0, 2.5, 0.20, 0.15),
    (-4.5, 5.0, 0.14, 0.10),
    (6.0, -8.0, 0.12, 0.10),
    (9.0, 12.0, 0.09, 0.06),
    (-9.0, -17.0, 0.07, 0.04),
)
_VILLAGE_NAMES = (
    ("Kongleskogen", "Tyttebærlia", "Ripsneset", "Tiurmyra", "Ytterskjell"),
    ("Mosekroken", "Blåbærhaugen", "Vindneset", "Gaupemyra", "Ytterterna"),
    ("Kvistskogen", "Multelia", "Måkeneset", "Rypemyra", "Ytterbølga"),
    ("Dugglia", "Nypehaugen", "Teistneset", "Bevermyra", "Yttertåka"),
    ("Kornåkeren", "Plommelia", "Oterneset", "Spovemyra", "Ytterlykta"),
    ("Ravskogen", "Lakrislia", "Selneset", "Vipemyra", "Ytterstein"),
)

# Kilometres an hour along the road, and minutes that every journey takes besides.
_SPEED = {
    Transport.CAR: (52.0, 5.0),
    Transport.PUBLIC: (30.0, 14.0),
    Transport.BIKE: (14.0, 3.0),
    Transport.WALK: (5.0, 0.0),
}
_DETOUR = 1.3  # road kilometres per kilometre as the crow flies


@dataclass(frozen=True, slots=True)
class Village:
    """A place; ``homes`` and ``workplaces`` are its shares of those of its office."""

    office: int
    name: str
    lat: float
    lon: float
    homes: float
    workplaces: float


def office_name(office: int) -> str:
    """The invented name of office number ``office``, counted from 0.

    >>> office_name(0), office_name(7)
    ('Fjordvik', 'Øvre Nordbygda')
    """
    row, place = divmod(office, len(_OFFICE_NAMES))
    name = _OFFICE_NAMES[place]
    return name if row == 0 else f"{_MORE_NAMES[row - 1]} {name}"


def villages_of(office: int) -> tuple[Village, ...]:
    """The villages of one office, its centre first."""
    row, place = divmod(office, _OFFICES_ALONG_THE_COAST)
    centre_north = place * _NEXT_OFFICE_KM[0] + row * _NEXT_ROW_KM[0]
    centre_east = place * _NEXT_OFFICE_KM[1] + row * _NEXT_ROW_KM[1]
    names = (f"{office_name(office)} sentrum", *_village_names(office))
    return tuple(
        Village(office, name, *_degrees(centre_north + north, centre_east + east), homes, works)
        for name, (north, east, homes, works) in zip(names, _VILLAGES, strict=True)
    )


def _village_names(office: int) -> tuple[str, ...]:
    row, place = divmod(office, len(_VILLAGE_NAMES))
    names = _VILLAGE_NAMES[place]
    return names if row == 0 else tuple(f"{_MORE_NAMES[row - 1]} {name}" for name in names)


def _degrees(north_km: float, east_km: float) -> tuple[float, float]:
    lat = _FIRST_LAT + north_km / _KM_PER_DEGREE
    lon = _FIRST_LON + east_km / (_KM_PER_DEGREE * math.cos(math.radians(_FIRST_LAT)))
    return lat, lon


def scattered(village: Village, rng: np.random.Generator) -> tuple[float, float]:
    """A point within a kilometre or so of the village's middle: latitude, longitude."""
    lat, lon = rng.normal((village.lat, village.lon), (0.006, 0.012))
    return round(float(lat), 4), round(float(lon), 4)


def minutes_of_travel(
    transport: Transport,
    lat: float,
    lon: float,
    to_lat: npt.NDArray[np.float64],
    to_lon: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """True minutes one way from a home to each workplace (the earth is flat at this distance)."""
    north = (to_lat - lat) * _KM_PER_DEGREE
    east = (to_lon - lon) * _KM_PER_DEGREE * math.cos(math.radians(lat))
    speed, besides = _SPEED[transport]
    minutes: npt.NDArray[np.float64] = np.hypot(north, east) * (_DETOUR / speed * 60.0) + besides
    return minutes
