"""Studies that other programs made, of any kind that Optuna has."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState, create_trial

from dctaxi.analysis.reading import (
    TrialReader,
    frames,
    read_studies,
    read_trials,
    study_progress,
    study_version,
)
from dctaxi.analysis.reading.with_optuna import read_rows_with_optuna, summaries_with_optuna
from dctaxi.errors import StudyError
from dctaxi.study import (
    choose_goal,
    create_study,
    currency_of,
    find_study,
    leave_out,
    left_out_of,
    take_back,
)
from tests.studies import keep_study, plan_of

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")


def make(workspace, name="theirs", **options) -> optuna.Study:
    return optuna.create_study(study_name=name, storage=workspace.storage_url, **options)


def with_optuna(workspace, name="theirs"):
    return frames.frame_of(*read_rows_with_optuna(workspace.storage_url, name))


def test_what_is_maximised_is_read_with_its_sign_changed_and_called_negated(workspace):
    study = make(workspace, direction="maximize")
    with pytest.warns(optuna.exceptions.ExperimentalWarning):
        study.set_metric_names(["accuracy"])
    study.add_trials([create_trial(value=value) for value in (0.5, 0.9, 0.7)])

    assert read_trials(workspace, "theirs")["value"].tolist() == [-0.5, -0.9, -0.7]
    assert with_optuna(workspace).equals(read_trials(workspace, "theirs"))
    for (summary,) in (read_studies(workspace), summaries_with_optuna(workspace)):
        assert (summary.best.trial, summary.best.value) == (1, -0.9)
    assert currency_of(find_study("theirs", workspace).user_attrs) == "negated accuracy"
    assert study_progress(workspace, "theirs").best.tolist() == [-0.5, -0.9, -0.9]


def test_nobodys_amounts_are_called_dollars(workspace):
    make(workspace).add_trial(create_trial(value=1.0))
    create_study(plan_of("ours"), workspace)

    assert currency_of(find_study("theirs", workspace).user_attrs) == "units"
    choose_goal("theirs", 0, " ms ", workspace)
    assert currency_of(find_study("theirs", workspace).user_attrs) == "ms"
    assert currency_of(find_study("ours", workspace).user_attrs) == "USD"


def test_one_of_several_objectives_is_looked_at_and_the_others_are_beside_it(workspace):
    study = make(workspace, directions=["maximize", "minimize"])
    study.add_trials([create_trial(values=v) for v in ([1.0, 5.0], [3.0, 7.0], [2.0, math.inf])])
    before = study_version(workspace, "theirs")
    reader = TrialReader()
    assert reader.read(workspace, "theirs")[0]["value"].tolist() == [-1.0, -3.0, -2.0]

    choose_goal("theirs", 1, "s", workspace)

    frame = reader.read(workspace, "theirs")[0]
    assert frame["value"].tolist() == [5.0, 7.0, math.inf]
    assert frame["objective_negated objective 0"].tolist() == [-1.0, -3.0, -2.0]
    assert frame["objective_objective 1"].tolist() == [5.0, 7.0, math.inf]
    assert with_optuna(workspace).equals(frame)
    assert study_version(workspace, "theirs") != before
    (summary,) = read_studies(workspace)
    assert (summary.best.trial, summary.best.value) == (0, 5.0)


@pytest.mark.parametrize("objective", [-1, 1])
def test_an_objective_that_is_not_there_is_refused(workspace, objective):
    make(workspace)
    with pytest.raises(StudyError, match="Expected one of the objectives 0 to 0"):
        choose_goal("theirs", objective, "", workspace)


def test_what_is_no_choice_of_an_objective_is_left_out(workspace):
    study = make(workspace)
    study.add_trial(create_trial(value=2.0))
    for wrong in ("text", {"objective": 9}, {"objective": "a"}, {"unit": 3}, ["a"], None):
        study.set_user_attr("dctaxi:goal", wrong)
        assert read_trials(workspace, "theirs")["value"].tolist() == [2.0]


def test_a_study_of_this_program_says_itself_what_it_minimises(workspace):
    create_study(plan_of(), workspace)
    with pytest.raises(StudyError, match="says itself what it minimises"):
        choose_goal("study", 0, "ms", workspace)


def test_pruned_trials_bring_what_they_reported(workspace):
    study = make(workspace, direction="maximize")
    study.add_trial(create_trial(value=0.9, intermediate_values={1: 0.5, 2: 0.9}))
    study.add_trial(
        create_trial(state=TrialState.PRUNED, intermediate_values={1: 0.2, 2: math.nan})
    )

    frame = read_trials(workspace, "theirs")

    assert frame["status"].tolist() == ["finished", "stopped"]
    steps = [[(step, value) for step, _, value in curve] for curve in frame["curve"]]
    assert steps == [[(1, -0.5), (2, -0.9)], [(1, -0.2)]]
    assert all(math.isnan(train) for curve in frame["curve"] for _, train, _ in curve)


@pytest.mark.parametrize("status", ["ok", "failed", "waiting", 3])
def test_how_a_trial_ended_is_what_optuna_says_whatever_its_program_calls_a_status(
    workspace, status
):
    study = make(workspace)
    study.add_trial(create_trial(value=1.0, user_attrs={"status": status}))
    study.add_trial(create_trial(state=TrialState.FAIL, user_attrs={"status": "finished"}))

    frame = read_trials(workspace, "theirs")

    assert frame["status"].tolist() == ["finished", "failed"]
    assert with_optuna(workspace).equals(frame)


def test_trials_that_break_a_constraint_are_set_aside(workspace):
    study = make(workspace)
    fine = create_trial(value=3.0, system_attrs={"constraints": [-1.0, 0.0]})
    old = create_trial(value=1.0, system_attrs={"constraints": [-1.0, 0.5]})
    study.add_trials([fine, old])
    trial = study.ask()
    trial.set_constraint("weight", 2.0)
    study.tell(trial, 0.5)

    frame = read_trials(workspace, "theirs")

    assert frame["status"].tolist() == ["finished", "infeasible", "infeasible"]
    assert frame["value"].isna().tolist() == [False, True, True]
    assert frame["message"].tolist()[1] == "it breaks a constraint; it scored 1"
    assert with_optuna(workspace)["status"].equals(frame["status"])
    for (summary,) in (read_studies(workspace), summaries_with_optuna(workspace)):
        assert summary.best.trial == 0


def test_a_category_none_and_infinities_are_read(workspace):
    choices = CategoricalDistribution([None, "l2"])
    space = {"penalty": choices, "c": FloatDistribution(0.0, 1.0)}
    study = make(workspace)
    for penalty, value in ((None, math.inf), ("l2", -math.inf), (None, 1.0)):
        params = {"penalty": penalty, "c": 0.5}
        study.add_trial(create_trial(value=value, params=params, distributions=space))

    frame, parameters = frames.read_trials_and_parameters(workspace, "theirs")

    assert frame["value"].tolist() == [math.inf, -math.inf, 1.0]
    assert frame["params_penalty"].isna().tolist() == [True, False, True]
    assert {p.name: p.choices for p in parameters}["penalty"] == (None, "l2")
    assert read_studies(workspace)[0].best.value == 1.0


def test_trials_that_are_left_out_count_in_nothing_and_come_back(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, 2.0, None])
    reader = TrialReader()
    before = reader.read(workspace, "study")[0]

    assert leave_out("study", [1, 3], workspace) == {1, 3}

    frame = reader.read(workspace, "study")[0]
    assert frame["status"].tolist() == ["finished", "left out", "finished", "left out"]
    assert np.isnan(frame["value"][1])
    assert frame["message"][1] == "it was left out; it scored 1"
    assert frame.equals(read_trials(workspace, "study"))
    for (summary,) in (read_studies(workspace), summaries_with_optuna(workspace)):
        assert summary.best.trial == 2
    assert study_progress(workspace, "study").numbers.tolist() == [0, 2]

    assert take_back("study", [1, 3], workspace) == frozenset()
    assert reader.read(workspace, "study")[0].equals(before)


def test_only_trials_that_are_there_are_left_out(workspace):
    keep_study(plan_of(), workspace, [3.0])
    with pytest.raises(StudyError, match="has no trial 7"):
        leave_out("study", [0, 7], workspace)
    assert left_out_of(find_study("study", workspace).user_attrs) == frozenset()


@pytest.mark.parametrize("kept", ["text", [1.5], [True], [-1], {"a": 1}])
def test_what_is_no_list_of_numbers_leaves_nothing_out(kept):
    assert left_out_of({"dctaxi:left-out": kept}) == frozenset()


def test_what_two_tabs_leave_out_at_once_is_all_left_out(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, 2.0, 4.0])
    with ThreadPoolExecutor(4) as tabs:
        list(tabs.map(lambda number: leave_out("study", [number], workspace), range(4)))
    assert left_out_of(find_study("study", workspace).user_attrs) == {0, 1, 2, 3}
