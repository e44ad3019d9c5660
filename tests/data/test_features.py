import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dctaxi.data.columns import FEATURES
from dctaxi.data.distances import great_circle_miles, haversine_miles
from dctaxi.data.features import FEATURE_SETS, FeatureTransform
from dctaxi.data.sample import sample_trips
from dctaxi.data.sources import SampleSource
from dctaxi.data.tables import TaxiTables, prepare
from dctaxi.errors import DataError

SOURCE = SampleSource()
row_arrays = arrays(
    np.float64,
    st.tuples(st.integers(1, 30), st.just(9)),
    elements=st.floats(-180, 180, allow_subnormal=False),
)


@pytest.fixture
def tables():
    trips = sample_trips(600, 0)
    return TaxiTables(trips[:400], trips[400:500], trips[500:], SOURCE)


def test_raw_features_are_the_chapters_eight_columns_unchanged(tables):
    data = prepare(tables, "raw")
    np.testing.assert_array_equal(data.train, tables.train)
    np.testing.assert_array_equal(data.val, tables.val)
    np.testing.assert_array_equal(data.test, tables.test)
    assert data.num_features == 8
    assert data.feature_names == FEATURES


def test_scaled_features_are_standardised_by_the_training_set(tables):
    data = prepare(tables, "scaled")
    np.testing.assert_array_equal(data.train[:, 0], tables.train[:, 0])
    np.testing.assert_allclose(data.train[:, 1:].mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(data.train[:, 1:].std(axis=0), 1, atol=1e-9)
    expected = (tables.val[:, 1:] - tables.train[:, 1:].mean(axis=0)) / tables.train[:, 1:].std(0)
    np.testing.assert_allclose(data.val[:, 1:], expected, atol=1e-12)


def test_the_distance_is_a_ninth_feature_standardised_likewise(tables):
    data = prepare(tables, "distance")
    assert data.num_features == 9
    assert data.feature_names[-1] == "distance_miles"
    np.testing.assert_array_equal(data.train[:, :9], prepare(tables, "scaled").train)
    miles = great_circle_miles(tables.train)
    np.testing.assert_allclose(data.train[:, 9], (miles - miles.mean()) / miles.std(), atol=1e-12)


@given(rows=row_arrays, feature_set=st.sampled_from(FEATURE_SETS))
def test_transforms_keep_the_label_and_stay_finite_row_by_row(rows, feature_set):
    transform = FeatureTransform.fit(feature_set, rows)
    result = transform(rows)
    assert result.shape == (len(rows), 1 + transform.num_features)
    assert np.isfinite(result).all()
    np.testing.assert_array_equal(result[:, 0], rows[:, 0])
    # Sines of one number and of many may differ by a rounding.
    np.testing.assert_allclose(result[:1], transform(rows[:1]), rtol=1e-9, atol=1e-9)


@given(value=st.floats(-1e6, 1e6), count=st.integers(1, 40))
def test_a_constant_column_becomes_zero(value, count):
    rows = np.full((count, 9), value)
    scaled = FeatureTransform.fit("scaled", rows)
    np.testing.assert_array_equal(scaled(rows)[:, 1:], 0.0)
    np.testing.assert_array_equal(scaled.deviation, 1.0)


@pytest.mark.parametrize(
    ("start", "end", "miles"),
    [
        ((38.8977, -77.0365), (38.8899, -77.0091), 1.5692),  # White House to the Capitol
        ((0.0, 0.0), (0.0, 180.0), math.pi * 3958.7613),
        ((90.0, 0.0), (0.0, 0.0), math.pi / 2 * 3958.7613),
        ((38.9, -77.0), (38.9, -77.0), 0.0),
    ],
)
def test_great_circle_distances_of_known_places(start, end, miles):
    assert haversine_miles(*start, *end) == pytest.approx(miles, abs=2e-3)


@given(row_arrays)
def test_great_circle_distance_agrees_with_the_angle_between_vectors(rows):
    rows = rows / [1, 2, 1, 2, 1, 1, 1, 1, 1]
    lat1, lon1, lat2, lon2 = np.radians(rows[:, 1:5]).T

    def vectors(lat, lon):
        return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    a, b = vectors(lat1, lon1), vectors(lat2, lon2)
    angle = np.arctan2(np.linalg.norm(np.cross(a.T, b.T), axis=1), (a * b).sum(axis=0))
    np.testing.assert_allclose(great_circle_miles(rows), 3958.7613 * angle, rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("feature_set", FEATURE_SETS)
def test_data_cannot_be_written_to_and_lie_row_by_row(tables, feature_set):
    data = prepare(tables, feature_set)
    for rows in (data.train, data.val, data.test):
        assert rows.flags.c_contiguous
        assert rows.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            rows[0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.train = data.val


def test_tables_are_copies_that_a_later_change_does_not_reach():
    trips = sample_trips(30, 0)
    tables = TaxiTables(trips[:20], trips[20:], None, SOURCE)
    first = tables.train[0, 0]
    trips[0, 0] = 99.0
    assert tables.train[0, 0] == first


def test_the_fingerprint_tells_contents_and_feature_sets_apart(tables):
    prints = [prepare(tables, feature_set).fingerprint for feature_set in FEATURE_SETS]
    changed = tables.train.copy()
    changed[-1, -1] += 1
    prints.append(prepare(dataclasses.replace(tables, train=changed), "raw").fingerprint)
    prints.append(prepare(dataclasses.replace(tables, test=None), "raw").fingerprint)
    assert len(set(prints)) == 5
    assert prepare(tables, "raw").fingerprint == prints[0]
    assert all(len(text) == 64 for text in prints)


def test_the_label_mean_is_the_mean_training_fare(tables):
    assert prepare(tables, "distance").label_mean == pytest.approx(tables.train[:, 0].mean())


def test_refuses_an_unknown_feature_set(tables):
    with pytest.raises(DataError, match="raw, scaled, distance, found 'log'"):
        prepare(tables, "log")
