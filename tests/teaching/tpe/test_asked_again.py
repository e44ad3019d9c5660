"""What TPE is shown to have chosen is what the study stores, draw by draw."""

import functools

import optuna
import pytest

from dctaxi.errors import StudyError
from dctaxi.storage import quiet_optuna, writing
from dctaxi.study import as_printed, create_study, enqueue_trial, find_study, run_study
from dctaxi.teaching.tpe.asked_again import MAX_STEPS_KEPT, asked_again
from dctaxi.teaching.tpe.beside_optuna import draws_beside_optuna
from tests import studies
from tests.fake_engine import FakeEngine
from tests.studies import SPACE, trials_of

SEED_10 = 10
"""Trials that TPE draws at random before it begins."""


plan_of = functools.partial(studies.plan_of, asker="optuna")


def run(plan, workspace, **options):
    create_study(plan, workspace)
    run_study(plan.name, workspace, engine=FakeEngine(plan.engine, **options))


def chosen_values(step, trial):
    """Return every parameter that TPE chose, as the candidate it took."""
    return {
        name: trial.distributions[name].to_external_repr(draw.candidates[name][draw.chosen].item())
        for draw in step.draws
        for name in draw.parameters
    }


def check_every_trial(workspace):
    again, trials = asked_again("study", workspace), trials_of(workspace)
    assert again.numbers == range(len(trials))
    for trial in trials:
        step = again.step(trial.number)
        chosen = chosen_values(step, trial)
        assert chosen == {name: trial.params[name] for name in chosen}
        if step.how == "tpe":
            assert chosen.keys() == trial.params.keys()
            assert step.known >= SEED_10
    return again


def test_one_parameter_at_a_time_the_candidate_taken_is_what_the_study_stores(workspace):
    run(as_printed(plan_of()), workspace)
    again = check_every_trial(workspace)
    assert [again.step(n).how for n in (0, 9, 10, 24)] == ["random", "random", "tpe", "tpe"]
    step = again.step(24)
    assert all(len(draw.parameters) == 1 for draw in step.draws)
    assert step.known == 24
    assert step.running == ()
    assert {len(draw.good) + len(draw.bad) for draw in step.draws} == {24}
    assert {len(draw.good) for draw in step.draws} == {3}  # a tenth of 24, rounded up


def test_in_rounds_the_joint_candidate_taken_is_what_the_study_stores(workspace):
    run(plan_of(), workspace)
    again = check_every_trial(workspace)
    first, last = again.step(20), again.step(24)
    assert {"lr", "batch_size", "optimizer"} <= set(first.draws[0].parameters)
    assert first.running == ()
    # Those of the round that are asked for already count as bad.
    assert last.running == (20, 21, 22, 23)
    assert last.draws[0].running == (20, 21, 22, 23)
    assert last.known == 20
    assert len(last.draws[0].good) == 2


def test_a_study_that_was_stopped_and_resumed_is_asked_again_run_by_run(workspace):
    create_study(plan_of(n_trials=13), workspace)
    run_study("study", workspace, engine=FakeEngine())
    run_study("study", workspace, n_trials=9, engine=FakeEngine())
    again = check_every_trial(workspace)
    assert again.step(13).running == ()


def test_as_printed_a_resumed_run_has_a_sampler_of_its_own(workspace):
    create_study(as_printed(plan_of(n_trials=12)), workspace)
    run_study("study", workspace, engine=FakeEngine())
    run_study("study", workspace, n_trials=3, engine=FakeEngine())
    check_every_trial(workspace)


def test_failed_trials_teach_the_sampler_nothing(workspace):
    run(plan_of(n_trials=32), workspace, diverges=lambda spec: spec.seed % 3 == 0)
    again = check_every_trial(workspace)
    failed = {t.number for t in trials_of(workspace) if t.value is None}
    assert failed
    draw = again.step(31).draws[0]
    assert not failed & {*draw.good, *draw.bad} - set(draw.running)


def test_a_trial_put_in_by_hand_was_chosen_by_nobody_and_runs_beside_its_round(workspace):
    run(plan_of(n_trials=20), workspace)
    enqueue_trial("study", trials_of(workspace)[0].params, workspace)
    run_study("study", workspace, n_trials=10, engine=FakeEngine())
    again = asked_again("study", workspace)
    assert again.step(20).how == "queued"
    step, trial = again.step(25), trials_of(workspace)[25]
    chosen = chosen_values(step, trial)
    assert chosen == trial.params
    assert 20 in step.draws[0].running


@pytest.mark.parametrize("asker", ["optuna", "rustuna"])
def test_trials_of_the_parent_were_not_chosen_here_and_are_known_to_the_first(workspace, asker):
    run(plan_of("parent", sampler="random", n_trials=12), workspace)
    child = plan_of(n_trials=4, parent="parent", asker=asker)
    create_study(child, workspace, carry_over=True)
    run_study("study", workspace, engine=FakeEngine())
    again = asked_again("study", workspace)
    assert {again.step(number).how for number in range(12)} == {"carried over"}
    step = again.step(12)
    assert (step.how, step.known) == ("tpe", 12)


