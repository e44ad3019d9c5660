import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi import timing
from dctaxi.data import SampleSource, load
from dctaxi.populations import PopulationPlan, RepeatedTrial, RepeatPlan, Search
from dctaxi.samplers import SAMPLERS
from dctaxi.space import PRESETS, Fixed
from dctaxi.study import StudyPlan
from dctaxi.study import list_studies as studies_of
from dctaxi.study.report import Spent
from dctaxi.teaching.race import RacePlan
from dctaxi.timing import forecast
from dctaxi.timing.forecast import mean_work_of, work_of_plan
from dctaxi.timing.recording import with_spent
from dctaxi.training import Work, work_of
from dctaxi.workspace import Workspace
from tests.fake_engine import install

FORTY_STEPS = PRESETS["chapter"].space.replace("max_batches", Fixed(40))
PLAN = StudyPlan("study", FORTY_STEPS, n_trials=100, source=SampleSource(rows=60))
WORK = mean_work_of(FORTY_STEPS, "raw")


@pytest.fixture(autouse=True)
def on_disk(monkeypatch):
    """Let the kernel's code be there, whichever tests ran before."""
    monkeypatch.setattr(forecast, "is_on_disk", lambda: True)


def measured(workspace, plan=PLAN, *, trials=100, **seconds):
    """Keep that rounds of ten took these seconds, and that it begins at once."""
    spent = Spent(0, trials // 10, trials, WORK.times(trials), **seconds)
    machine = with_spent(timing.read_machine(workspace), plan, spent)
    for use in ("first", "again"):
        machine = machine.having(f"begin/{plan.engine}/{use}", 1, 1.0, 1e-6)
    timing.keep_machine(machine, workspace)


def test_says_that_nothing_was_measured(workspace):
    estimate = timing.estimate(PLAN, workspace)

    assert not estimate.measured
    assert "nothing has been measured on this machine yet" in estimate.text.lower()
    assert estimate.seconds > 0


def test_gives_back_what_was_measured(workspace):
    measured(workspace, ask_s=10.0, train_s=5.0, store_s=1.0)

    estimate = timing.estimate(PLAN, workspace)

    assert estimate.measured
    assert estimate.seconds == pytest.approx(16.0, rel=0.05)
    assert estimate.about == "about 16 s"
    assert estimate.sentence.startswith("Choosing 10 s, training 5 s, storing 1 s; as measured on")


def test_no_number_stands_twice(workspace):
    measured(workspace, ask_s=10.0, train_s=5.0, store_s=1.0)

    assert "16 s" not in timing.estimate(PLAN, workspace).sentence


def test_names_what_was_not_measured(workspace):
    measured(workspace, ask_s=1.0, train_s=5.0, store_s=1.0)
    other = dataclasses.replace(PLAN, sampler="cmaes", asker="optuna")

    estimate = timing.estimate(other, workspace)

    assert "not timed on this machine yet, so as another one takes: choosing" in estimate.sentence


def test_longer_trainings_take_longer(workspace):
    measured(workspace, ask_s=0.1, train_s=20.0, store_s=0.1)
    longer = dataclasses.replace(PLAN, space=FORTY_STEPS.replace("max_batches", Fixed(80)))

    one, two = (timing.estimate(plan, workspace).seconds for plan in (PLAN, longer))

    assert 1.4 < two / one < 2.0


def test_asking_grows_with_the_trials_as_the_sampler_does(workspace):
    measured(workspace, ask_s=1.0, train_s=0.01, store_s=0.01)
    many = dataclasses.replace(PLAN, n_trials=5000)

    assert timing.estimate(many, workspace).seconds > 60 * 1.0


@pytest.mark.parametrize("change", [{"engine": "lightning"}, {"device": "cuda"}])
def test_another_engine_or_device_is_not_called_measured(workspace, change):
    measured(workspace, ask_s=0.1, train_s=2.0, store_s=0.1)

    assert not timing.estimate(dataclasses.replace(PLAN, **change), workspace).measured


def test_a_time_limit_bounds_the_estimate(workspace):
    measured(workspace, ask_s=10.0, train_s=5.0, store_s=1.0)
    limited = dataclasses.replace(PLAN, timeout_s=4.0)

    estimate = timing.estimate(limited, workspace)
    only_time = timing.estimate(dataclasses.replace(limited, n_trials=None), workspace)

    assert estimate.seconds == only_time.seconds == 4.0
    assert estimate.about == "4 s, the time limit"
    fit = int(estimate.sentence.split()[1])
    assert 15 < fit < 45
    assert only_time.text == "4 s. The time limit decides."


def test_trainings_outside_a_study_go_by_the_same_measurements(workspace):
    measured(workspace, ask_s=10.0, train_s=5.0, store_s=1.0)
    plan = PopulationPlan(FORTY_STEPS, n=100)

    estimate = timing.estimate_trainings([plan, plan], workspace)

    assert estimate.measured
    assert 4.0 < estimate.seconds < 11.0
    assert "choosing" not in estimate.sentence


def test_a_race_pays_for_what_its_samplers_choose(workspace):
    plan = RacePlan(space=FORTY_STEPS, samplers=("random", "gp"), repeats=2, n_trials=30)

    assert plan.searches == (
        Search("random", plan.asker, 30, 2, 64),
        Search("gp", "optuna", 30, 2, 5),
    )
    chosen_s = 2 * 15 * SAMPLERS["gp"].ask_s.after(20)
    assert timing.estimate_trainings([plan], workspace).seconds > chosen_s


def test_repeats_cost_what_their_trials_do_not_what_the_space_might():
    space = PRESETS["chapter"].space
    specs = space.spec_of(params := {**_params(space), "max_batches": 50, "batch_size": 50})
    plan = RepeatPlan(space=space, trials=(RepeatedTrial(0, params, 1.0),), seeds=(1, 2, 3))

    assert work_of_plan(plan) == work_of([specs], 8).times(3)


def _params(space):
    from dctaxi.space import draw

    return dict(next(iter(draw(space, 1, 0))))


def test_a_calibration_measures_all_that_an_estimate_is_made_of(workspace, monkeypatch):
    engine = install(monkeypatch)

    timing.calibrate(PLAN, engine, load(PLAN.source, "raw", workspace), workspace)

    assert engine.round_sizes == [10, 10, 10, 10, 10, 256]
    seen = timing.read_machine(workspace).seen
    assert {name.split("/")[0] for name in seen} == {"ask", "train", "store", "begin"}
    assert timing.estimate(PLAN, workspace).measured
    assert not studies_of(workspace)


def test_work_counts_trainings_steps_and_operations():
    spec = PRESETS["chapter"].space.spec_of(_params(PRESETS["chapter"].space))

    one, two = work_of([spec], 8), work_of([spec, spec], 8)

    assert two == one.times(2) == one.plus(one)
    assert one.steps == spec.max_batches
    assert Work().plus(one) == one


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0123, "12 ms"), (0.5, "0.5 s"), (4.32, "4.3 s"), (65, "65 s"), (600, "10 min"),
     (9000, "2.5 h"), (0, "1 ms"), (99.7, "1.7 min"), (5_380, "90 min"), (250_000, "69 h"),
     (1e6, "12 days"), (1e7, "120 days"), (1e9, "32 years"), (1e308, "1,000,000 years")],
)  # fmt: skip
def test_durations_in_words(seconds, words):
    assert timing.in_words(seconds) == words


