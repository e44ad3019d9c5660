"""What choosing a trial takes, for every sampler and whoever asks for it."""

from __future__ import annotations

import pytest

from benchmarks.asking import everybody, measure
from dctaxi.samplers import SAMPLERS
from dctaxi.space import PRESETS

SPACE = PRESETS["chapter"].space


def test_all_samplers_are_measured_and_the_fast_ones_with_either_asker():
    all_of_them = list(everybody([]))
    assert {sampler for sampler, _ in all_of_them} == set(SAMPLERS)
    assert [asker for sampler, asker in all_of_them if sampler == "tpe"] == ["optuna", "rustuna"]
    assert [asker for sampler, asker in all_of_them if sampler == "cmaes"] == ["optuna"]
    assert list(everybody(["tpe/rustuna", "qmc"])) == [("tpe", "rustuna"), ("qmc", "optuna")]


@pytest.mark.parametrize("asker", ["optuna", "rustuna"])
def test_a_time_stands_for_each_stretch_of_trials(asker):
    took = measure("random", asker, SPACE, 100)
    assert [one.trials for one in took] == sorted(one.trials for one in took)
    assert all(one.cpu_s >= 0 and one.wall_s > 0 for one in took)
    assert took[-1].trials < 100


def test_random_trials_may_be_there_before_the_first():
    (only,) = measure("tpe", "rustuna", SPACE, 60, first=50)
    assert 50 <= only.trials <= 60
