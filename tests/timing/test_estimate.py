import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi import timing
from dctaxi.data import SampleSource
from dctaxi.populations import PopulationPlan, RepeatedTrial, RepeatPlan, Search
from dctaxi.samplers import SAMPLERS
from dctaxi.space import PRESETS, Fixed, draw, draw_specs
from dctaxi.study import StudyPlan
from dctaxi.teaching.race import RacePlan
from dctaxi.timing import RATES, Estimate, reference
from dctaxi.timing.reference import fit_work, mean_work_of, plan_work, study_work
from dctaxi.training import Work, work_of

CHAPTER = PRESETS["chapter"].space
FORTY_STEPS = CHAPTER.replace("max_batches", Fixed(40))
PLAN = StudyPlan("study", FORTY_STEPS, n_trials=100, source=SampleSource(rows=60))
POPULATION = PopulationPlan(FORTY_STEPS, n=100)


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """Let every engine have been used before, whichever tests ran, on two cores wherever they run.

    On sixty-four a small round leaves most of them idle, and four seeds take no longer than one.
    """
    monkeypatch.setattr(reference, "is_ready", lambda _engine: True)
    monkeypatch.setattr(reference, "usable_cores", lambda: 2)


def measured(work, *, times=1.0):
    for name, seconds in work.items():
        RATES.note(name, seconds, times * seconds)


def test_the_reference_machine_stands_until_something_was_measured():
    known = timing.estimate_trainings([POPULATION])

    assert known == Estimate(pytest.approx(sum(plan_work(POPULATION).values())), measured=False)


def test_what_was_measured_goes_by_this_machine():
    measured(plan_work(POPULATION), times=2.0)
    known = timing.estimate_trainings([POPULATION])

    assert known == Estimate(pytest.approx(2 * sum(plan_work(POPULATION).values())))
    assert known.text == f"about {timing.in_words(known.seconds)}"


@pytest.mark.parametrize(
    ("known", "text"),
    [(Estimate(2.4), "about 2.4 s"), (Estimate(270.0, measured=False), "about 4.5 min"),
     (Estimate(4.0, limited=True), "4 s, the time limit"), (Estimate(2.0).times(0.5), "about 1 s")],
)  # fmt: skip
def test_an_estimate_in_words(known, text):
    assert known.text == text


def test_a_study_pays_for_asking_training_and_storing():
    measured(study_work(PLAN, 100))

    asked_s, trained_s, stored_s = study_work(PLAN, 100).values()
    assert timing.estimate(PLAN).seconds == pytest.approx(0.1 + asked_s + trained_s + stored_s)
    assert asked_s == pytest.approx(100 * SAMPLERS["tpe"].fast.ask_s.after(60), rel=0.5)


def test_an_estimate_is_not_measured_where_a_part_that_counts_is_not():
    measured(study_work(PLAN, 100))
    gp = dataclasses.replace(PLAN, sampler="gp", asker="optuna")

    assert not timing.estimate(gp).measured
    assert timing.estimate(PLAN).measured


def test_an_engine_that_must_be_loaded_and_compiled_comes_first(monkeypatch):
    monkeypatch.setattr(reference, "is_ready", lambda _engine: False)
    monkeypatch.setattr(reference, "is_on_disk", lambda: True)
    loaded = timing.estimate(PLAN).seconds
    monkeypatch.setattr(reference, "is_on_disk", lambda: False)

    assert timing.estimate(PLAN).seconds == pytest.approx(loaded + 18.0)
    both = timing.estimate_trainings([POPULATION, POPULATION]).seconds
    assert both == pytest.approx(18.9 + 2 * sum(plan_work(POPULATION).values()))


def test_wide_networks_and_long_trainings_take_as_much_longer_as_their_arithmetic():
    wide = PopulationPlan(PRESETS["wide"].space, n=100)
    ratio = sum(plan_work(wide).values()) / sum(plan_work(PopulationPlan(CHAPTER, n=100)).values())

    assert 50 < ratio < 200


