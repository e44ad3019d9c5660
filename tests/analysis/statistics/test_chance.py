import numpy as np
import pytest

from dctaxi.analysis.statistics.chance import chance_of_difference


def test_groups_apart_are_no_chance_and_groups_alike_may_be() -> None:
    low, high = np.arange(9.0), np.arange(9.0) + 100
    assert chance_of_difference([low, high]) < 0.001
    assert chance_of_difference([low, low]) > 0.9


@pytest.mark.parametrize("groups", [[], [[1.0, 2.0]], [[1.0], []], [[3.0, 3.0], [3.0]]])
def test_one_group_or_equal_values_tell_nothing(groups: list[list[float]]) -> None:
    assert chance_of_difference([np.array(group) for group in groups]) == 1.0
