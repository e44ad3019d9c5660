import dataclasses

import pytest

from dctaxi.data import SampleSource, load
from dctaxi.errors import StudyError
from dctaxi.space import Choices, Fixed, FloatRange
from dctaxi.study.catalog import find_study
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.lineage import params_in
from dctaxi.study.plan import StudyPlan
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, plan_of, trials_of

PARENT = plan_of("parent")
PARAMS = {
    "seed": 1, "batch_norm_linear_layers": 0, "optimizer": "Adam", "lr": 0.03, "num_layers": 2,
    "num_hidden_layer_0_neurons": 7, "num_hidden_layer_1_neurons": 11, "batch_size": 40,
    "max_batches": 40,
}  # fmt: skip


@pytest.fixture
def workspace(workspace):
    create_study(PARENT, workspace)
    run_study("parent", workspace, engine=FakeEngine(diverges=lambda s: s.seed % 4 == 0))
    return workspace


def child_of(space, **changes) -> StudyPlan:
    return dataclasses.replace(PARENT, name="child", parent="parent", space=space, **changes)


def test_carries_over_the_finished_trials_that_lie_in_the_new_space(workspace):
    narrow = SPACE.replace("lr", FloatRange(0.02, 0.05, log=True))
    completed = [t for t in trials_of(workspace, "parent") if t.state.name == "COMPLETE"]
    inside = [t for t in completed if 0.02 <= t.params["lr"] <= 0.05]
    assert 0 < len(inside) < len(completed) < 30

    created = create_study(child_of(narrow, n_trials=5), workspace, carry_over=True)

    carried = trials_of(workspace, "child")
    assert (created.kept, created.parent_trials) == (len(inside), len(completed))
    assert [t.number for t in carried] == list(range(len(inside)))
    assert [(t.params, t.value) for t in carried] == [(t.params, t.value) for t in inside]
    assert [t.user_attrs["parent_trial"] for t in carried] == [t.number for t in inside]
    assert carried[0].distributions == {
        name: narrow.distributions()[name] for name in carried[0].params
    }
    assert find_study("child", workspace).user_attrs["dctaxi:parent"] == {
        "study_id": 1, "name": "parent", "kept": len(inside), "of": len(completed),
    }  # fmt: skip


def test_runs_its_own_trials_after_those_it_carried_over(workspace):
    created = create_study(child_of(SPACE, n_trials=5), workspace, carry_over=True)

    report = run_study("child", workspace, engine=FakeEngine())

    assert (report.new, report.done) == (5, 5 + created.kept)


def test_a_child_may_begin_without_the_parents_trials(workspace):
    created = create_study(child_of(SPACE), workspace)

    assert created.kept == 0
    assert trials_of(workspace, "child") == []
    assert find_study("child", workspace).user_attrs["dctaxi:parent"]["name"] == "parent"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"feature_set": "scaled"}, "feature_set"),
        ({"objective": "val_rmse"}, "objective"),
        ({"source": SampleSource(rows=90)}, "source"),
    ],
)
def test_refuses_to_mix_values_that_are_not_comparable(workspace, change, what):
    with pytest.raises(StudyError, match=f"its {what} differs"):
        create_study(child_of(SPACE, **change), workspace, carry_over=True)


def test_refuses_a_parent_that_is_missing(workspace):
    plan = dataclasses.replace(child_of(SPACE), parent="nobody")

    with pytest.raises(StudyError, match="There is no study 'nobody'"):
        create_study(plan, workspace)


def test_what_is_fixed_in_one_space_may_be_searched_in_the_other():
    fixed = SPACE.replace("optimizer", Fixed("Adam"))
    without = {name: value for name, value in PARAMS.items() if name != "optimizer"}

    assert params_in(fixed, PARAMS, SPACE) == without
    assert params_in(SPACE, without, fixed) == PARAMS
    assert params_in(SPACE.replace("optimizer", Fixed("SGD")), PARAMS, SPACE) is None


def test_a_configuration_outside_either_space_has_no_place():
    assert params_in(SPACE.replace("num_layers", Choices((3,))), PARAMS, SPACE) is None
    assert params_in(SPACE, PARAMS, SPACE.replace("num_layers", Choices((3,)))) is None


def test_trials_are_not_carried_over_onto_data_that_changed_since(workspace):
    create_study(child_of(SPACE, n_trials=5), workspace, carry_over=True)
    data = load(PARENT.source, PARENT.feature_set, workspace)
    changed = dataclasses.replace(data, fingerprint="of other rows")

    with pytest.raises(StudyError, match="changed since its first trials"):
        run_study("child", workspace, engine=FakeEngine(), data=changed)
