import dataclasses
import json

import numpy as np
import pytest

from dctaxi.data import SampleSource
from dctaxi.errors import PopulationError
from dctaxi.populations import SENSITIVITIES, SensitivityPlan, largest_sensitivity, train
from dctaxi.populations.sobol import with_seed
from dctaxi.records import RunStatus
from dctaxi.space import PRESETS, Fixed, exchanged_columns, specs_of_columns
from tests.fake_engine import FakeEngine

CHAPTER = PRESETS["chapter"].space
SOURCE = SampleSource(rows=60)
PLAN = SensitivityPlan(CHAPTER, samples=256, source=SOURCE)


def test_every_place_of_the_design_leads_to_its_training():
    design = PLAN.design
    columns = exchanged_columns(CHAPTER, 256, 0)
    flat = specs_of_columns(CHAPTER, {name: c.reshape(-1) for name, c in columns.items()})
    assert [design.specs[place] for place in design.places.ravel()] == list(flat)
    assert design.places.shape == (256, 2, 1 + len(design.inputs))


def test_what_would_train_the_same_is_trained_once():
    assert len(set(PLAN.specs())) == len(PLAN.specs()) == PLAN.trainings
    # A switch is exchanged for itself in half of the draws, a layer that is not there is not used.
    assert 0.6 < PLAN.trainings / PLAN.design.places.size < 0.8


def test_rows_say_what_was_drawn_as_trials_do(workspace):
    found = train(PLAN, SENSITIVITIES, workspace, engine=FakeEngine())
    frame = found.frame
    for member in (0, 7, 100, PLAN.trainings - 1):
        spec, row = PLAN.specs()[member], frame.iloc[member]
        assert row["params_lr"] == spec.lr
        assert row["seed"] == row["params_seed"] == spec.seed
        third = row["params_num_hidden_layer_2_neurons"]
        assert np.isnan(third) if len(spec.num_hidden_neurons) == 2 else third in (7, 8, 9, 10, 11)
    assert (np.diff(frame["sample"]) >= 0).all()
    assert frame["sample"].iloc[-1] == 255


def test_is_kept_reopened_and_gone_on_with(workspace):
    engine = FakeEngine()
    half = train(
        PLAN, SENSITIVITIES, workspace, engine=engine,
        should_stop=lambda: len(engine.trained) >= 700,
    )  # fmt: skip
    assert not half.complete
    assert largest_sensitivity(CHAPTER, {"source": SOURCE}, workspace) is None
    whole = train(PLAN, SENSITIVITIES, workspace, engine=engine)
    assert whole.complete
    assert len(engine.trained) == PLAN.trainings
    again = SENSITIVITIES.load(whole.id, workspace)
    assert again.plan == PLAN
    assert again.frame.equals(whole.frame)
    assert json.loads(json.dumps(PLAN.to_json()))["kind"] == "sensitivity"
    assert largest_sensitivity(CHAPTER, {"source": SOURCE}, workspace) is again


def test_the_largest_of_those_that_are_kept_is_found(workspace):
    for samples in (256, 512):
        train(
            dataclasses.replace(PLAN, samples=samples), SENSITIVITIES, workspace,
            engine=FakeEngine(),
        )  # fmt: skip
    found = largest_sensitivity(CHAPTER, {"source": SOURCE}, workspace)
    assert found is not None
    assert found.plan.samples == 512
    assert (found.frame["status"] == RunStatus.FINISHED.value).all()


def test_a_space_with_one_seed_is_given_all_seeds():
    one = CHAPTER.replace("seed", Fixed(7))
    assert with_seed(CHAPTER) is CHAPTER
    assert "seed" in SensitivityPlan(one, samples=256).design.inputs
    assert SensitivityPlan(one) == SensitivityPlan(with_seed(one))


@pytest.mark.parametrize(
    ("samples", "said"),
    [(100, "from 256 to 8,192"), (1000, "power of two"), (2**14, "from 256 to 8,192")],
)
def test_what_makes_no_balanced_points_is_refused(samples, said):
    with pytest.raises(PopulationError, match=said):
        SensitivityPlan(CHAPTER, samples=samples)


def test_more_trainings_than_a_plan_may_have_are_refused():
    deep = CHAPTER.replace("num_layers", Fixed(19))
    with pytest.raises(PopulationError, match="take half as many or fewer"):
        SensitivityPlan(deep, samples=8192)
