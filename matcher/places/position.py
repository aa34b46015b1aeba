"""A point on the map and how it became known. Finding one is the business of ``lookup``."""

import math
from dataclasses import dataclass
from typing import Literal

How = Literal["given", "postal_code", "place"]


@dataclass(frozen=True, slots=True)
class Position:
    """Latitude and longitude in degrees (WGS 84), and what told them.

    ``given`` is exact, ``postal_code`` is good to about a kilometre in towns, ``place`` is the
    middle of a town, district or municipality.
    """

    lat: float
    lon: float
    how: How


def on_the_globe(lat: float | None, lon: float | None) -> bool:
    """Whether both coordinates are there and possible.

    >>> on_the_globe(59.9, 10.7), on_the_globe(59.9, None), on_the_globe(float("nan"), 10.7)
    (True, False, False)
    """
    if lat is None or lon is None:
        return False
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
