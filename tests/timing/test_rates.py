import dataclasses

import pytest

from dctaxi.data import SampleSource
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.space import PRESETS
from dctaxi.study import StudyPlan
from dctaxi.study.report import Spent
from dctaxi.teaching.race import RACES, RacePlan
from dctaxi.timing import RATES, note_trained, timed_run
from dctaxi.timing.rates import Rates, note_round
from dctaxi.timing.reference import mean_work_of, plan_work, study_work
from dctaxi.timing.timed_run import StudyClock
from tests.fake_engine import FakeEngine
from tests.timing.test_clock import BEGUN

CHAPTER = PRESETS["chapter"].space
PLAN = StudyPlan("study", CHAPTER, source=SampleSource(rows=60))


def test_a_rate_is_what_was_taken_over_the_reference() -> None:
    rates = Rates()
    assert rates.rate("train") is None
    rates.note("train", 2.0, 6.0)
    assert rates.rate("train") == 3.0
    rates.clear()
    assert rates.rate("train") is None


def test_the_latest_measurement_counts_most_and_the_longest_too() -> None:
    rates = Rates()
    rates.note("train", 1.0, 1.0)
    rates.note("train", 1.0, 3.0)
    assert rates.rate("train") == pytest.approx((0.8 * 1.0 + 3.0) / 1.8)
    rates.note("train", 100.0, 200.0)
    assert rates.rate("train") == pytest.approx(2.0, rel=0.01)


@pytest.mark.parametrize(
    ("reference_s", "taken_s"), [(0, 1), (1, 0), (1, float("nan")), (-1, 1), (1, float("inf"))]
)
def test_what_says_nothing_changes_nothing(reference_s: float, taken_s: float) -> None:
    rates = Rates()
    rates.note("train", reference_s, taken_s)
    assert rates.rate("train") is None


def spent(trials: int = 10) -> Spent:
    work = mean_work_of(CHAPTER, PLAN.feature_set).times(trials)
    return Spent(50, 1, trials, work, ask_s=3.0, train_s=5.0, store_s=7.0)


def rates_of_study() -> list[float | None]:
    return [RATES.rate(name) for name in study_work(PLAN, 10)]


def test_a_round_measures_asking_training_and_storing() -> None:
    note_round(PLAN, spent())
    work = study_work(PLAN, 10, first=50)
    taken = dict(zip(work, (3.0, 5.0, 7.0), strict=True))
    for name, reference_s in work.items():
        assert RATES.rate(name) == pytest.approx(taken[name] / reference_s)


@pytest.mark.parametrize(
    ("ready", "measured"),
    [(False, [[False] * 3, [False, True, True], [True] * 3]),
     (True, [[False, True, True], [False, True, True], [True] * 3])],
)  # fmt: skip
def test_rounds_in_which_something_loads_are_not_measured(
    ready: bool, measured: list[list[bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timed_run, "is_ready", lambda _engine: ready)
    clock = StudyClock(PLAN)
    for after in measured:
        clock.left_s(dataclasses.replace(BEGUN, spent=spent()))
        assert [rate is not None for rate in rates_of_study()] == after


def test_a_round_that_was_cut_short_measures_nothing() -> None:
    note_round(PLAN, dataclasses.replace(spent(), trials=0))
    assert rates_of_study() == [None, None, None]


def test_seconds_in_which_others_trained_do_not_count(workspace) -> None:
    plan = PopulationPlan(CHAPTER, n=20, source=SampleSource(rows=60))
    trained = train(plan, POPULATIONS, workspace, engine=FakeEngine())
    ((name, reference_s),) = plan_work(plan).items()
    for wall_s, waited_s in ((2.0, 0.0), (9.0, 7.0)):
        RATES.clear()
        note_trained(dataclasses.replace(trained, wall_s=wall_s), waited_s=waited_s)
        assert RATES.rate(name) == pytest.approx(2.0 / reference_s)


def test_a_race_measures_its_samplers_and_its_trainings_apart(workspace) -> None:
    plan = RacePlan(
        space=CHAPTER, source=SampleSource(rows=60), samplers=("tpe", "random"), repeats=2,
        n_trials=20,
    )  # fmt: skip
    trained = train(plan, RACES, workspace, engine=FakeEngine())
    note_trained(trained)
    training, *asking = plan_work(plan).items()
    asked = trained.frame.groupby("sampler")["ask_s"].sum()
    for search, (name, reference_s) in zip(plan.searches, asking, strict=True):
        assert RATES.rate(name) == pytest.approx(asked[search.sampler] / reference_s)
    trained_s = trained.wall_s - asked.sum()
    assert RATES.rate(training[0]) == pytest.approx(trained_s / training[1])
