import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.reading import Parameter
from dctaxi.plots.parts.cells import between, cells_of
from tests.plots.conftest import rows

LR = Parameter("lr", "float", 0.001, 1.0, log=True)
SIZE = Parameter("size", "int", 0, 200)
WIDTH = Parameter("width", "categorical", choices=(7, 11, "none"))

TRIAL = st.tuples(
    st.one_of(st.none(), st.floats(0, 100)),
    st.floats(0.001, 1.0),
    st.integers(0, 200),
    st.one_of(st.none(), st.sampled_from(WIDTH.choices)),
)


@given(st.lists(TRIAL, max_size=40), st.integers(1, 60))
def test_every_trial_with_a_result_counts_in_one_cell_and_none_elsewhere(
    trials: list[tuple[float | None, float, int, object]], most: int
) -> None:
    values, lrs, sizes, widths = ([trial[place] for trial in trials] for place in range(4))
    frame = rows(values, lr=lrs, size=sizes, width=pd.Series(widths, dtype=object))
    for x, y in ((LR, SIZE), (SIZE, WIDTH), (WIDTH, LR)):
        cells = cells_of(frame, x, y, most)
        assert cells.counts.sum() == np.isfinite(cells.values).sum()
        assert len(cells.numbers) + cells.lacking == len(frame)
        assert np.array_equal(cells.counts > 0, np.isfinite(cells.objectives))
        assert all(
            min(edges) <= at <= max(edges) + 1e-9
            for edges, places in ((cells.x_edges, cells.x), (cells.y_edges, cells.y))
            for at in places + 1e-9
        )
        if cells.lowest is not None:
            assert np.nanmin(cells.values) <= cells.objectives[cells.lowest]
            assert cells.counts[cells.lowest] >= 3
            assert cells.table().iloc[0, 2] == cells.objectives[cells.lowest]


def test_the_median_of_trials_at_one_place_decides_not_the_last_of_them() -> None:
    frame = rows([9.0, 0.0, 1.0], lr=[0.1] * 3, size=[0, 0, 0])
    cells = cells_of(frame, LR, SIZE, 60)
    assert cells.lowest is not None
    assert cells.objectives[cells.lowest] == 1.0
    assert cells.cell_text(*cells.lowest).startswith("1.00 USD (3 trials) at lr 0.0")


def test_one_lucky_trial_makes_no_cell_the_lowest() -> None:
    frame = rows([0.0, 5.0, 6.0, 7.0], lr=[0.001, 0.9, 0.9, 0.9], size=[200, 0, 0, 0])
    cells = cells_of(frame, LR, SIZE, 60)
    assert cells.lowest is not None
    assert cells.objectives[cells.lowest] == 6.0
    assert cells.table()["trials"].tolist() == [3, 1]
    assert cells.few.sum() == 1
    assert cells_of(frame[:1], LR, SIZE, 60).lowest is None


def test_a_cell_says_its_values_in_words() -> None:
    cells = cells_of(rows([1.0], lr=[0.1], size=[3], width=[11]), SIZE, WIDTH, 8)
    assert between(cells.x_axis, cells.x_edges, 0) == "0 to 24"
    assert between(cells.y_axis, cells.y_edges, 1) == "11"
    few = cells_of(rows([1.0], lr=[0.1], n=[3]), Parameter("n", "int", 1, 4, log=True), LR, 8)
    assert [between(few.x_axis, few.x_edges, place) for place in range(4)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        (Parameter("n", "int", 30, 50, log=True), np.arange(30, 51)),
        (Parameter("n", "int", 32, 512, step=32), np.arange(32, 513, 32)),
        (Parameter("n", "float", 0.0, 0.9, step=0.1), np.linspace(0.0, 0.9, 10)),
    ],
)
def test_no_cell_lies_between_the_values_of_a_range_with_steps(
    parameter: Parameter, values: np.ndarray
) -> None:
    trials = len(values) * 40
    frame = rows([1.0] * trials, n=np.tile(values, 40), lr=np.geomspace(0.001, 1.0, trials))
    for most in (3, 8, 60):
        cells = cells_of(frame, parameter, LR, most)
        assert cells.counts.sum(axis=0).min() > 0
        if most == 60:
            assert len(cells.x_edges) - 1 <= len(values)


def test_a_cell_of_a_range_with_steps_names_the_values_in_it() -> None:
    size = Parameter("size", "int", 32, 512, step=32)
    cells = cells_of(rows([1.0], lr=[0.1], size=[64]), size, LR, 8)
    texts = [between(cells.x_axis, cells.x_edges, place) for place in range(8)]
    assert texts[:2] == ["32 to 64", "96 to 128"]
    dropout = Parameter("dropout", "float", 0.0, 0.5, step=0.1)
    cells = cells_of(rows([1.0], lr=[0.1], dropout=[0.0]), dropout, LR, 8)
    texts = [between(cells.x_axis, cells.x_edges, place) for place in range(6)]
    assert texts == ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]


@pytest.mark.parametrize("trials", [0, 30, 100_000])
def test_the_number_of_cells_follows_the_number_of_trials(trials: int) -> None:
    draw = np.random.default_rng(0)
    frame = rows(
        draw.uniform(1, 2, trials).tolist(),
        lr=10 ** draw.uniform(-3, 0, trials),
        size=draw.integers(0, 201, trials),
    )
    side = {0: 8, 30: 8, 100_000: 60}[trials]
    assert cells_of(frame, LR, SIZE, 60).objectives.shape == (side, side)
