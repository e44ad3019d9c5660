import pandas as pd

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.axes import axis_of
from dctaxi.plots.parts.stretches import part_edges


def test_a_range_of_more_values_than_fit_into_memory_has_parts_like_any_other() -> None:
    seed = Parameter("seed", "int", 0, 10**15 - 1)
    edges = part_edges(axis_of(seed, pd.Series([1, 2])), seed, 8)
    assert edges.tolist() == [10**15 * place / 8 - 0.5 for place in range(9)]