@given(st.floats(0, 1e12))
def test_a_duration_in_words_is_within_a_twentieth_and_has_no_exponent(seconds):
    number, unit = timing.in_words(seconds).split()
    length = {"ms": 0.001, "s": 1, "min": 60, "h": 3_600, "days": 86_400, "years": 31_536_000}[unit]
    assert "e" not in number
    assert float(number.replace(",", "")) * length == pytest.approx(seconds, rel=0.051, abs=0.001)


def test_a_measurement_that_cannot_be_kept_fails_no_study(tmp_path):
    (tmp_path / "file").touch()
    workspace = Workspace(tmp_path / "file" / "below", f"sqlite:///{tmp_path}/studies.db")
    measured(workspace, ask_s=1.0, train_s=1.0, store_s=1.0)

    assert timing.read_machine(workspace) == timing.Machine()


def test_several_seeds_take_so_many_times_the_training(workspace):
    measured(workspace, ask_s=1.0, train_s=5.0, store_s=1.0)
    four = dataclasses.replace(PLAN, seeds_per_trial=4)
    # A call of the engine has a cost of its own, which four seeds share.
    assert 15.0 < timing.estimate(four, workspace).seconds <= 22.1
    one, many = (PopulationPlan(FORTY_STEPS, 64, seeds_per_trial=seeds) for seeds in (1, 4))
    assert work_of_plan(many) == work_of_plan(one).times(4)
