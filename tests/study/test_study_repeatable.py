import optuna
import pytest
from optuna.samplers import TPESampler

from dctaxi.samplers import ASKERS, SAMPLERS, available_samplers
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.plan import as_printed
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, finished
from tests.studies import SPACE, plan_of, table_of, trials_of

QUICK_TO_ASK = [
    (name, asker)
    for name in available_samplers()
    if SAMPLERS[name].ask_s.after(20) < 0.1
    for asker in (ASKERS if SAMPLERS[name].fast else ("optuna",))
]


def plain_script(n_trials: int, diverges=lambda _spec: False) -> optuna.Study:
    """The chapter's loop, its training replaced by the function that the fake engine computes."""

    def objective(trial: optuna.Trial) -> float:
        params = {
            "seed": trial.suggest_int("seed", 0, 2**31 - 2),
            "batch_norm_linear_layers": trial.suggest_int("batch_norm_linear_layers", 0, 1),
            "optimizer": trial.suggest_categorical("optimizer", ["Adam", "SGD"]),
            "lr": trial.suggest_float("lr", 0.009, 0.07, log=True),
            "num_layers": trial.suggest_categorical("num_layers", [2, 3]),
        }
        for i in range(params["num_layers"]):
            name = f"num_hidden_layer_{i}_neurons"
            params[name] = trial.suggest_categorical(name, [7, 11])
        params["batch_size"] = trial.suggest_int("batch_size", 30, 50, log=True)
        params["max_batches"] = trial.suggest_int("max_batches", 30, 50, log=True)
        spec = SPACE.spec_of(params)
        return float("nan") if diverges(spec) else finished(spec).chapter_objective

    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        sampler=TPESampler(seed=42, multivariate=False, constant_liar=False)
    )
    study.optimize(objective, n_trials=n_trials)
    optuna.logging.set_verbosity(verbosity)
    return study


@pytest.mark.parametrize("diverges", [lambda _spec: False, lambda spec: spec.seed % 5 == 0])
def test_as_printed_equals_the_plain_script_trial_by_trial(workspace, diverges):
    create_study(as_printed(plan_of(n_trials=40)), workspace)

    run_study("study", workspace, engine=FakeEngine(diverges=diverges))

    printed = plain_script(40, diverges).get_trials()
    assert [(t.number, t.state, t.params, t.value) for t in trials_of(workspace)] == [
        (t.number, t.state, t.params, t.value) for t in printed
    ]


@pytest.mark.parametrize(("sampler", "asker"), QUICK_TO_ASK)
def test_the_same_plan_gives_the_same_table(workspace, sampler, asker):
    for name in ("one", "two"):
        create_study(plan_of(name, sampler=sampler, asker=asker, round_size=7), workspace)
        run_study(name, workspace, engine=FakeEngine())

    assert table_of(workspace, "one") == table_of(workspace, "two")


@pytest.mark.parametrize(("sampler", "asker"), QUICK_TO_ASK)
def test_a_run_that_is_resumed_goes_on_as_if_it_had_never_ended(workspace, sampler, asker):
    asked = {"sampler": sampler, "asker": asker, "round_size": 5}
    create_study(plan_of("whole", **asked), workspace)
    create_study(plan_of("parts", **asked, n_trials=16), workspace)

    run_study("whole", workspace, engine=FakeEngine())
    # Who begins with a round of one: 16 trials end with a whole round.
    parts = 16 if SAMPLERS[sampler].begins_with_one else 15
    run_study("parts", workspace, engine=FakeEngine(), stop_after_trial=after(parts, workspace))
    run_study("parts", workspace, n_trials=30 - parts, engine=FakeEngine())

    assert table_of(workspace, "parts") == table_of(workspace, "whole")


def after(count: int, workspace: Workspace):
    """Return a stop signal that comes when so many trials of the study ``parts`` are stored."""
    return lambda: len(trials_of(workspace, "parts")) >= count


def test_as_printed_resumed_does_not_repeat_its_random_numbers(workspace):
    create_study(as_printed(plan_of(n_trials=12)), workspace)
    run_study("study", workspace, engine=FakeEngine())
    run_study("study", workspace, n_trials=12, engine=FakeEngine())

    seeds = [t.params["seed"] for t in trials_of(workspace)]
    assert len(set(seeds)) == 24


@pytest.mark.parametrize("after_trainings", [11, 15, 23])
def test_a_study_that_was_stopped_in_a_round_goes_on_as_if_it_had_never_been(
    workspace, after_trainings
):
    create_study(plan_of("whole", round_size=5), workspace)
    create_study(plan_of("parts", round_size=5), workspace)
    first = FakeEngine()

    run_study("whole", workspace, engine=FakeEngine())
    stop = lambda: len(first.trained) >= after_trainings  # noqa: E731  # seen by the engine
    run_study("parts", workspace, engine=first, stop_now=stop)
    assert len(trials_of(workspace, "parts")) == after_trainings - after_trainings % 5
    run_study("parts", workspace, engine=FakeEngine())

    assert table_of(workspace, "parts") == table_of(workspace, "whole")


def test_another_seed_gives_another_table(workspace):
    for seed in (1, 2):
        create_study(plan_of(f"seed {seed}", sampler_seed=seed, n_trials=5), workspace)
        run_study(f"seed {seed}", workspace, engine=FakeEngine())

    assert table_of(workspace, "seed 1") != table_of(workspace, "seed 2")


def test_rounds_are_as_large_as_asked_and_the_last_is_cut(workspace):
    create_study(plan_of(round_size=8), workspace)
    engine = FakeEngine()

    run_study("study", workspace, engine=engine)

    assert engine.round_sizes == [8, 8, 8, 6]


def test_automatic_rounds_are_single_with_an_engine_that_trains_one_at_a_time(workspace):
    create_study(plan_of(n_trials=3), workspace)
    engine = FakeEngine("lightning")

    run_study("study", workspace, engine=engine)

    assert engine.round_sizes == [1, 1, 1]


def test_leaves_out_what_only_samplers_of_running_trials_read(workspace):
    create_study(plan_of(), workspace)
    run_study("study", workspace, engine=FakeEngine())

    assert {key for t in trials_of(workspace) for key in t.system_attrs} == set()
