"""Synthetic taxi trips of Washington, DC, drawn from published facts about the real ones.

Nothing here is a record of a real trip. What the generator reproduces, and from where:

- the meter of 2012 to 2019, 31 DCMR § 801 (59 DCR, 20 April 2012): 3.25 USD for the first eighth of
  a mile, 0.27 USD for each further eighth or 38.9 s of waiting;
- means and deviations of fare, coordinates, year and hour over the book's 14,262,196 cleaned trips
  (Spark ``describe`` in GregoryTomy/dctaxi, data-exploration/0_summary_stats.ipynb);
- trip distances, quantiles of the fare, repeated positions and the share of fares off the meter's
  grid in the 848 trips of osipov/smlbook at commit 4c881e4;
- speeds by hour of the District's taxi analysts (2023), trips by year from its open-data pages.

Month and weekday are real here, while the book's files have them scrambled (its dates are
month/day, read as day/month).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dctaxi.data.columns import COLUMNS, FARE_MAX_USD
from dctaxi.data.distances import great_circle_miles, haversine_miles

if TYPE_CHECKING:
    from numpy.typing import NDArray

METER_START_USD, METER_STEP_USD = 3.25, 0.27
_STEPS_PER_MILE = 8
_WAIT_S_PER_STEP = 38.9

# Corners of the District, (latitude, longitude): north, east, south, then up the Potomac.
_DISTRICT = np.array(
    [
        (38.9958, -77.0410), (38.8929, -76.9093), (38.8120, -77.0180), (38.8400, -77.0290),
        (38.8680, -77.0290), (38.8790, -77.0440), (38.8960, -77.0580), (38.9040, -77.0720),
        (38.9220, -77.1020), (38.9343, -77.1198),
    ]
)  # fmt: skip


class _Hub(NamedTuple):
    """A neighbourhood: its centre and spread in degrees, its share of the trips."""

    latitude: float
    longitude: float
    spread: float
    share: float


_HUBS = (
    _Hub(38.9025, -77.0365, 0.0070, 0.45),  # downtown
    _Hub(38.8967, -77.0091, 0.0035, 0.12),  # Union Station
    _Hub(38.9110, -77.0430, 0.0060, 0.10),  # Dupont Circle
    _Hub(38.9065, -77.0640, 0.0060, 0.06),  # Georgetown
    _Hub(38.8870, -76.9990, 0.0085, 0.08),  # Capitol Hill
    _Hub(38.9200, -77.0330, 0.0080, 0.08),  # U Street, Adams Morgan
    _Hub(38.9450, -77.0620, 0.0150, 0.04),  # upper Northwest
    _Hub(38.9300, -76.9950, 0.0160, 0.04),  # Brookland
    _Hub(38.8600, -76.9850, 0.0150, 0.03),  # Anacostia
)
_BLOCKS = 800
_CITY_SEED = 1791  # any fixed number: the streets are the same for every seed of the trips

_YEARS = np.array([2015, 2016, 2017, 2018, 2019])
_TRIPS_BY_YEAR = np.array(
    [10.27, 13.70, 12.01, 10.09, 4.68]
)  # millions; 2015 from May, 2019 to June
_FIRST_DAY, _LAST_DAY = np.datetime64("2015-05-01"), np.datetime64("2019-06-30")
_TRIPS_BY_WEEKDAY = np.array([0.55, 0.90, 1.00, 1.10, 1.10, 1.05, 0.70])  # Sunday first
_TRIPS_BY_HOUR = np.array(
    [3.2, 2.3, 1.6, 1.1, 0.8, 0.8, 1.1, 2.4, 4.0, 4.8, 5.2, 5.4,
     5.5, 5.4, 5.3, 5.2, 5.1, 5.4, 5.9, 5.8, 5.4, 5.2, 5.1, 4.5]
)  # fmt: skip
_SPEED_HOURS = (0, 8, 11, 17, 19, 23)
_SPEEDS_MPH = (17.5, 13.1, 14.0, 11.9, 14.9, 17.9)  # others are interpolated

_SAME_BLOCK_SHARE = 0.02
_DETOUR = 1.32  # streets against the great circle
_FREE_SPEED_MPH = 24.0  # of the moving part of a trip; the rest of its time the meter waits
_DISPATCH_SHARE, _DISPATCH_USD = 0.07, 2.00
_PASSENGER_SHARE, _PASSENGER_USD = 0.05, 1.00


def sample_trips(rows: int, seed: int) -> NDArray[np.float64]:
    """Return synthetic trips ``[rows, 9]``, columns as in the schema, in random order.

    The same rows and seed give the same trips. Fares are in USD, coordinates in degrees.
    """
    random = np.random.default_rng(seed)
    blocks, popularity, destinations = _city()
    origin = random.choice(len(blocks), size=rows, p=popularity)
    destination = _destinations(random.random(rows), origin, destinations)
    same = random.random(rows) < _SAME_BLOCK_SHARE
    destination[same] = origin[same]

    trips = np.empty((rows, len(COLUMNS)))
    trips[:, 1:3], trips[:, 3:5] = blocks[origin], blocks[destination]
    trips[:, 5:8] = _dates(random, rows)
    trips[:, 8] = random.choice(24, size=rows, p=_TRIPS_BY_HOUR / _TRIPS_BY_HOUR.sum())
    trips[:, 0] = _fares(random, great_circle_miles(trips), trips[:, 8])
    return trips


@cache
def _city() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the street blocks: midpoints ``[n, 2]`` in degrees, shares of origins ``[n]``, and for
    each origin the cumulated shares of its destinations ``[n, n]``.

    Weights of destinations were fitted to the published deviations of coordinates and to the
    great-circle distances of real trips: ln(miles) with mean 0.117 and deviation 0.702.
    """
    random = np.random.default_rng(_CITY_SEED)
    hubs = np.array(_HUBS)
    hub = hubs[random.choice(len(hubs), size=2 * _BLOCKS, p=hubs[:, 3] / hubs[:, 3].sum())]
    spread = hub[:, 2:3] * np.array([0.9, 1.1])  # a degree of longitude is shorter here
    points = hub[:, :2] + spread * random.standard_normal((len(hub), 2))
    blocks = np.round(points[_inside_district(points)][:_BLOCKS], 6)
    popularity = 1 / (np.arange(len(blocks)) + 12) ** 0.8
    popularity /= popularity.sum()

    center = popularity @ blocks
    latitude, longitude = blocks.T
    attraction = popularity * np.exp(0.5 * haversine_miles(latitude, longitude, *center))
    miles = haversine_miles(latitude[:, None], longitude[:, None], latitude, longitude)
    np.fill_diagonal(miles, 1.0)
    weights = attraction * np.exp(-0.5 * ((np.log(miles) - 0.19) / 0.93) ** 2) / miles
    np.fill_diagonal(weights, 0.0)
    cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    return blocks, popularity, cumulated


