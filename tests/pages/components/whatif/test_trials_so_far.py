import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange, SearchSpace, draw, narrow
from dctaxi.study.lineage import params_in
from pages.components.whatif.trials_so_far import count_inside, inside

WIDE = PRESETS["wide"].space

CHANGES = [
    ("lr", FloatRange(0.005, 0.05, log=True)),
    ("lr", Fixed(0.5)),
    ("optimizer", Fixed("Adam")),
    ("num_layers", IntRange(1, 2)),
    ("num_layers", Choices((2, 4))),
    ("num_hidden_layer_neurons", IntRange(3, 20, log=True)),
    ("num_hidden_layer_1_neurons", IntRange(3, 30)),
    ("batch_norm_linear_layers", Fixed(1)),
    ("max_batches", IntRange(100, 1000, log=True)),
]


def trials_of(space: SearchSpace, n: int) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    params = list(draw(space, n, seed=0))
    frame = pd.DataFrame(params).add_prefix("params_")
    values = np.arange(n, dtype=float)
    return frame.assign(number=range(n), state="COMPLETE", value=values), params


@given(st.sets(st.sampled_from(range(len(CHANGES))), max_size=3))
def test_the_same_trials_lie_inside_as_a_child_study_would_take_over(places):
    space = WIDE
    for place in sorted(places):
        name, dimension = CHANGES[place]
        if name != "num_hidden_layer_1_neurons" or space.max_layers > 1:
            space = narrow(space, name, dimension)
    trials, params = trials_of(WIDE, 200)
    expected = [params_in(space, one, WIDE) is not None for one in params]
    assert inside(trials, space, WIDE).tolist() == expected


def test_what_a_study_had_fixed_decides_for_all_its_trials():
    origin = WIDE.replace("optimizer", Fixed("SGD"))
    trials, _ = trials_of(origin, 20)
    assert not inside(trials, origin.replace("optimizer", Fixed("Adam")), origin).any()
    assert inside(trials, origin.replace("optimizer", Choices(("Adam", "SGD"))), origin).all()


def test_best_and_median_are_those_of_finished_trials():
    trials, _ = trials_of(WIDE, 5)
    trials.loc[0, "value"] = np.nan
    trials.loc[0, "state"] = "FAIL"
    trials.loc[4, "state"] = "RUNNING"
    found = count_inside(trials, WIDE, WIDE)
    assert found == (4, 4, 1.0, pytest.approx(2.0), None)
