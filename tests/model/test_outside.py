"""Trips outside of a model's training are counted and priced as ever."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import COLUMNS, sample_trips
from dctaxi.model import OutsideTrainingWarning, price_csv, row_sentences
from dctaxi.model.outside import MARGIN, trips_outside

RANGES = dict(
    zip(
        COLUMNS,
        [(3, 90), (38.8, 39.0), (-77.1, -76.9), (38.8, 39.0), (-77.1, -76.9), (2015, 2016), (1, 12),
         (1, 7), (5, 22)],
        strict=True,
    )
)  # fmt: skip
INSIDE = [0.0, 38.9, -77.0, 38.9, -77.0, 2016.0, 5.0, 3.0, 12.0]


def outside(*rows, columns=COLUMNS, ranges=RANGES, unseen=()):
    return trips_outside(np.array(rows, float), columns, ranges, unseen)


def changed(**values):
    row = dict(zip(COLUMNS, INSIDE, strict=True)) | values
    return list(row.values())


def test_trips_within_the_training_are_none():
    assert outside(INSIDE, INSIDE) is None
    assert outside(changed(year_integer=2015, hour_integer=22)) is None  # its bounds are within
    assert outside(changed(origin_block_latitude_double=39.015)) is None  # next to its area
    assert outside(changed(origin_block_latitude_double=39.025)) is not None


def test_how_many_trips_and_how_far_in_each_way():
    found = outside(
        INSIDE,
        changed(origin_block_latitude_double=40.0, year_integer=2019),
        changed(origin_block_latitude_double=39.1),
        changed(year_integer=2025, hour_integer=3),
    )
    assert (found.trips, found.of) == (3, 4)
    assert found.sentence == (
        "3 of 4 trips lie outside of what the model was trained on: 2 begin up to 69 miles outside "
        "of the training trips' area, 2 have the year 2019 to 2025 (trained on 2015 to 2016), 1 "
        "has the hour 3 (trained on 5 to 22). Their fares are guesses."
    )


def test_one_trip_is_spoken_of_as_one():
    found = outside(changed(destination_block_longitude_double=-76.8))
    assert found.sentence == (
        "The trip lies outside of what the model was trained on: it ends 5.4 miles outside of the "
        "training trips' area. Its fare is a guess."
    )
    assert outside(INSIDE, changed(hour_integer=0)).sentence.startswith("1 of 2 trips lies outside")


def test_what_the_network_does_not_see_does_not_count_but_for_places():
    row = changed(year_integer=2030, origin_block_latitude_double=40.0)
    found = outside(row, unseen=("year_integer", "origin_block_latitude_double"))
    assert len(found.said) == 1
    assert "69 miles" in found.said[0]


def test_a_further_column_is_called_as_its_file_does():
    columns, ranges = (*COLUMNS, "bags\n"), RANGES | {"bags\n": (0, 2)}
    found = outside([*INSIDE, 7], columns=columns, ranges=ranges)
    assert found.said == ("it has bags 7 (trained on 0 to 2)",)
    assert outside([*INSIDE, 2.1], columns=columns, ranges=ranges) is None


CELLS = st.floats(-200, 3000) | st.just(float("nan"))


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=6))
def test_a_trip_counts_where_any_of_its_cells_is_beyond_and_all_are_numbers(rows):
    found = outside(*rows)
    lows, highs = np.array([RANGES[name] for name in COLUMNS[1:]]).T
    cells = np.array(rows)[:, 1:]
    allowed = (highs - lows) * ([MARGIN] * 4 + [0] * 4)
    beyond = ((cells < lows - allowed) | (cells > highs + allowed)).any(axis=1)
    beyond &= np.isfinite(cells).all(axis=1)
    assert (found.trips if found else 0) == beyond.sum()


def test_tables_and_files_are_priced_as_ever_with_a_sentence(model):
    trips = pd.DataFrame(sample_trips(40, 1), columns=list(COLUMNS))
    known = model.provenance.ranges
    rows = [trips[name].clip(*known[name]) for name in COLUMNS]
    inside = pd.concat(rows, axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", OutsideTrainingWarning)
        expected = model.predict(inside)
    far = inside.copy()
    far.loc[3, "origin_block_latitude_double"] += 5
    with pytest.warns(OutsideTrainingWarning, match="1 of 40 trips lies outside") as caught:
        found = model.predict(far)
    assert caught[0].filename == __file__
    np.testing.assert_allclose(found.drop(3), expected.drop(3), rtol=1e-12)
    priced = price_csv(far.to_csv(index=False).encode(), model, "trips.csv")
    assert list(row_sentences(priced, 20)) == [str(caught[0].message)]
