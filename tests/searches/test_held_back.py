import dataclasses

import numpy as np
import pytest

from dctaxi.data import SampleSource, load
from dctaxi.errors import DataError
from dctaxi.searches.held_back import choosing, judged_text, judging


@pytest.fixture
def data(workspace):
    return dataclasses.replace(load(SampleSource(rows=60), "raw", workspace), test=None)


def test_without_a_test_set_every_other_validation_row_is_held_back(data):
    np.testing.assert_array_equal(choosing(data).val, data.val[::2])
    np.testing.assert_array_equal(judging(data).val, data.val[1::2])


def test_one_validation_row_cannot_be_held_back(data):
    one = dataclasses.replace(data, val=data.val[:1])
    for half in (choosing, judging):
        with pytest.raises(DataError, match="2 validation rows or more"):
            half(one)


def test_the_rows_that_judge_are_those_that_the_data_have():
    assert "on the test rows" in judged_text(has_test=True)
    assert judged_text(has_test=False).startswith("There is no test set, so every other")
