import numpy as np
import pandas as pd

from dctaxi.analysis.training_size import training_sizes
from dctaxi.space import PRESETS, Fixed, draw
from dctaxi.training.hyperparameters import parameter_count

CHAPTER = PRESETS["chapter"].space


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows).add_prefix("params_")


def test_sizes_are_those_of_the_trainings_themselves() -> None:
    drawn = draw(CHAPTER, 40, seed=0)
    sizes = training_sizes(frame(drawn), CHAPTER, 8)
    specs = [CHAPTER.spec_of(params) for params in drawn]
    assert sizes.parameters.tolist() == [parameter_count(spec, 8) for spec in specs]
    assert sizes.rows.tolist() == [spec.batch_size * spec.max_batches for spec in specs]


def test_what_the_space_fixes_is_read_from_it() -> None:
    space = CHAPTER.replace("num_layers", Fixed(2)).replace("batch_size", Fixed(10))
    space = space.replace("batch_norm_linear_layers", Fixed(1))
    trials = frame(
        [
            {
                "max_batches": 3,
                "num_hidden_layer_0_neurons": 7,
                "num_hidden_layer_1_neurons": 11,
            }
        ]
    )
    sizes = training_sizes(trials, space, 8)
    linear = 9 * 7 + 8 * 11 + 12
    assert sizes.parameters.tolist() == [linear + 2 * (8 + 7 + 11)]
    assert sizes.work.tolist() == [sizes.parameters[0] * 30]


def test_a_trial_that_lacks_a_parameter_has_no_size() -> None:
    drawn = draw(CHAPTER, 2, seed=0)
    lacking = [drawn[0], {name: v for name, v in drawn[1].items() if name != "num_layers"}]
    sizes = training_sizes(frame(lacking), CHAPTER, 8)
    assert np.isfinite(sizes.work).tolist() == [True, False]


def test_no_trials_have_no_sizes() -> None:
    assert len(training_sizes(frame(draw(CHAPTER, 2, seed=0)).head(0), CHAPTER, 8).work) == 0
