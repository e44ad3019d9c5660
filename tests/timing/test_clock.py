import dataclasses

import pytest

from dctaxi.data import SampleSource
from dctaxi.samplers import SAMPLERS
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan, StudyProgress
from dctaxi.study.report import Spent
from dctaxi.timing import timed_run
from dctaxi.timing.reference import mean_work_of
from dctaxi.timing.timed_run import StudyClock

PLAN = StudyPlan("study", PRESETS["chapter"].space, sampler="gp", asker="optuna", n_trials=100,
                 source=SampleSource(rows=60))  # fmt: skip
BEGUN = StudyProgress(
    phase="running", done=50, failed=0, total=100, new=50, in_round=0, round_size=5,
    best_value=None, best_number=None, best_constant=None, best_params={}, latest_curve=(),
    elapsed_s=100.0, time_left_s=None, device="cpu", doing="choosing trial 1 of 5",
)  # fmt: skip


@pytest.fixture
def now(monkeypatch):
    moment = [1000.0]
    monkeypatch.setattr(timed_run.time, "monotonic", lambda: moment[0])
    return moment


def spent(known, ask_s):
    work = mean_work_of(PLAN.space, "raw").times(5)
    return Spent(known, 1, 5, work, ask_s, 0.01, 0.01)


def test_a_new_run_goes_by_the_model():
    left = StudyClock(PLAN).left_s(dataclasses.replace(BEGUN, done=0, new=0))

    assert left > 80 * SAMPLERS[PLAN.sampler].ask_s.after(60)


def test_the_run_itself_corrects_the_model(now):
    follows = StudyClock(PLAN)
    before = follows.left_s(BEGUN)
    now[0] += 50
    after = follows.left_s(dataclasses.replace(BEGUN, done=55, new=55, spent=spent(50, 50.0)))

    assert before < 300
    assert after == pytest.approx(45 * 10.0, rel=0.3)


def test_a_round_that_takes_longer_than_it_should_is_not_over_at_once(now):
    follows = StudyClock(PLAN)
    last = dataclasses.replace(BEGUN, done=95, new=95)
    follows.left_s(dataclasses.replace(last, spent=spent(90, 15.0)))
    now[0] += 500

    assert follows.left_s(last) > 2.0


def test_a_time_limit_bounds_what_is_left():
    limited = dataclasses.replace(BEGUN, time_left_s=3.0)

    assert StudyClock(PLAN).left_s(limited) == 3.0
    only_time = dataclasses.replace(limited, total=None)
    assert StudyClock(PLAN).left_s(only_time) == 3.0
    assert StudyClock(PLAN).left_s(dataclasses.replace(only_time, time_left_s=None)) is None


def test_nothing_is_left_of_a_study_that_has_its_trials():
    done = dataclasses.replace(BEGUN, done=100, new=100)

    assert StudyClock(PLAN).left_s(done) == 0.0