def test_small_calls_use_fewer_cores(monkeypatch):
    monkeypatch.setattr(reference, "usable_cores", lambda: 64)
    alone = sum(plan_work(PopulationPlan(FORTY_STEPS, n=1)).values())
    few = sum(plan_work(PopulationPlan(FORTY_STEPS, n=32)).values())
    many = sum(plan_work(PopulationPlan(FORTY_STEPS, n=128)).values())

    assert few == pytest.approx(alone)
    assert many == pytest.approx(2 * few, rel=0.4)


def test_asking_grows_with_the_trials_as_the_sampler_does():
    first, later = (next(iter(study_work(PLAN, 10, first=first).values())) for first in (0, 1_000))

    assert later > 5 * first


@pytest.mark.parametrize("change", [{"engine": "lightning"}, {"device": "cuda"}])
def test_another_engine_or_device_has_a_rate_of_its_own(change):
    measured(plan_work(POPULATION), times=100.0)

    other = dataclasses.replace(POPULATION, **change)
    assert timing.estimate_trainings([other]).seconds == pytest.approx(
        sum(plan_work(other).values())
    )


def test_a_time_limit_bounds_the_estimate():
    measured(study_work(PLAN, 100), times=1000.0)
    limited = dataclasses.replace(PLAN, timeout_s=4.0)

    for plan in (limited, dataclasses.replace(limited, n_trials=None)):
        assert timing.estimate(plan) == Estimate(4.0, limited=True)
    assert not timing.estimate(dataclasses.replace(PLAN, timeout_s=1e9)).limited


def test_a_race_pays_for_what_its_samplers_choose():
    plan = RacePlan(space=FORTY_STEPS, samplers=("random", "gp"), repeats=2, n_trials=30)

    assert plan.searches == (
        Search("random", plan.asker, 30, 2, 64),
        Search("gp", "optuna", 30, 2, 5),
    )
    chosen_s = 2 * 15 * SAMPLERS["gp"].ask_s.after(20)
    assert plan_work(plan)["ask/gp/optuna"] > chosen_s


def test_repeats_cost_what_their_trials_do_not_what_the_space_might():
    params = dict(next(iter(draw(CHAPTER, 1, 0))))
    few, many = (
        RepeatPlan(
            space=CHAPTER,
            trials=(RepeatedTrial(0, {**params, "max_batches": steps}, 1.0),),
            seeds=(1, 2, 3),
        )
        for steps in (30, 50)
    )

    assert sum(plan_work(many).values()) > sum(plan_work(few).values())


def test_a_model_costs_its_trainings_and_the_trees_beside_it():
    specs = draw_specs(CHAPTER, 4, seed=0)
    measured(fit_work(specs, PLAN, 1_000), times=2.0)
    one, more_rows = (timing.estimate_fit(specs, PLAN, rows).seconds for rows in (1_000, 10**6))

    assert one == pytest.approx(2 * sum(fit_work(specs, PLAN, 1_000).values()))
    assert more_rows > one + 2.0


def test_a_busy_machine_makes_no_question_look_long():
    at_best = timing.seconds_at_best(POPULATION)
    measured(plan_work(POPULATION), times=100.0)
    assert timing.seconds_at_best(POPULATION) == at_best
    RATES.clear()
    measured(plan_work(POPULATION), times=0.5)
    assert timing.seconds_at_best(POPULATION) == pytest.approx(at_best / 2)


def test_several_seeds_take_so_many_times_the_training():
    four = dataclasses.replace(PLAN, seeds_per_trial=4)
    (_, trained, stored), (_, trained_4, stored_4) = (
        study_work(plan, 100).values() for plan in (PLAN, four)
    )

    assert stored == stored_4
    # A call of the engine has a cost of its own, which four seeds share.
    assert 3.0 < trained_4 / trained <= 4.0


def test_work_counts_trainings_steps_and_operations():
    spec = draw_specs(CHAPTER, 1, seed=0)[0]

    one, two = work_of([spec], 8), work_of([spec, spec], 8)

    assert two == one.times(2) == one.plus(one)
    assert one.steps == spec.max_batches
    assert Work().plus(one) == one
    assert mean_work_of(FORTY_STEPS, "raw").steps == pytest.approx(40)


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
