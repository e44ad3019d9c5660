import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.statistics.order_statistics import expected_best
from dctaxi.analysis.statistics.summary import summarise


def test_known_values():
    summary = summarise(np.arange(101.0))
    assert summary.quantiles == {
        "median": 50, "q05": 5, "q25": 25, "q75": 75, "q95": 95, "best": 0
    }  # fmt: skip
    assert summary.expected_best[1] == pytest.approx(50)
    assert summary.expected_best[10] == expected_best(np.arange(101.0), 10)


def test_diverged_members_count_as_the_worst():
    summary = summarise([1.0, 2.0, np.nan, np.nan])
    assert summary.diverged == 2
    assert summary.quantiles["median"] == np.inf
    assert not summary.median.is_there
    assert summary.expected_best[1] == pytest.approx(7 / 4)


def test_more_tries_than_values_have_no_number():
    assert summarise([1.0, 2.0]).expected_best == {1: 1.5, 10: None, 100: None}


def test_without_a_result_there_are_no_numbers():
    summary = summarise([np.nan, np.nan])
    assert (summary.n, summary.diverged) == (2, 2)
    assert summary.quantiles == {}
    assert summary.median is None


@given(st.lists(st.one_of(st.floats(0, 1e6), st.just(np.nan)), min_size=1, max_size=50))
def test_quantiles_are_in_order_whatever_diverges(values):
    q = summarise(values).quantiles
    if q:
        ordered = [q[name] for name in ("best", "q05", "q25", "median", "q75", "q95")]
        assert ordered == sorted(ordered)
