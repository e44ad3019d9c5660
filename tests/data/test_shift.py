"""Sets that differ are said to, with the size of it; sets that chance made are not."""

import json

import numpy as np

from dctaxi.data import COLUMNS
from dctaxi.data.sample import sample_trips
from dctaxi.data.shift import shift_findings, side_by_side

YEAR = COLUMNS.index("year_integer")


def said(train, val, test, unseen=(), *, by_time=False):
    sets = {"training": train, "validation": val, "test": test}
    return [one.message for one in shift_findings(sets, COLUMNS, unseen, "USD", by_time=by_time)]


def test_sets_that_chance_made_differ_in_nothing():
    for seed in range(20):
        trips = sample_trips(900, seed)
        assert said(trips[:600], trips[600:750], trips[750:]) == []


def test_fares_that_rose_come_first_with_their_means_and_what_each_split_measures():
    trips = sample_trips(900, 3).copy()
    trips[750:, 0] *= 1.5
    (sentence,) = said(trips[:600], trips[600:750], trips[750:], by_time=True)
    mean = f"training {trips[:600, 0].mean():.4g}, "
    assert sentence.startswith(f"The sets differ: mean fare in USD: {mean}")
    assert f"test {trips[750:, 0].mean():.4g} (KS distance 0." in sentence
    assert "one at random on trips of the same period" in sentence


def test_years_that_training_lacks_are_a_trap_unless_the_network_does_not_see_them():
    trips = sample_trips(900, 3).copy()
    trips[:, YEAR] = np.repeat([2013.0, 2014.0, 2015.0], [600, 150, 150])
    differ, trap = said(trips[:600], trips[600:750], trips[750:])
    assert "mean year: training 2,013" in differ
    assert trap.startswith("100% of the validation set are of years that training lacks (2014, ")
    assert said(trips[:600], trips[600:750], trips[750:], ("year_integer",)) == []
    (alone,) = said(trips[:600], trips[600:750], trips[750:], by_time=True)
    assert alone == trap


def test_every_column_of_every_set_stands_beside_training():
    trips = sample_trips(300, 1)
    found = side_by_side((trips[:200], trips[200:]), COLUMNS)
    assert list(found)[:2] == [COLUMNS[0], "distance_miles"]
    assert {len(shifts) for shifts in found.values()} == {2}
    assert all(shifts[0].size == 0 for shifts in found.values())
    later = trips[200:, 0]
    assert found[COLUMNS[0]][1][:3] == (later.mean(), later.min(), later.max())
    assert json.dumps(found)
