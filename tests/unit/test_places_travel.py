"""Minutes of travel: hand-computed cases, and what must hold for all of them."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.participants import Transport
from matcher.places.position import Position
from matcher.places.travel import (
    EARTH_RADIUS_KM,
    TRAVEL_MODES,
    distance_km,
    minutes_between,
    mode_codes,
    travel_minutes,
)

OSLO = Position(59.913, 10.745, "place")
latitudes = st.floats(57.0, 82.0)
longitudes = st.floats(-10.0, 35.0)
modes = st.sampled_from(Transport)


def code(mode: Transport | None) -> int:
    return int(mode_codes([mode])[0])


def plain_haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The textbook formula, as an oracle."""
    half_north = math.radians(lat2 - lat1) / 2
    half_east = math.radians(lon2 - lon1) / 2
    between = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    square = math.sin(half_north) ** 2 + between * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(square))


def north_of(position: Position, km: float) -> Position:
    return Position(position.lat + math.degrees(km / EARTH_RADIUS_KM), position.lon, "given")


@pytest.mark.parametrize(
    ("mode", "minutes"),
    [
        (Transport.CAR, 6 + 10 * 1.3 / 55 * 60),
        (Transport.PUBLIC, 14 + 10 * 1.3 / 30 * 60),
        (Transport.BIKE, 3 + 10 * 1.25 / 15 * 60),
        (Transport.WALK, 1 + 10 * 1.25 / 4.8 * 60),
    ],
)
def test_ten_kilometres_take_the_minutes_computed_by_hand(mode: Transport, minutes: float) -> None:
    assert minutes_between(OSLO, north_of(OSLO, 10.0), mode) == pytest.approx(minutes)


def test_the_mean_trip_of_the_travel_survey_takes_about_as_long_as_people_say() -> None:
    car = TRAVEL_MODES[Transport.CAR]
    straight_line = north_of(OSLO, 14.5 / car.detour)
    assert minutes_between(OSLO, straight_line, Transport.CAR) == pytest.approx(23, abs=2)


@pytest.mark.parametrize("mode", Transport)
def test_the_same_place_takes_a_few_minutes_and_never_none(mode: Transport) -> None:
    minutes = minutes_between(OSLO, OSLO, mode)
    assert minutes == TRAVEL_MODES[mode].fixed_minutes
    assert 0 < TRAVEL_MODES[mode].fixed_minutes <= 15


def test_walking_wins_next_door_and_the_car_wins_far_away() -> None:
    def fastest(km: float) -> Transport:
        end = north_of(OSLO, km)
        return min(Transport, key=lambda mode: minutes_between(OSLO, end, mode) or math.inf)

    assert [fastest(km) for km in (0.1, 0.5, 20.0)] == [
        Transport.WALK,
        Transport.BIKE,
        Transport.CAR,
    ]


def test_every_mode_has_parameters_a_reason_and_a_source() -> None:
    assert set(TRAVEL_MODES) == set(Transport)
    for mode in TRAVEL_MODES.values():
        assert mode.speed_km_h > 0
        assert mode.detour >= 1
        assert mode.reason
        assert mode.source


def test_anything_unknown_makes_the_minutes_unknown() -> None:
    for missing in range(4):
        place = [59.9, 10.7, 59.8, 10.8]
        place[missing] = math.nan
        assert math.isnan(float(travel_minutes(*place, code(Transport.CAR))))
    assert math.isnan(float(travel_minutes(59.9, 10.7, 59.8, 10.8, code(None))))
    assert minutes_between(None, OSLO, Transport.CAR) is None
    assert minutes_between(OSLO, None, Transport.CAR) is None
    assert minutes_between(OSLO, OSLO, None) is None


@pytest.mark.parametrize("impossible", [91.0, -90.5, math.inf, -math.inf])
def test_an_impossible_coordinate_is_unknown(impossible: float) -> None:
    assert math.isnan(float(travel_minutes(impossible, 10.7, 59.8, 10.8, 0)))
    assert minutes_between(Position(impossible, 10.7, "given"), OSLO, Transport.CAR) is None


@pytest.mark.parametrize("wrong", [4, -2, [0, 9]])
def test_a_code_of_no_mode_is_refused(wrong: int | list[int]) -> None:
    with pytest.raises(ValueError, match="is no mode"):
        travel_minutes(59.9, 10.7, 59.8, 10.8, wrong)


def test_modes_that_are_not_integers_are_refused() -> None:
    with pytest.raises(ValueError, match="integers"):
        travel_minutes(59.9, 10.7, 59.8, 10.8, [0.0])


def test_the_whole_table_equals_the_pairs_one_by_one() -> None:
    homes = [OSLO, Position(60.391, 5.324, "place"), None]
    ends = [north_of(OSLO, 3.0), None, OSLO, Position(69.65, 18.956, "given")]
    ways = [Transport.BIKE, None, Transport.PUBLIC]

    def column(positions: list[Position | None], name: str) -> np.ndarray:
        return np.array([math.nan if p is None else getattr(p, name) for p in positions])

    table = travel_minutes(
        column(homes, "lat")[:, None],
        column(homes, "lon")[:, None],
        column(ends, "lat"),
        column(ends, "lon"),
        mode_codes(ways)[:, None],
    )
    assert table.dtype == np.float64
    assert table.shape == (3, 4)
    for (i, home), (j, end) in product(enumerate(homes), enumerate(ends)):
        alone = minutes_between(home, end, ways[i])
        assert table[i, j] == pytest.approx(math.nan if alone is None else alone, nan_ok=True)


def test_empty_arrays_give_an_empty_table() -> None:
    empty = np.empty(0)
    assert travel_minutes(empty, empty, empty, empty, mode_codes([])).shape == (0,)


@given(latitudes, longitudes, latitudes, longitudes)
def test_the_distance_is_the_textbook_haversine(
    lat1: float, lon1: float, lat2: float, lon2: float
) -> None:
    expected = plain_haversine(lat1, lon1, lat2, lon2)
    assert float(distance_km(lat1, lon1, lat2, lon2)) == pytest.approx(expected, abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes, modes)
def test_the_way_back_takes_as_long(
    lat1: float, lon1: float, lat2: float, lon2: float, mode: Transport
) -> None:
    there = travel_minutes(lat1, lon1, lat2, lon2, code(mode))
    assert there == travel_minutes(lat2, lon2, lat1, lon1, code(mode))


@given(st.lists(st.tuples(latitudes, longitudes), min_size=2, max_size=30), modes)
def test_a_longer_way_never_takes_fewer_minutes(
    ends: list[tuple[float, float]], mode: Transport
) -> None:
    lat, lon = np.array(ends).T
    order = np.argsort(distance_km(OSLO.lat, OSLO.lon, lat, lon), kind="stable")
    minutes = travel_minutes(OSLO.lat, OSLO.lon, lat, lon, code(mode))[order]
    assert (np.diff(minutes) >= 0).all()
    assert (minutes >= TRAVEL_MODES[mode].fixed_minutes).all()


@given(
    st.lists(st.one_of(st.floats(-90, 90), st.just(math.nan)), min_size=4, max_size=4),
    st.one_of(st.none(), modes),
)
def test_unknown_out_exactly_when_something_unknown_went_in(
    place: list[float], mode: Transport | None
) -> None:
    unknown = mode is None or any(map(math.isnan, place))
    assert math.isnan(float(travel_minutes(*place, code(mode)))) == unknown


def test_points_on_opposite_sides_of_the_earth_are_half_a_round_apart() -> None:
    assert float(distance_km(0, 0, 0, 180)) == pytest.approx(math.pi * EARTH_RADIUS_KM)
