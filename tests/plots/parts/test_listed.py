import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.listed import LISTED, listed_values, side_by_side, value_text


def test_categories_and_few_whole_numbers_are_listed_and_ranges_are_not(
    lr: Parameter, batch_size: Parameter, width: Parameter
) -> None:
    assert listed_values(width) == (7, 11)
    assert listed_values(batch_size) == (1, 2, 3, 4)
    assert listed_values(lr) == ()
    assert listed_values(Parameter("steps", "int", 1, LISTED, step=1)) != ()
    assert listed_values(Parameter("steps", "int", 0, LISTED, step=1)) == ()
    assert listed_values(Parameter("share", "float", 0.0, 0.5, step=0.25)) == (0.0, 0.25, 0.5)


@pytest.mark.parametrize(("value", "text"), [(7, "7"), ("Adam", "Adam"), (True, "True")])
def test_values_read_as_they_are(value: object, text: str) -> None:
    assert value_text(value) == text  # type: ignore[arg-type]


@given(st.integers(0, 200))
def test_points_of_one_value_stay_nearest_to_it_and_apart(count: int) -> None:
    apart = side_by_side(np.full(count, 3.0))
    assert (np.abs(apart - 3.0) < 0.5).all()
    assert len(np.unique(apart)) == count
    both = np.column_stack([apart, side_by_side(np.full(count, 3.0), "up")])
    if count > 20:
        assert abs(np.corrcoef(both.T)[0, 1]) < 0.5
