import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data import COLUMNS, load_tables, prepare
from dctaxi.errors import ModelError, StudyError
from dctaxi.model import fit, fit_plan, load_model, price_csv, save_model
from dctaxi.model.fitting import spread_among
from dctaxi.model.steps import CANDIDATES, best_of, candidates_of
from dctaxi.populations import finished_trials
from dctaxi.space import space_from_json
from dctaxi.study import choose_trial, create_study, delete_study, leave_out, run_study
from dctaxi.training import make_engine
from dctaxi.training.network import make_network
from tests.fake_engine import FakeEngine, finished
from tests.model.conftest import SOURCE, fit_mine
from tests.studies import SPACE, keep_study, plan_of, short_plan


def space_with(batch_norm):
    """Return the chapter's space with batch norm on or off in every trial."""
    document = SPACE.to_json()
    fixed = {"type": "fixed", "value": int(batch_norm)}
    document["parameters"]["batch_norm_linear_layers"] = fixed
    return space_from_json(document)


def torch_answers(model, rows):
    """What torch's own network answers with the weights of each member, ``[rows, members]``."""
    columns = []
    for member in model.members:
        network = make_network(member.network.spec, model.transform.num_features).eval()
        named = {name: torch.from_numpy(np.array(a)) for name, a in member.network.arrays.items()}
        network.load_state_dict(named, strict=False)
        with torch.no_grad():
            columns.append(network(torch.from_numpy(model.transform(rows)[:, 1:])).numpy()[:, 0])
    return np.column_stack(columns)


@pytest.mark.parametrize(
    ("feature_set", "batch_norm", "choice"),
    [
        ("raw", False, {}),
        ("raw", True, {"ensemble": 2, "seeds": 2}),
        ("scaled", True, {}),
        ("distance", False, {"ensemble": 2}),
        ("distance", True, {"rows": "train+val", "steps": 60}),
    ],
)
def test_a_file_priced_by_the_folder_has_the_error_that_the_model_says(
    workspace, tmp_path, feature_set, batch_norm, choice
):
    space = space_with(batch_norm)
    engine = make_engine("lightning")
    model = fit_mine(workspace, engine, choice, feature_set=feature_set, space=space)
    save_model(model, tmp_path / "model")
    (tmp_path / "model").rename(tmp_path / "elsewhere")
    read = load_model(tmp_path / "elsewhere")
    test = load_tables(SOURCE, workspace).test
    np.testing.assert_allclose(read.answers(test), model.answers(test), rtol=1e-12)
    np.testing.assert_allclose(model.answers(test), torch_answers(model, test), rtol=1e-9)

    lines = [",".join(COLUMNS), *(",".join(map(repr, row)) for row in test.tolist())]
    priced = price_csv("\n".join(lines).encode(), read, "test.csv").content.decode().splitlines()
    place = priced[0].split(",").index("prediction")
    predictions = np.array([float(line.split(",")[place]) for line in priced[1:]])
    rmse = np.sqrt(np.mean((predictions - test[:, 0]) ** 2))
    assert rmse == pytest.approx(model.assessment.model.rmse.value, rel=1e-12)
    added = 2 if model.is_ensemble else 1
    assert [line.rsplit(",", added)[0] for line in priced] == lines


def test_one_network_is_the_trials_own(workspace):
    engine = make_engine("lightning")
    model = fit_mine(workspace, engine, {})
    best = min(finished_trials("mine", workspace), key=lambda trial: trial.value)
    (member,) = model.members
    assert member.trial == best.number
    assert member.network.spec.seed == best.params["seed"]
    data = prepare(load_tables(SOURCE, workspace), "distance")
    own = engine.network(member.network.spec, data)
    for name, array in own.arrays.items():
        np.testing.assert_array_equal(member.network.arrays[name], array)


def test_networks_have_the_seed_of_their_trial_first_then_fresh_ones(fitted):
    model = fitted(ensemble=2, seeds=2)
    seeds = [one.network.spec.seed for one in model.members]
    assert [one.trial for one in model.members] == [model.plan.trials[i] for i in (0, 0, 1, 1)]
    assert len(set(seeds)) == 4


def test_more_steps_are_tried_and_the_best_on_validation_rows_is_taken(fitted):
    model = fitted(steps=160)
    (member,) = model.members
    candidates = candidates_of(
        dataclasses.replace(member.network.spec, max_batches=member.own_steps), 160
    )
    assert member.network.spec in candidates
    assert {10, 160, member.own_steps} <= {spec.max_batches for spec in candidates}


@given(st.integers(1, 500), st.integers(1, 1_000_000))
def test_candidates_go_up_to_the_steps_that_were_asked_for(own, steps):
    spec = dataclasses.replace(SPACE_SPEC, max_batches=own)
    numbers = [one.max_batches for one in candidates_of(spec, steps)]
    assert numbers == sorted(set(numbers))
    assert max(numbers) == steps
    assert len(numbers) <= CANDIDATES + 1
    assert (own in numbers) or own > steps


SPACE_SPEC = plan_of().space.spec_of(
    {
        "seed": 1, "batch_norm_linear_layers": 0, "optimizer": "Adam", "lr": 0.02,
        "num_layers": 2, "num_hidden_layer_0_neurons": 7, "num_hidden_layer_1_neurons": 7,
        "batch_size": 40, "max_batches": 40,
    }
)  # fmt: skip


def test_the_best_candidate_is_the_lowest_on_validation_rows_alone():
    some = candidates_of(SPACE_SPEC, 100)
    outcomes = [
        dataclasses.replace(
            finished(spec), val_rmse_all=abs(spec.max_batches - 63.0), test_rmse=0.0
        )
        for spec in some
    ]
    spec, rmse = best_of(some, outcomes)
    assert rmse == min(one.val_rmse_all for one in outcomes)
    assert abs(spec.max_batches - 63) == rmse
    unfinished = [dataclasses.replace(one, val_rmse_all=None) for one in outcomes]
    assert best_of(some, unfinished) is None


