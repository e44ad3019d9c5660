import dataclasses

import pytest

from dctaxi.errors import StudyError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.study import MAX_RUNS, create_study, find_study, plans_again, repeated_of, same_search
from dctaxi.workspace import Workspace
from tests.studies import plan_of


def test_runs_differ_from_the_study_in_name_and_seed_alone() -> None:
    plan = plan_of("first", sampler_seed=42)
    runs = plans_again(plan, 3, [plan], ["first"])
    assert [run.name for run in runs] == ["first-seed-43", "first-seed-44", "first-seed-45"]
    assert [run.sampler_seed for run in runs] == [43, 44, 45]
    assert all(same_search(plan, run) for run in runs)


def test_seeds_and_names_that_are_taken_are_left_out() -> None:
    plan = plan_of("first", sampler_seed=42)
    same = dataclasses.replace(plan, name="mine", sampler_seed=43)
    other = dataclasses.replace(plan, name="other", sampler_seed=44, sampler="random")
    runs = plans_again(plan, 2, [plan, same, other], ["first", "mine", "first-seed-45"])
    assert [(run.name, run.sampler_seed) for run in runs] == [
        ("first-seed-44", 44),
        ("first-seed-46", 46),
    ]


def test_a_long_name_is_shortened() -> None:
    (run,) = plans_again(plan_of("a" * MAX_NAME_LENGTH), 1, [], [])
    assert len(run.name) == MAX_NAME_LENGTH
    assert run.name.endswith("-seed-43")


@pytest.mark.parametrize("runs", [0, MAX_RUNS + 1])
def test_too_few_or_too_many_runs_are_refused(runs: int) -> None:
    with pytest.raises(StudyError, match=f"from 1 to {MAX_RUNS} runs"):
        plans_again(plan_of(), runs, [], [])


def test_a_study_that_continues_another_is_not_run_again() -> None:
    with pytest.raises(StudyError, match="continues 'first'"):
        plans_again(plan_of("child", parent="first"), 1, [], [])


def test_a_study_says_which_one_it_runs_again(workspace: Workspace) -> None:
    create_study(plan_of("first"), workspace)
    create_study(plan_of("second"), workspace, repeats="first")
    found = {name: find_study(name, workspace).user_attrs for name in ("first", "second")}
    assert repeated_of(found["first"]) is None
    assert repeated_of(found["second"]) == "first"
    assert repeated_of({"dctaxi:repeated": 3}) is None
