import numpy as np
import pytest

from dctaxi.data import SampleSource, TaxiTables, sample_trips
from dctaxi.plots.study.fares import BINS, fares_data, fares_figure, fares_text


def tables(train, val, test=None) -> TaxiTables:
    return TaxiTables(train, val, test, SampleSource())


def trips_of(*fares: float):
    rows = sample_trips(len(fares), 0)
    rows[:, 0] = fares
    return rows


def test_shares_of_each_set_add_up_to_one() -> None:
    trips = sample_trips(300, 1)
    data = fares_data(tables(trips[:200], trips[200:250], trips[250:]))
    assert [one.name for one in data.sets] == ["training", "validation", "test"]
    for one in data.sets:
        assert one.shares.sum() == pytest.approx(1)
    assert len(data.edges) == BINS + 1


def test_sets_share_one_scale() -> None:
    data = fares_data(tables(trips_of(4, 6, 8), trips_of(20, 30)))
    assert (data.edges[0], data.edges[-1]) == (4, 30)
    assert (data.sets[1].low, data.sets[1].mean, data.sets[1].high) == (20, 25, 30)


def test_equal_fares_fall_into_one_bin() -> None:
    data = fares_data(tables(trips_of(3.25, 3.25), trips_of(3.25)))
    assert np.count_nonzero(data.sets[0].shares) == 1


@pytest.mark.parametrize("template", ["light", "dark"])
def test_draws_one_outline_for_each_set(template) -> None:
    data = fares_data(tables(trips_of(4, 6), trips_of(5)))
    figure = fares_figure(data, template=template)
    assert [trace.name for trace in figure.data] == ["training", "validation"]
    assert all(len(trace.x) == len(trace.y) == BINS + 1 for trace in figure.data)


def test_says_what_the_fares_are() -> None:
    text = fares_text(fares_data(tables(trips_of(4, 6), trips_of(5))))
    assert text.startswith(
        "Training: 4.00 to 6.00 USD, mean 5.00 USD (2 rows). Validation: 5.00 to 5.00 USD"
    )
