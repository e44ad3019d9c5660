import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.data import COLUMNS, great_circle_miles, sample_trips
from dctaxi.plots.model import Judged
from dctaxi.plots.model.areas import areas_data, areas_figure, areas_text
from dctaxi.plots.model.fare_map import (
    GRID,
    fare_map_data,
    fare_map_figure,
    fare_map_text,
    near_trips,
)
from dctaxi.plots.model.groups import ENOUGH, groups_data, groups_figure, groups_text
from dctaxi.plots.model.predicted import DRAWN, predicted_data, predicted_figure, predicted_text

TRIPS = sample_trips(2000, 0)


def judged(rows=TRIPS, off=None, spread=None, unit="EUR", columns=COLUMNS):
    off = np.ones(len(rows)) if off is None else off
    return Judged(rows, columns, rows[:, 0] + off, spread, "test", unit)


def test_predicted_draws_what_can_be_seen_and_speaks_of_all_rows():
    data = predicted_data(judged(off=np.where(np.arange(2000) % 2, 2.0, -2.0)))
    assert len(data.fares) == DRAWN
    assert data.total == 2000
    assert "off by less than 2.00 EUR" in predicted_text(data)
    figure = predicted_figure(data, template="dark")
    assert len(figure.data[0].x) == DRAWN
    assert "EUR" in figure.layout.xaxis.title.text


def test_dear_trips_that_are_answered_too_low_are_said_to_be():
    dear = np.quantile(TRIPS[:, 0], 0.9)
    off = np.where(TRIPS[:, 0] >= dear, -5.0, 0.0)
    said = predicted_text(predicted_data(judged(off=off)))
    assert f"from {dear:.2f} EUR, the model answers 5.00 EUR less than paid" in said


def test_the_hour_that_is_furthest_off_is_named():
    off = np.where(TRIPS[:, 8] == 17, 9.0, 1.0) + np.linspace(0, 0.1, 2000)
    data = groups_data(judged(off=off), "hour")
    at = data.names.index("17 h")
    assert data.apart
    assert int(data.errors.argmax()) == at
    assert data.rows[at] == (TRIPS[:, 8] == 17).sum()
    assert data.errors[at] == pytest.approx(off[TRIPS[:, 8] == 17].mean())
    assert "Furthest off at 17 h, by 9.0" in groups_text(data)
    assert "to tell these two apart" not in groups_text(data)
    assert len(groups_figure(data, template="light").data[0].x) == len(data.names)


def test_noise_alone_names_no_group_in_19_of_20_draws():
    rng = np.random.default_rng(1)
    told = [
        groups_data(judged(off=rng.exponential(size=2000)), by).apart
        for _ in range(40)
        for by in ("hour", "distance")
    ]
    assert np.mean(told) <= 0.1


def test_what_is_highest_is_shown_with_its_interval_where_noise_could_make_it():
    off = np.random.default_rng(3).exponential(size=2000)
    hours = groups_data(judged(off=off), "hour")
    most = int(hours.errors.argmax())
    assert groups_text(hours).startswith(
        f"Furthest off at {hours.names[most]}, by {hours.errors[most]:.2f} EUR "
        f"({hours.low[most]:.2f} to {hours.high[most]:.2f}) over {hours.rows[most]:,} rows; closest"
    )
    assert groups_text(hours).endswith("More rows are needed to tell these two apart.")
    areas = areas_data(judged(off=off), "error")
    row, column, low, high = areas.highest
    assert f"{areas.means[row, column]:.2f} EUR ({low:.2f} to {high:.2f})" in areas_text(areas)
    assert areas_text(areas).endswith("an interval that holds the mean of all trips.")


def test_distances_are_shared_out_in_eighths():
    data = groups_data(judged(), "distance")
    miles = great_circle_miles(TRIPS)
    assert data.rows.sum() == 2000
    assert data.names[-1].endswith(f"{miles.max():.1f} miles")


def test_groups_without_enough_rows_are_not_drawn():
    assert groups_data(judged(TRIPS[: ENOUGH - 1]), "distance") is None
    data = groups_data(judged(TRIPS[:200]), "hour")
    assert (data.rows >= ENOUGH).all()


def test_trips_without_an_hour_and_models_without_a_spread_have_no_such_groups():
    assert groups_data(judged(TRIPS[:, :5], columns=COLUMNS[:5]), "hour") is None
    assert groups_data(judged(), "spread") is None
    assert areas_data(judged(), "spread") is None


def test_the_area_that_is_furthest_off_is_named():
    north = TRIPS[:, 1] > np.quantile(TRIPS[:, 1], 0.93)
    data = areas_data(judged(off=np.where(north, 8.0, 1.0)), "error")
    row, column, low, high = data.highest
    assert data.latitudes[row] > 38.93
    assert low <= data.means[row, column] <= high
    assert "It is highest around 38.9" in areas_text(data)
    assert np.isnan(data.means[data.rows < ENOUGH]).all()
    assert np.isfinite(data.means[data.rows >= ENOUGH]).all()
    assert areas_figure(data, template="light").data[0].z.shape == data.means.shape


def test_what_a_spread_tells_of_the_error_is_said():
    spread = np.linspace(0.1, 2.0, 2000)
    data = areas_data(judged(off=2 * spread, spread=spread), "spread")
    assert data.sure_off == pytest.approx(2 * spread[:1000].mean(), rel=1e-2)
    assert data.torn_off == pytest.approx(2 * spread[-200:].mean(), rel=1e-2)
    assert f"{data.torn_off:.2f} EUR on average" in areas_text(data)


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_any_few_trips_have_their_pictures_or_none(count, seed):
    rng = np.random.default_rng(seed)
    one = judged(TRIPS[:count], off=rng.normal(size=count), spread=rng.random(count))
    predicted_text(predicted_data(one))
    for by in ("hour", "distance", "spread"):
        data = groups_data(one, by)
        assert data is None or groups_text(data)
    for shows in ("error", "spread"):
        data = areas_data(one, shows)
        assert data is None or areas_text(data)


def test_the_nearest_trips_are_those_whose_two_ends_are_nearest():
    trip = TRIPS[17]
    near, away = near_trips(TRIPS, tuple(trip[1:3]), tuple(trip[3:5]))
    assert away[0] == 0
    assert (near[0, 1:5] == trip[1:5]).all()
    assert (np.diff(away) >= 0).all()


def test_the_map_says_which_click_comes_next():
    a, b = (38.9, -77.03), (38.91, -77.0)
    assert "where the trip begins" in fare_map_text(fare_map_data(TRIPS, None, None))
    assert "where the trip ends" in fare_map_text(fare_map_data(TRIPS, a, None))
    data = fare_map_data(TRIPS, a, b)
    assert "begins a new trip" in fare_map_text(data)
    figure = fare_map_figure(data, template="dark")
    grid = figure.data[-1]
    assert len(grid.x) == GRID**2
    step = np.diff(np.unique(grid.y)).max()
    assert step * 69 < 0.2  # miles of latitude between two points that a click can tell apart