def test_a_trial_put_in_while_a_round_ran_was_not_known_to_it(workspace):
    def put_in(training):
        if training == 2:  # in the round that began with 10 trials
            enqueue_trial("study", params, workspace)

    run(plan_of(n_trials=10), workspace)
    params = trials_of(workspace)[0].params
    run_study("study", workspace, n_trials=20, engine=FakeEngine(before_each=put_in))
    again, trials = asked_again("study", workspace), trials_of(workspace)
    (queued,) = [t.number for t in trials if again.step(t.number).how == "queued"]
    assert queued == 10
    assert trials[11].datetime_start < trials[10].datetime_start == trials[25].datetime_start
    for trial in trials:
        step = again.step(trial.number)
        if step.how == "tpe":
            assert chosen_values(step, trial) == trial.params
            seen = {n for draw in step.draws for n in (*draw.good, *draw.bad)}
            began_later = trials[queued].datetime_start > trial.datetime_start
            assert (queued in seen) == (not began_later)


def test_refuses_a_study_whose_trials_the_sampler_would_not_suggest(workspace):
    create_study(plan_of(), workspace)
    with writing(workspace.storage_url) as storage, quiet_optuna():
        study = optuna.load_study(
            study_name="study", storage=storage, sampler=optuna.samplers.RandomSampler(seed=5)
        )
        for value in range(12):
            trial = study.ask()
            SPACE.suggest(trial)
            study.tell(trial, value)
    with pytest.raises(StudyError, match="suggests something else for trial 11"):
        asked_again("study", workspace).step(11)


def test_what_rustuna_took_stands_where_the_best_of_as_many_candidates_of_optuna_does(workspace):
    run(studies.plan_of(n_trials=90, asker="rustuna", round_size=5), workspace)
    again, trials = asked_again("study", workspace), trials_of(workspace)
    assert [again.step(n).how for n in (0, 9, 10)] == ["random", "random", "tpe"]
    best = []
    for trial in trials[10:]:
        step = again.step(trial.number)
        draw = step.draws[0]
        assert draw.given
        assert draw.chosen == 24
        chosen = chosen_values(step, trial)
        assert chosen == pytest.approx({name: trial.params[name] for name in chosen})
        assert chosen.keys() == trial.params.keys()
        assert len(draw.good) + len(draw.bad) == step.known == 5 * (trial.number // 5)
        best.append(draw.scores[24] >= draw.scores[:24].max())
    # The best of 24 of its own beats the best of 24 of Optuna's in one half of the trials, if both
    # are drawn from the same densities; any other value does in one of 25.
    assert 0.3 < sum(best) / len(best) < 0.7


def test_a_random_study_does_not_stand_there(workspace):
    run(studies.plan_of(n_trials=60, asker="rustuna", sampler="random"), workspace)
    trials, plan = trials_of(workspace), find_study("study", workspace).plan
    best = []
    for trial in trials[20:]:
        earlier = trials[: trial.number]
        ended = range(trial.number)
        (draw, *_), _ = draws_beside_optuna(plan, earlier, ended, trial)
        best.append(draw.scores[-1] >= draw.scores[:-1].max())
    assert sum(best) / len(best) < 0.3


def test_beyond_three_hundred_trials_the_densities_are_of_those_that_rustuna_knew(workspace):
    run(studies.plan_of(n_trials=321, asker="rustuna"), workspace)
    trials = trials_of(workspace)
    draw = asked_again("study", workspace).step(320).draws[0]
    known = {*draw.good, *draw.bad}
    assert len(known) == 300
    ranked = sorted(trials[:320], key=lambda trial: (trial.value, trial.number))
    assert {trial.number for trial in ranked[:25]} <= known


def test_who_steps_through_a_long_study_does_not_keep_it_all(workspace):
    run(plan_of(n_trials=MAX_STEPS_KEPT + 20), workspace)
    again = asked_again("study", workspace)
    for number in again.numbers:
        assert again.step(number).number == number
    assert len(again._steps) == MAX_STEPS_KEPT
    assert again.step(0).how == "random"


def test_refuses_another_sampler(workspace):
    run(plan_of(sampler="random", n_trials=3), workspace)
    with pytest.raises(StudyError, match="another sampler than TPE"):
        asked_again("study", workspace)


def test_refuses_a_study_of_another_program(workspace):
    with writing(workspace.storage_url) as storage, quiet_optuna():
        optuna.create_study(study_name="theirs", storage=storage)
    assert find_study("theirs", workspace).plan is None
    with pytest.raises(StudyError, match="made by another program"):
        asked_again("theirs", workspace)
