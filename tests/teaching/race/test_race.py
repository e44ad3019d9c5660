import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.reading.frames import read_trials
from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.plots.learn.race import race_data, race_text
from dctaxi.space.presets import PRESETS
from dctaxi.study.lifecycle import create_study, run_study
from dctaxi.study.plan import StudyPlan
from dctaxi.teaching.race.lane import lane_seed
from dctaxi.teaching.race.race import RACES, RacePlan, run_race
from dctaxi.teaching.race.statistics import standings, verdict
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

SPACE = PRESETS["quick"].space


def plan_of(**changes):
    return RacePlan(
        **{"space": SPACE, "samplers": ("random", "tpe"), "repeats": 2, "n_trials": 24} | changes
    )


def race(plan, workspace, **options):
    return run_race(plan, RACES, workspace, **{"engine": FakeEngine()} | options)


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


def test_the_lines_end_at_the_medians_that_are_told(workspace):
    for repeats in (3, 4):
        result = race(plan_of(repeats=repeats), workspace)
        ends = {each.sampler: each.median[-1] for each in standings(result)}
        assert ends == pytest.approx(dict(verdict(result).medians))


def test_before_its_end_a_race_says_how_many_searches_count(workspace):
    whole = race(plan_of(), workspace)
    half = replace(whole, frame=whole.frame[whole.frame["sampler"] == "tpe"])
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