def _inside_district(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which points ``[n, 2]`` lie in the District: a ray crosses its border an odd time."""
    lat, lon = points[:, :1], points[:, 1:]
    lat1, lon1 = _DISTRICT.T
    lat2, lon2 = np.roll(_DISTRICT, -1, axis=0).T
    crosses = ((lat1 > lat) != (lat2 > lat)) & (
        lon < lon1 + (lon2 - lon1) * (lat - lat1) / (lat2 - lat1)
    )
    inside: NDArray[np.bool_] = crosses.sum(axis=1) % 2 == 1
    return inside


def _destinations(
    draws: NDArray[np.float64], origin: NDArray[np.int64], cumulated: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Pick each trip's destination ``[rows]`` by inverting its origin's cumulated shares."""
    destination = np.empty(len(origin), dtype=np.int64)
    for block in np.unique(origin):
        trips = origin == block
        destination[trips] = np.searchsorted(cumulated[block], draws[trips], side="right")
    return np.minimum(destination, len(cumulated) - 1)  # the last share may round below 1


def _dates(random: np.random.Generator, rows: int) -> NDArray[np.float64]:
    """Draw year, month and weekday (1 = Sunday) ``[rows, 3]`` of days weighted by their traffic."""
    days = np.arange(_FIRST_DAY, _LAST_DAY + 1)
    year = days.astype("datetime64[Y]").astype(int) + 1970
    month = days.astype("datetime64[M]").astype(int) % 12 + 1
    weekday = (days.astype(int) + 4) % 7  # 1 January 1970 was a Thursday
    weights = _TRIPS_BY_WEEKDAY[weekday]
    for position, trips in zip(_YEARS, _TRIPS_BY_YEAR, strict=True):
        weights[year == position] *= trips / weights[year == position].sum()
    chosen = random.choice(len(days), size=rows, p=weights / weights.sum())
    return np.column_stack([year, month, weekday + 1])[chosen].astype(np.float64)


def _fares(
    random: np.random.Generator, miles: NDArray[np.float64], hour: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Run the meter over great-circle ``miles`` at an hour of the day; ``[rows]`` in USD."""
    rows = len(miles)
    # A trip that ends where it began was cancelled at once or is a round trip.
    round_trip = random.exponential(1.0, rows) * (random.random(rows) < 0.5)
    driven = _DETOUR * np.exp(0.20 * random.standard_normal(rows)) * miles
    driven = np.where(miles == 0, round_trip, driven)
    speed = np.interp(hour, _SPEED_HOURS, _SPEEDS_MPH)
    delay_s = 3600 * driven * (1 / speed - 1 / _FREE_SPEED_MPH)
    wait_s = delay_s * random.gamma(1.4, 0.82, rows) + random.exponential(80.0, rows) * (driven > 0)
    steps = np.ceil(np.maximum(_STEPS_PER_MILE * driven + wait_s / _WAIT_S_PER_STEP - 1, 0))
    extras = _DISPATCH_USD * (random.random(rows) < _DISPATCH_SHARE)
    extras += _PASSENGER_USD * (random.random(rows) < _PASSENGER_SHARE)
    fares = np.round(METER_START_USD + METER_STEP_USD * steps + extras, 2)
    return np.minimum(fares, FARE_MAX_USD)
