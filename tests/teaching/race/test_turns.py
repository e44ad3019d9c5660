import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.errors import DcTaxiError, PopulationError, WorkspaceError
from dctaxi.plots.learn.race import race_data, race_text
from dctaxi.populations import train
from dctaxi.populations.rows import InMemory
from dctaxi.searches.lane import lane_seed
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, create_study, run_study
from dctaxi.teaching.race import RACES, RacePlan, standings, verdict
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

SPACE = PRESETS["first"].space


def plan_of(**changes):
    return RacePlan(
        **{"space": SPACE, "samplers": ("random", "tpe"), "repeats": 2, "n_trials": 24} | changes
    )


def race(plan, workspace, **options):
    return train(plan, RACES, workspace, **{"engine": FakeEngine()} | options)


def test_every_lane_has_its_trials_and_the_race_is_kept(workspace):
    plan = plan_of()
    result = race(plan, workspace)
    assert result.complete
    assert list(result.frame["member"]) == list(range(96))
    counts = result.frame.groupby(["sampler", "repeat"])["trial"].apply(list)
    assert all(trials == list(range(24)) for trials in counts)
    kept = RACES.load(plan.key, workspace)
    assert kept.plan == plan
    pd.testing.assert_frame_equal(kept.frame, result.frame, check_dtype=False)


def test_a_lane_asks_as_a_study_with_its_seed_does(workspace):
    plan = plan_of(samplers=("tpe",), repeats=1)
    result = race(plan, workspace)
    study = StudyPlan(
        "same", SPACE, sampler="tpe", sampler_seed=lane_seed(0, "tpe", 0), n_trials=24
    )
    create_study(study, workspace)
    run_study("same", workspace, engine=FakeEngine())
    trials = read_trials(workspace, "same").sort_values("number")
    np.testing.assert_array_equal(result.frame["params_lr"], trials["params_lr"])
    np.testing.assert_allclose(result.values, trials["value"])


def test_a_sampler_gives_the_same_lanes_whoever_else_takes_part(workspace):
    alone = race(plan_of(samplers=("tpe",)), workspace)
    both = race(plan_of(), workspace)
    tpe = both.frame[both.frame["sampler"] == "tpe"]
    np.testing.assert_array_equal(tpe["params_lr"], alone.frame["params_lr"])
    lr = both.frame.pivot_table(index="trial", columns=["sampler", "repeat"], values="params_lr")
    assert len(set(lr.iloc[0])) == 4


def test_one_at_a_time_every_trial_is_trained_before_the_next_is_chosen(workspace):
    engine = FakeEngine()
    race(plan_of(one_at_a_time=True, n_trials=5), workspace, engine=engine)
    assert engine.round_sizes == [4] * 5


def test_a_stopped_race_goes_on_as_if_it_had_never_stopped(workspace, tmp_path):
    whole = race(plan_of(), Workspace(tmp_path / "other", f"sqlite:///{tmp_path / 'o.db'}"))
    trained = 0

    def count(number):
        nonlocal trained
        trained = number + 1

    first = FakeEngine(before_each=count)
    stopped = race(plan_of(), workspace, engine=first, should_stop=lambda: trained >= 61)
    assert not stopped.complete
    assert len(stopped.frame) == len(first.trained) == 61
    second = FakeEngine()
    result = race(plan_of(), workspace, engine=second)
    assert len(second.trained) == 96 - 61
    ours, theirs = (r.frame.drop(columns="ask_s") for r in (result, whole))
    pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)
    assert race(plan_of(), workspace, engine=second).complete
    assert len(second.trained) == 96 - 61


def test_a_race_for_another_objective_is_another_race(workspace):
    race(plan_of(n_trials=12), workspace)
    engine = FakeEngine()
    other = race(plan_of(n_trials=12, objective="val_rmse"), workspace, engine=engine)
    assert other.plan.objective == "val_rmse"
    assert len(engine.trained) == 48


@pytest.mark.parametrize("reason", ["a file in its place", "no right to write"])
def test_no_race_is_trained_where_none_could_be_kept(workspace, monkeypatch, reason):
    if reason == "no right to write":
        monkeypatch.setattr("os.access", lambda path, _mode: path.name != "races")
    else:
        (workspace.root / "races").write_text("in the way")
    engine = FakeEngine()
    with pytest.raises((PopulationError, WorkspaceError), match="DCTAXI_HOME"):
        race(plan_of(), workspace, engine=engine)
    assert not engine.trained


def test_the_lines_end_at_the_medians_that_are_told(workspace):
    for repeats in (3, 4):
        result = race(plan_of(repeats=repeats), workspace)
        ends = {each.sampler: each.median[-1] for each in standings(result)}
        assert ends == pytest.approx(dict(verdict(result).medians))


def test_before_its_end_a_race_says_how_many_searches_count(workspace):
    whole = race(plan_of(), workspace)
    half = replace(whole, rows=InMemory(whole.frame[whole.frame["sampler"] == "tpe"]))
    assert race_text(race_data(half)).startswith("So far 2 of 4 searches have ended. TPE ends at")
    assert "So far" not in race_text(race_data(whole))


def test_diverged_trainings_are_failed_trials(workspace):
    result = race(plan_of(), workspace, engine=FakeEngine(diverges=lambda s: s.lr > 0.05))
    lost = np.isnan(result.values)
    assert (result.frame["params_lr"][lost] > 0.05).all()
    assert 0 < lost.sum() < 96


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"samplers": ()}, "choose who races"),
        ({"samplers": ("tpe", "tpe")}, "choose who races"),
        ({"samplers": ("best",)}, "Expected one of the samplers"),
        ({"repeats": 0}, "repeats"),
        ({"n_trials": 1001}, "n_trials"),
        ({"seed": -1}, "seed"),
        ({"one_at_a_time": 1}, "one_at_a_time"),
    ],
)
def test_refuses_a_race_that_is_none(changes, words):
    with pytest.raises(DcTaxiError, match=words):
        plan_of(**changes)


def test_a_plan_survives_json():
    plan = plan_of(one_at_a_time=True, seed=7)
    assert RACES._plan_from_json(json.loads(json.dumps(plan.to_json()))) == plan
    with pytest.raises(PopulationError):
        RACES._plan_from_json({**plan.to_json(), "kind": "population"})
