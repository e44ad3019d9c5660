"""Studies, spaces, links, lessons, what-ifs and landscapes of an earlier release open and train."""

import dataclasses
from typing import Any

import optuna
import pandas as pd
import pytest

from dctaxi.analysis.reading import read_studies, read_trials
from dctaxi.populations import LANDSCAPES, POPULATIONS, REPEATS, TrainedStore, trainings
from dctaxi.space import Choices, load_space, space_from_link, space_to_link
from dctaxi.study import find_study, judgement_of, list_studies, measure_study, run_study
from dctaxi.study.measuring import MEASURED
from dctaxi.teaching.lessons import lesson_from_link, lesson_to_link, parse_lesson
from dctaxi.teaching.race import RACES
from dctaxi.teaching.training_trace import TRACES
from dctaxi.workspace import Workspace

STUDIES = ("by tpe", "by random", "by qmc", "by gp", "by cmaes", "as printed", "a child")
STORES: tuple[TrainedStore[Any], ...] = (POPULATIONS, LANDSCAPES, REPEATS, TRACES, RACES)


def trials_from(name: str, first: int, workspace: Workspace) -> list[dict[str, Any]]:
    """Return the trials from a number on, in the form of ``told.json``."""
    study = optuna.load_study(study_name=name, storage=workspace.storage_url)
    return [
        {
            "number": trial.number,
            "value": trial.value,
            "internal": {
                key: trial.distributions[key].to_internal_repr(value)
                for key, value in sorted(trial.params.items())
            },
        }
        for trial in study.trials[first:]
    ]


def assert_same_trials(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    assert [one["number"] for one in found] == [one["number"] for one in expected]
    for one, other in zip(found, expected, strict=True):
        # Another processor may round a sum otherwise.
        assert one["value"] == pytest.approx(other["value"], rel=1e-9)
        assert one["internal"] == pytest.approx(other["internal"], rel=1e-9)


def test_every_study_is_one_of_this_program(earlier: Workspace) -> None:
    found = {entry.name: entry for entry in list_studies(earlier)}
    assert set(found) == {*STUDIES, "not begun"}
    assert all(entry.plan is not None for entry in found.values())


# What CMA-ES kept then were pickles, which are not read: it begins its search anew.
@pytest.mark.parametrize("name", [name for name in STUDIES if name != "by cmaes"])
def test_a_study_runs_on_as_it_would_have(
    name: str, earlier: Workspace, told: dict[str, Any]
) -> None:
    expected = told["run_on"][name]
    report = run_study(name, earlier, n_trials=told["more"])
    assert report.new == told["more"]
    assert_same_trials(trials_from(name, expected[0]["number"], earlier), expected)


def test_a_study_begins_with_the_trials_that_wait(earlier: Workspace, told: dict[str, Any]) -> None:
    expected = told["run_on"]["not begun"]
    run_study("not begun", earlier)
    assert_same_trials(trials_from("not begun", 0, earlier), expected)


def test_links_and_files_hold_the_same_space(earlier: Workspace, told: dict[str, Any]) -> None:
    plan = find_study("by tpe", earlier).plan
    assert plan is not None
    assert space_from_link(told["space_link"]) == load_space("small", earlier) == plan.space
    assert space_from_link(told["own_layers_link"]) == load_space("own layers", earlier)
    assert plan.space["num_layers"] == Choices((1, 2))


def test_the_address_of_a_space_stays(told: dict[str, Any]) -> None:
    for name in ("space_link", "own_layers_link"):
        assert space_to_link(space_from_link(told[name])) == told[name]


def test_a_lesson_opens_from_its_file_and_its_link(
    earlier: Workspace, told: dict[str, Any]
) -> None:
    lesson = lesson_from_link(told["lesson_link"])
    assert lesson == parse_lesson((earlier.root / "lesson.json").read_bytes())
    assert lesson.space == load_space("small", earlier)
    assert lesson.page == "new"  # *Space* of earlier releases is a part of *New study*
    assert lesson_from_link(lesson_to_link(lesson)) == lesson
    assert len(lesson.guess_plans()) == 2


@pytest.mark.parametrize("store", STORES, ids=lambda store: store._folder)
def test_what_was_trained_opens_under_its_id(store: TrainedStore[Any], earlier: Workspace) -> None:
    files = {path.stem for path in (earlier.root / store._folder).glob("*.parquet")}
    listed = store.list(earlier)
    assert files
    assert {one.id for one in listed} == files
    for one in listed:
        trained = store.load(one.id, earlier)
        assert trained.id == one.id  # a link to it, and the same question, find it
        assert trained.complete


@pytest.mark.parametrize("store", STORES[:4], ids=lambda store: store._folder)
def test_what_was_trained_trains_to_the_same_numbers(
    store: TrainedStore[Any], earlier: Workspace
) -> None:
    for one in store.list(earlier):
        before = store.load(one.id, earlier)
        store.delete(one.id, earlier)
        again = trainings.train(before.plan, store, earlier)
        was, now = (frame.sort_values("member") for frame in (before.frame, again.frame))
        numbers = set(was.select_dtypes("number"))
        for column in was.columns[was.notna().any()]:  # a column may be newer than the file
            expected = was[column].tolist()
            if column in numbers:
                expected = pytest.approx(expected, rel=1e-9, nan_ok=True)
            assert now[column].tolist() == expected, column


def test_a_new_title_stays_with_what_was_trained(earlier: Workspace) -> None:
    listed = POPULATIONS.list(earlier)
    POPULATIONS.rename(listed[0].id, "Another", earlier)
    renamed = POPULATIONS.list(earlier)
    assert {one.id for one in renamed} == {one.id for one in listed}
    assert POPULATIONS.load(listed[0].id, earlier).plan == dataclasses.replace(
        listed[0].plan, title="Another"
    )


@pytest.mark.usefixtures("compiled")
def test_its_studies_are_measured_and_no_value_changes(earlier: Workspace) -> None:
    for study in read_studies(earlier):
        before = read_trials(earlier, study.name)
        assert before["constant_objective"].isna().all()
        assert measure_study(study.name, earlier).complete
        after = read_trials(earlier, study.name)
        finished = after["state"] == "COMPLETE"
        assert after.loc[finished, ["val_rmse_all", "constant_objective"]].notna().all(axis=None)
        same = [column for column in before if column not in MEASURED]
        pd.testing.assert_frame_equal(after[same], before[same])
        judgement = judgement_of(find_study(study.name, earlier).user_attrs)
        assert (judgement is not None) == finished.any()
        if judgement is not None:
            assert judgement.trial == after.loc[after["value"].idxmin(), "number"]
