import dataclasses

import numpy as np
import pandas as pd
import pytest

from dctaxi.errors import LessonError
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.populations.rows import InMemory
from dctaxi.space import PRESETS
from dctaxi.teaching.batch_norm import on_and_off
from dctaxi.teaching.batch_norm_data import CHAPTER, source_of
from dctaxi.teaching.best_in_modes import BestInModes, best_in_modes, best_in_modes_text
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    return Workspace(tmp_path, "")


def population(workspace, **options):
    plan = PopulationPlan(PRESETS["chapter"].space, 5)
    return train(plan, POPULATIONS, workspace, engine=FakeEngine(**options))


def test_takes_the_errors_of_the_training_with_the_lowest_objective(workspace):
    found = population(workspace)
    frame = pd.DataFrame(
        {
            "status": ["finished", "finished", "diverged"],
            "objective": [8.0, 7.0, np.nan],
            "train_rmse": [3.0, 2.5, np.nan],
            "train_rmse_eval": [3.0, 18.0, np.nan],
            "val_rmse": [5.0, 4.5, np.nan],
        }
    )
    best = best_in_modes(dataclasses.replace(found, rows=InMemory(frame)))
    assert best == BestInModes(7.0, 2.5, 18.0, 4.5)
    assert best.in_evaluation_mode == 22.5
    assert not best.holds


def test_says_whether_the_finished_network_keeps_the_score():
    promise = best_in_modes_text(BestInModes(7.0, 2.5, 18.0, 4.5), "networks")
    assert promise.startswith("The best of the networks scored 7.00 USD: 2.50 for its last")
    assert promise.endswith(
        "would score 22.50 USD (+221%): more than 5% above its score, which is no promise."
    )
    kept = best_in_modes_text(BestInModes(7.0, 2.5, 2.4, 4.5), "networks")
    assert kept.endswith(
        "2.40 off on the same training batch and would score 6.90 USD (-1%): its score holds."
    )


def test_a_training_error_that_is_two_thirds_higher_does_not_hold():
    best = BestInModes(7.3, 2.64, 4.48, 4.66)
    assert not best.holds
    assert "would score 9.14 USD (+25%)" in best_in_modes_text(best, "networks")
    assert BestInModes(7.0, 2.5, 2.84, 4.5).holds
    assert not BestInModes(7.0, 2.5, 2.86, 4.5).holds


def test_a_population_without_a_result_has_no_best(workspace):
    with pytest.raises(LessonError, match="no best"):
        best_in_modes(population(workspace, diverges=lambda _spec: True))


def test_on_the_chapters_fares_the_best_with_batch_normalisation_is_no_promise(workspace):
    on, _ = on_and_off(40, source=source_of(CHAPTER, workspace))
    best = best_in_modes(train(on, POPULATIONS, workspace))
    assert best.value < 10  # a constant answer scores 24.3
    assert best.in_evaluation_mode > 20
    assert not best.holds
