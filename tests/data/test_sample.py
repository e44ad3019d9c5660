import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.data.columns import SCHEMA
from dctaxi.data.distances import great_circle_miles
from dctaxi.data.rules import WASHINGTON
from dctaxi.data.sample import METER_START_USD, METER_STEP_USD, sample_trips

# Means and deviations over the 14,262,196 cleaned trips of the book's pipeline, by column.
PUBLISHED = {
    "fare": (0, 9.741264, 4.539085, 0.4, 0.4),
    "origin latitude": (1, 38.904591, 0.014978, 0.002, 0.002),
    "origin longitude": (2, -77.030336, 0.019229, 0.002, 0.002),
    "destination latitude": (3, 38.906345, 0.017263, 0.002, 0.002),
    "destination longitude": (4, -77.030041, 0.022372, 0.002, 0.002),
    "year": (5, 2016.624, 1.280, 0.1, 0.1),
    "hour": (8, 13.997, 6.146, 0.3, 0.3),
}


@pytest.fixture(scope="module")
def trips():
    return sample_trips(20_000, 0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_means_and_deviations_are_near_the_published_ones(trips, name):
    column, mean, deviation, mean_off, deviation_off = PUBLISHED[name]
    assert trips[:, column].mean() == pytest.approx(mean, abs=mean_off)
    assert trips[:, column].std() == pytest.approx(deviation, abs=deviation_off)


def test_fare_quantiles_are_near_those_of_real_trips(trips):
    shares = (0.05, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
    real = (4.60, 6.48, 8.38, 10.81, 14.05, 17.66, 25.53)
    np.testing.assert_allclose(np.quantile(trips[:, 0], shares), real, rtol=0.12)


def test_most_fares_lie_on_the_meters_grid(trips):
    steps = (trips[:, 0] - METER_START_USD) / METER_STEP_USD
    on_grid = np.abs(steps - np.round(steps)) < 1e-6
    assert on_grid.mean() == pytest.approx(0.88, abs=0.02)
    np.testing.assert_array_equal(trips[:, 0], np.round(trips[:, 0], 2))


def test_distances_are_near_those_of_real_trips(trips):
    miles = great_circle_miles(trips)
    log_miles = np.log(miles[miles > 0])
    assert log_miles.mean() == pytest.approx(0.117, abs=0.05)
    assert log_miles.std() == pytest.approx(0.702, abs=0.05)
    assert (miles == 0).mean() == pytest.approx(0.02, abs=0.005)


def test_origins_and_destinations_are_correlated_as_in_real_trips(trips):
    assert np.corrcoef(trips[:, 1], trips[:, 3])[0, 1] == pytest.approx(0.48, abs=0.1)
    assert np.corrcoef(trips[:, 2], trips[:, 4])[0, 1] == pytest.approx(0.37, abs=0.1)


def test_positions_repeat_as_block_midpoints_do(trips):
    blocks = np.unique(trips[:848, 1:3], axis=0)
    assert len(blocks) == pytest.approx(433, rel=0.1)


def test_a_line_on_the_distance_beats_the_mean_clearly():
    trips = sample_trips(5_000, 3)
    train, val = trips[:4_000], trips[4_000:]
    slope, start = np.polyfit(great_circle_miles(train), train[:, 0], 1)
    line = start + slope * great_circle_miles(val)
    line_rmse = np.sqrt(np.mean((line - val[:, 0]) ** 2))
    mean_rmse = np.sqrt(np.mean((train[:, 0].mean() - val[:, 0]) ** 2))
    assert line_rmse < 0.65 * mean_rmse


def test_the_same_distance_costs_more_in_the_slow_hours(trips):
    miles = great_circle_miles(trips)
    usd_per_mile = (trips[:, 0] - METER_START_USD) / np.maximum(miles, 0.5)
    evening_rush, night = trips[:, 8] == 17, trips[:, 8] >= 23
    assert usd_per_mile[evening_rush].mean() > 1.2 * usd_per_mile[night].mean()


def test_months_and_weekdays_are_those_of_real_days(trips):
    year, month, weekday = trips[:, 5], trips[:, 6], trips[:, 7]
    assert month[year == 2015].min() == 5
    assert month[year == 2019].max() == 6
    assert (weekday == 1).sum() < 0.7 * (weekday == 4).sum()  # Sundays against Wednesdays


@settings(max_examples=25)
@given(rows=st.integers(1, 3_000), seed=st.integers(0, 2**63 - 1))
def test_every_row_passes_the_schema_and_lies_in_dc(rows, seed):
    trips = sample_trips(rows, seed)
    assert trips.shape == (rows, 9)
    for position, column in enumerate(SCHEMA):
        values = trips[:, position]
        assert values.min() >= column.low
        assert values.max() <= column.high
        if column.whole:
            np.testing.assert_array_equal(values, np.floor(values))
    box = WASHINGTON
    south, north, west, east = box.south, box.north, box.west, box.east
    assert (trips[:, [1, 3]] > south).all()
    assert (trips[:, [1, 3]] < north).all()
    assert (trips[:, [2, 4]] > west).all()
    assert (trips[:, [2, 4]] < east).all()


def test_the_same_seed_gives_the_same_trips_and_another_seed_others():
    np.testing.assert_array_equal(sample_trips(500, 7), sample_trips(500, 7))
    assert not np.array_equal(sample_trips(500, 7), sample_trips(500, 8))


def test_rows_are_in_no_order():
    fares = sample_trips(4_000, 0)[:, 0]
    assert abs(np.corrcoef(np.arange(len(fares)), fares)[0, 1]) < 0.05
