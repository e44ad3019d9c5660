import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.baselines import constant_baseline, study_baseline
from dctaxi.data import SampleSource, TaxiTables, prepare
from dctaxi.records import TrialSpec, chapter_validation_step
from dctaxi.space import PRESETS, Choices, Fixed

SPEC = TrialSpec(
    seed=0,
    num_hidden_neurons=(3,),
    batch_norm_linear_layers=False,
    optimizer="SGD",
    lr=0.01,
    batch_size=2,
    max_batches=3,
)


def data_of(train: list[float], val: list[float]):
    tables = TaxiTables(_rows(train), _rows(val), None, SampleSource(), ())
    return prepare(tables, "raw")


def _rows(fares: list[float]) -> np.ndarray:
    rows = np.random.default_rng(0).uniform(1, 2, (len(fares), 9))
    rows[:, 0] = fares
    return rows


def test_is_the_last_training_batch_plus_the_first_validation_rows() -> None:
    # Mean 4; the third batch of two out of five rows wraps around to rows 4 and 0.
    data = data_of([1.0, 2.0, 4.0, 5.0, 8.0], [6.0, 4.0, 100.0])
    train = math.sqrt((4.0**2 + 3.0**2) / 2)
    val = math.sqrt(2.0**2 / 2)
    assert constant_baseline(data, SPEC) == pytest.approx(train + val)
    assert constant_baseline(data, SPEC, "val_rmse") == pytest.approx(val)


def test_the_chapters_objective_is_judged_at_the_step_that_the_chapter_reads() -> None:
    data = data_of([float(fare) for fare in range(7)], [1.0, 2.0, 3.0])
    spec = replace(SPEC, max_batches=35)
    assert constant_baseline(data, spec, "chapter_objective") == constant_baseline(
        data, replace(SPEC, max_batches=20)
    )


def test_constant_fares_leave_only_the_validation_error() -> None:
    data = data_of([3.25] * 99, [27.0] * 50)
    assert constant_baseline(data, SPEC) == pytest.approx(27.0 - 3.25)


@given(
    train=st.lists(st.floats(3, 180), min_size=2, max_size=30),
    val=st.lists(st.floats(3, 180), min_size=1, max_size=30),
    batch_size=st.integers(1, 100),
    max_batches=st.integers(1, 50),
)
def test_equals_the_batches_indexed_row_by_row(
    train: list[float], val: list[float], batch_size: int, max_batches: int
) -> None:
    data = data_of(train, val)
    spec = replace(SPEC, batch_size=batch_size, max_batches=max_batches)
    for objective, step in (
        ("train_val_rmse", max_batches),
        ("chapter_objective", chapter_validation_step(max_batches)),
    ):
        rows = np.arange((step - 1) * batch_size, step * batch_size) % len(train)
        first = np.arange(batch_size) % len(val)
        expected = sum(
            math.sqrt(np.mean((labels - np.mean(train)) ** 2))
            for labels in (np.array(train)[rows], np.array(val)[first])
        )
        assert constant_baseline(data, spec, objective) == pytest.approx(expected, abs=1e-9)


def test_a_space_has_a_lowest_a_median_and_a_highest() -> None:
    data = data_of([3.0, 5.0] * 20, [4.0 + place for place in range(20)])
    space = PRESETS["chapter"].space
    space = space.replace("batch_size", Choices((2, 10))).replace("max_batches", Fixed(30))
    baseline = study_baseline(data, space)
    values = sorted(
        constant_baseline(data, replace(SPEC, batch_size=size, max_batches=30)) for size in (2, 10)
    )
    assert [baseline.low, baseline.high] == values
    assert baseline.typical == pytest.approx(sum(values) / 2)
