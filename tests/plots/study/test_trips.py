import numpy as np
import pytest

from dctaxi.data import sample_trips
from dctaxi.plots.parts.city_map import LANDMARKS
from dctaxi.plots.study.trips import DRAWN_TRIPS, trips_data, trips_figure, trips_text


def elsewhere(rows):
    """Move trips to Chicago."""
    moved = rows.copy()
    moved[:, [1, 3]] += 2.98
    moved[:, [2, 4]] -= 10.6
    return moved


def test_few_trips_are_all_drawn() -> None:
    rows = sample_trips(50, 0)
    data = trips_data(rows)
    assert (data.origins == rows[:, 1:3]).all()
    assert (data.destinations == rows[:, 3:5]).all()
    assert trips_text(data) == "50 trips, all drawn; 100% begin in or near Washington, DC."


def test_many_trips_are_thinned_evenly() -> None:
    data = trips_data(sample_trips(DRAWN_TRIPS * 3, 0))
    assert len(data.origins) == DRAWN_TRIPS
    assert data.total == DRAWN_TRIPS * 3


def test_the_map_of_the_district_shows_all_of_it() -> None:
    south, north, west, east = trips_data(sample_trips(50, 0)).span
    assert south < 38.80
    assert north > 38.99
    assert west < -77.11
    assert east > -76.92


def test_trips_elsewhere_have_their_own_map_without_the_district() -> None:
    rows = elsewhere(sample_trips(200, 0))
    data = trips_data(rows)
    south, north, _, _ = data.span
    assert data.inside == 0
    assert south > 41
    assert north < 42.1
    figure = trips_figure(data, template="light")
    assert [trace.name for trace in figure.data] == ["destination", "origin"]
    assert not figure.layout.annotations


def test_a_stray_point_does_not_shrink_the_map() -> None:
    rows = sample_trips(1000, 0)
    rows[0, 1:3] = (0.0, 0.0)
    assert trips_data(rows).span[0] > 38


def test_a_single_trip_has_a_map() -> None:
    south, north, west, east = trips_data(elsewhere(sample_trips(1, 0))).span
    assert south < north
    assert west < east


@pytest.mark.parametrize("template", ["light", "dark"])
def test_draws_the_outline_both_ends_and_the_landmarks(template) -> None:
    figure = trips_figure(trips_data(sample_trips(50, 0)), template=template)
    assert [t.name for t in figure.data] == ["District of Columbia", "destination", "origin"]
    assert {note.text for note in figure.layout.annotations} == set(LANDMARKS)
    # A mile north is as long as a mile east.
    assert figure.layout.yaxis.scaleratio == pytest.approx(1 / np.cos(np.radians(38.89)), rel=1e-3)
