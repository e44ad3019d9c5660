"""The constant answer's map against plain NumPy, and trials judged twice."""

import math

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.data import SampleSource, TaxiData, load
from dctaxi.errors import LessonError
from dctaxi.space import PRESETS, Choices, Fixed, IntRange
from dctaxi.study import create_study, run_study
from dctaxi.teaching.easy_batch import (
    EXAMPLE,
    MOST_VALUES,
    Rejudged,
    constant_map,
    constant_text,
    guess_text,
    rejudged,
    rejudged_sentences,
)
from dctaxi.workspace import Workspace

SPACE = PRESETS["chapter"].space


@pytest.fixture
def data(workspace: Workspace) -> TaxiData:
    return load(SampleSource(rows=300), "raw", workspace)


def rmse(rows: np.ndarray, answer: float) -> float:
    return math.sqrt(((rows[:, 0] - answer) ** 2).mean())


def test_the_map_is_what_numpy_computes_from_the_rows_of_each_training(data: TaxiData) -> None:
    found = constant_map(data, SPACE, "train_val_rmse")
    assert found.sizes.tolist() == list(range(30, 51))
    assert found.steps.tolist() == list(range(30, 51))
    answer = data.train[:, 0].mean()
    for size, steps in ((30, 30), (37, 50), (50, 44)):
        batch = data.train[np.arange((steps - 1) * size, steps * size) % len(data.train)]
        val = data.val[np.arange(size) % len(data.val)]
        score = found.scores[steps - 30, size - 30]
        assert score == pytest.approx(rmse(batch, answer) + rmse(val, answer), rel=1e-12)


def test_judged_on_the_same_rows_no_batch_is_easier(data: TaxiData) -> None:
    found = constant_map(data, SPACE, "val_rmse_all")
    assert found.scores == pytest.approx(rmse(data.val, data.train[:, 0].mean()), rel=1e-12)
    assert "nothing else" in constant_text(found)


def test_fixed_listed_and_wide_ranges_have_their_values_and_few_of_many(data: TaxiData) -> None:
    space = SPACE.replace("batch_size", Fixed(40)).replace("max_batches", Choices((60, 20)))
    found = constant_map(data, space, "train_val_rmse")
    assert (found.sizes.tolist(), found.steps.tolist()) == ([40], [20, 60])
    wide = constant_map(data, SPACE.replace("batch_size", IntRange(2, 4_000)), "val_rmse")
    assert 2 < len(wide.sizes) <= MOST_VALUES
    assert (wide.sizes[0], wide.sizes[-1]) == (2, 4_000)


def test_the_lowest_and_the_highest_score_are_said_with_their_places(data: TaxiData) -> None:
    found = constant_map(data, SPACE, "train_val_rmse")
    text = constant_text(found)
    assert f"from {found.scores.min():.2f} USD" in text
    assert f"to {found.scores.max():.2f} USD" in text
    assert "441 pairs" in text
    assert guess_text(found, None).endswith("below its median.")
    assert "was right" in guess_text(found, found.lowest)
    assert "1.00 USD above that" in guess_text(found, found.lowest + 1)
    assert "1.00 USD below that" in guess_text(found, found.lowest - 1)


def frame(own: list[float], constant: list[float], shared: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": np.arange(len(own)),
            "value": own,
            "val_rmse_all": shared,
            "constant_objective": constant,
            "constant_rmse_all": 4.5,
            "params_batch_size": 40,
            "params_max_batches": 30,
        }
    )


def found_of(own: list[float], constant: list[float], shared: list[float]) -> Rejudged:
    return rejudged(frame(own, constant, shared), SPACE)