@given(st.integers(1, 60), st.integers(1, 60))
def test_validation_rows_are_spread_evenly_among_training_rows(training, validation):
    rows = np.arange(training, dtype=float)[:, None]
    others = 1000 + np.arange(validation, dtype=float)[:, None]
    both = spread_among(rows, others)[:, 0]
    np.testing.assert_array_equal(both[both < 1000], rows[:, 0])
    np.testing.assert_array_equal(both[both >= 1000], others[:, 0])
    share = validation / (training + validation)
    expected = np.arange(1, len(both) + 1) * share
    assert np.abs(np.cumsum(both >= 1000) - expected).max() <= 1.01


def test_validation_rows_join_the_training_rows_and_the_features_stay(fitted):
    model = fitted(rows="train+val", steps=40)
    assert model.provenance.rows["fitted"] == 160 + 40
    assert model.assessment.rows == "test"


def test_the_chosen_trial_is_fitted_and_the_best_where_none_was_chosen(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, None, 2.0])
    assert fit_plan("study", workspace).trials == (1,)
    choose_trial("study", 3, workspace)
    assert fit_plan("study", workspace).trials == (3,)
    assert fit_plan("study", workspace, ensemble=3).trials == (3, 1, 0)
    assert fit_plan("study", workspace, trial="best").trials == (1,)
    named = fit_plan("study", workspace, trial=0, ensemble=3)
    assert (named.trials, named.seeds) == ((0,), 3)


def test_a_trial_that_was_left_out_is_fitted_only_where_it_is_named(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, 2.0])
    leave_out("study", [1], workspace)
    assert fit_plan("study", workspace, ensemble=2).trials == (2, 0)
    assert fit_plan("study", workspace, trial=1).trials == (1,)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"trial": 2}, "no finished trial 2"),
        ({"ensemble": 4}, "at most 3 trials"),
        ({"seeds": 65}, "from 1 to 64 networks"),
        ({"steps": 10**7}, "from 1 to 1,000,000 training steps"),
        ({"rows": "all"}, r"train, train\+val"),
        ({"ensemble": 0}, "at least 1 network"),
    ],
)
def test_what_cannot_be_fitted_is_one_sentence(workspace, choice, words):
    keep_study(plan_of(), workspace, [3.0, 1.0, None, 2.0])
    with pytest.raises((ModelError, StudyError), match=words):
        fit_plan("study", workspace, **choice)


def test_a_study_without_a_result_has_nothing_to_fit(workspace):
    keep_study(plan_of(), workspace, [None])
    with pytest.raises(StudyError, match="run the study first"):
        fit_plan("study", workspace)


def test_a_stopped_fit_gives_no_model(workspace):
    create_study(short_plan("mine"), workspace)
    run_study("mine", workspace, engine=FakeEngine())
    plan = fit_plan("mine", workspace)
    assert fit(plan, workspace, engine=FakeEngine(), should_stop=lambda: True) is None


def test_networks_that_diverge_are_left_out_and_counted(workspace):
    create_study(short_plan("mine"), workspace)
    run_study("mine", workspace, engine=FakeEngine())
    plan = fit_plan("mine", workspace, ensemble=2)
    first = plan.trials[0]
    seed = next(t for t in finished_trials("mine", workspace) if t.number == first).params["seed"]
    model = fit(plan, workspace, engine=FakeEngine(diverges=lambda spec: spec.seed == seed))
    assert [one.trial for one in model.members] == [plan.trials[1]]
    assert model.provenance.left_out == 1
    with pytest.raises(ModelError, match="diverged"):
        fit(plan, workspace, engine=FakeEngine(diverges=lambda _spec: True))


def test_without_a_test_set_validation_rows_judge_and_may_not_train(workspace):
    create_study(short_plan("mine", source=SOURCE), workspace)
    run_study("mine", workspace, engine=FakeEngine())
    tables = load_tables(SOURCE, workspace)
    without = dataclasses.replace(tables, test=None)
    from dctaxi.storage import writing
    from dctaxi.study import DATA_KEY, find_study

    with writing(workspace.storage_url) as storage:
        study_id = find_study("mine", workspace).study_id
        storage.set_study_user_attr(study_id, DATA_KEY, None)
    model = fit(fit_plan("mine", workspace), workspace, engine=FakeEngine(), tables=without)
    assert model.assessment.rows == "val"
    plan = fit_plan("mine", workspace, rows="train+val")
    with pytest.raises(ModelError, match="no test set"):
        fit(plan, workspace, engine=FakeEngine(), tables=without)


def test_data_that_changed_since_the_study_are_refused(workspace):
    create_study(short_plan("mine", source=SOURCE), workspace)
    run_study("mine", workspace, engine=FakeEngine())
    tables = load_tables(SOURCE, workspace)
    other = dataclasses.replace(tables, train=tables.train[1:])
    with pytest.raises(StudyError, match="changed since it ran"):
        fit(fit_plan("mine", workspace), workspace, engine=FakeEngine(), tables=other)


def test_a_study_that_is_made_anew_under_its_name_has_models_of_its_own(workspace):
    models = []
    for sampler_seed in (1, 7):
        create_study(short_plan("mine", source=SOURCE, sampler_seed=sampler_seed), workspace)
        run_study("mine", workspace, engine=FakeEngine())
        plan = fit_plan("mine", workspace, trial=2)
        models.append(fit(plan, workspace, engine=make_engine("fused", device="cpu")))
        delete_study("mine", workspace)

    assert models[0].plan == models[1].plan
    assert models[0].id != models[1].id