def test_what_the_best_gains_is_divided_between_its_batch_and_its_network() -> None:
    found = found_of([7.0, 9.2, 9.4], [7.3, 9.0, 9.5], [4.7, 4.4, 4.6])
    assert (found.best_own, found.best_shared) == (0, 1)
    assert found.from_batch + found.from_network == pytest.approx(found.typical - 7.0)
    answer, standing, shared, agreement = rejudged_sentences(found)
    assert answer == "Yes, mostly an easy batch."
    assert "of the 2.00 USD between, 1.70 are its batch and 0.30 its network" in standing
    assert "4.70 USD, 0.20 above the constant answer's 4.50" in shared
    assert "trial 1 with 4.40 USD, number 2 of 3" in shared
    assert "agree by -0.50" in agreement
    assert "of their batches by 0.50" in agreement or "of their batches by 1.00" in agreement


@pytest.mark.parametrize(
    ("own", "constant", "answer", "part"),
    [
        ([6.0, 9.0], [9.0, 9.0], "No, mostly the network.", "0.00 are its batch and 3.00"),
        ([6.0, 9.0], [9.5, 8.5], "No, mostly the network.", "makes up for 0.50 USD"),
        ([7.5, 9.0], [7.0, 9.0], "Yes, mostly an easy batch.", "the network loses 0.50"),
        ([9.5, 9.9], [12.0, 7.0], "No, its batch is a harder one.", "network is 2.50 USD better"),
        ([9.5, 9.9], [9.0, 9.0], "Neither an easy batch nor a find.", "does no better"),
    ],
)
def test_the_answer_follows_the_larger_part(
    own: list[float], constant: list[float], answer: str, part: str
) -> None:
    said = rejudged_sentences(found_of(own, constant, [4.0, 5.0]))
    assert said[0] == answer
    assert part in said[1]
    assert "It is the best there, too." in said[2]


def test_what_cannot_be_judged_twice_is_said_in_one_sentence() -> None:
    good = frame([7.0, 8.0], [9.0, 9.0], [4.0, 5.0])
    with pytest.raises(LessonError, match="Fewer than two"):
        rejudged(good.iloc[:1], SPACE)
    with pytest.raises(LessonError, match="no value on all validation rows: open"):
        rejudged(good.assign(val_rmse_all=np.nan), SPACE)
    lacking = frame([1.0, 7.0, 8.0], [9.0, 9.0, 9.0], [np.nan, 4.0, 5.0])
    with pytest.raises(LessonError, match="Another program trained the best trial, 0,"):
        rejudged(lacking, SPACE)
    with pytest.raises(LessonError, match="there was none to find"):
        rejudged(good.assign(value=good["val_rmse_all"]), SPACE)


def test_a_fixed_shape_is_the_spaces_and_failed_trials_are_left_out() -> None:
    trials = frame([7.0, np.nan, 8.0], [9.0, np.nan, 9.0], [4.0, np.nan, 5.0])
    space = SPACE.replace("batch_size", Fixed(44))
    found = rejudged(trials.drop(columns="params_batch_size"), space)
    assert found.numbers.tolist() == [0, 2]
    assert found.sizes.tolist() == [44, 44]
    assert found.steps.tolist() == [30, 30]


def test_the_example_is_the_chapters_search_with_the_chapters_objective() -> None:
    assert EXAMPLE.space == SPACE
    assert (EXAMPLE.objective, EXAMPLE.sampler, EXAMPLE.feature_set) == (
        "train_val_rmse", "tpe", "raw",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
def test_the_chapters_search_on_the_sample_finds_an_easy_batch(workspace: Workspace) -> None:
    create_study(EXAMPLE, workspace)
    run_study(EXAMPLE.name, workspace)
    found = rejudged(read_trials(workspace, EXAMPLE.name), EXAMPLE.space)
    answer, standing, shared, _ = rejudged_sentences(found)
    assert answer == "Yes, mostly an easy batch."
    best = found.best_own
    assert f"is {found.numbers[best]} with {found.own[best]:.2f} USD" in standing
    assert found.from_batch > 1 > abs(found.from_network)
    assert found.shared[best] > found.constant_shared
    assert "above the constant answer's" in shared
    assert not (found.shared < found.constant_shared - 0.05).any()
