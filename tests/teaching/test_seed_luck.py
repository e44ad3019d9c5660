import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import Parameter
from dctaxi.errors import LessonError, StudyError
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.records import TrialSpec
from dctaxi.study import leave_out
from dctaxi.teaching.lessons.shipped import SHIPPED
from dctaxi.teaching.seed_luck import (
    Winner,
    random_search,
    seed_importance_text,
    seed_luck,
    seed_luck_sentences,
    seeds_of,
    setting_of_study,
    winner_of_population,
    winner_of_study,
)
from tests.fake_engine import FakeEngine, every
from tests.studies import keep_study, plan_of, train_study

SPEC = TrialSpec(7, (3, 5), True, "Adam", 0.03, 16, 45)


def winner(value: float = 5.0, values: tuple[float, ...] = (5.0, 9.0, 13.0, 17.0)) -> Winner:
    return Winner(0, SPEC, value, np.array(values), "a study")


def test_the_seeds_change_nothing_but_the_seed():
    specs = seeds_of(winner(), 50).specs()
    assert len({spec.seed for spec in specs}) == 50
    assert {dataclasses.replace(spec, seed=SPEC.seed) for spec in specs} == {SPEC}


def test_counts_the_seeds_that_do_as_well_and_the_widths_of_both_middles():
    luck = seed_luck(winner(), [4.0, 5.0, 6.0, 7.0, np.nan])
    assert luck.as_good.value == 0.4
    assert luck.median.value == 6.0
    assert luck.middle == (5.0, 7.0)
    assert luck.study_middle == (8.0, 14.0)
    assert luck.luck_share == pytest.approx(2 / 6)
    stands, spreads = seed_luck_sentences(luck)
    assert "40.0%" in stands
    assert stands.endswith("these are too few repeats to tell whether it holds.")
    assert "over 2.00 USD (5.00 to 7.00)" in spreads
    assert "33% of that width" in spreads


def test_a_winner_that_no_seed_reaches_was_lucky():
    stands, _ = seed_luck_sentences(seed_luck(winner(1.0), [4.0, 5.0, 6.0] * 2))
    assert stands.endswith("it was lucky.")
    stands, _ = seed_luck_sentences(seed_luck(winner(9.0), [4.0, 5.0, 6.0] * 2))
    assert stands.endswith("it holds.")


@given(st.lists(st.floats(0.1, 1e3), min_size=1, max_size=80), st.floats(0.1, 1e3))
def test_the_share_lies_in_its_interval_and_the_quartiles_in_order(values, score):
    luck = seed_luck(winner(score), values)
    assert luck.as_good.low <= luck.as_good.value <= luck.as_good.high
    assert luck.as_good.value == np.mean(np.array(values) <= score)
    assert luck.middle[0] <= luck.median.value <= luck.middle[1]


def test_refuses_seeds_that_all_diverged():
    with pytest.raises(LessonError, match="always diverges"):
        seed_luck(winner(), [np.nan, np.nan])


def test_a_search_by_chance_has_the_best_of_its_trainings_as_winner(workspace):
    engine = FakeEngine()
    population = train(random_search(), POPULATIONS, workspace, engine=engine)
    best = winner_of_population(population)
    assert best.value == population.values.min()
    assert best.spec == population.plan.specs()[int(np.argmin(population.values))]
    assert len(best.values) == 100


def test_a_search_without_a_result_has_no_winner(workspace):
    engine = FakeEngine(diverges=every)
    population = train(random_search(), POPULATIONS, workspace, engine=engine)
    with pytest.raises(LessonError, match="no winner"):
        winner_of_population(population)


def test_a_studys_winner_is_its_best_trial(workspace):
    train_study(workspace, "six", n_trials=6)
    best = winner_of_study("six", workspace)
    assert best.value == best.values.min()
    assert len(best.values) == 6
    assert best.of == "six"
    assert setting_of_study("six", workspace)["origin"] == "six"
    with pytest.raises(StudyError):
        winner_of_study("none", workspace)


def test_trials_of_a_study_without_a_result_count_as_the_worst_of_its_spread(workspace):
    keep_study(plan_of("some"), workspace, [3.0, None, 1.0, None, None])
    best = winner_of_study("some", workspace)
    assert (best.number, best.value) == (2, 1.0)
    assert len(best.values) == 5
    luck = seed_luck(best, [1.0, 2.0])
    assert luck.study_middle == (3.0, np.inf)
    assert luck.luck_share is None
    assert seed_luck_sentences(luck)[1].endswith("spread it from 3.00 USD to no result at all.")


def test_seeds_that_mostly_diverge_have_no_middle_half_in_usd():
    lost = np.full(63, np.nan)
    stands, spreads = seed_luck_sentences(seed_luck(winner(), [5.0, *lost]))
    assert "there is no typical score" in stands
    assert "middle half of them over trainings without a result;" in spreads
    assert "of that width" not in spreads


def test_a_trial_that_was_left_out_is_no_winner_and_no_part_of_the_spread(workspace):
    keep_study(plan_of("some"), workspace, [3.0, 1.0, 2.0, 2.5])
    leave_out("some", [1], workspace)
    best = winner_of_study("some", workspace)
    assert (best.number, best.values.tolist()) == (2, [3.0, 2.0, 2.5])


def test_the_lesson_on_the_seed_tells_of_a_best_that_was_really_trained(workspace):
    lesson = SHIPPED["seed"]
    (option,) = lesson.guess.options
    told = PopulationPlan(option.space, 100, feature_set=lesson.feature_set)
    best = np.nanmin(train(told, POPULATIONS, workspace).values)
    assert f"shows you only the best one, {best:.2f} USD" in lesson.task
    assert "trained another configuration with 100 seeds" in lesson.task


SEED = Parameter("seed", "int", 0, 2**31 - 2)
LR = Parameter("lr", "float", 0.01, 0.1, log=True)


def trials(**params):
    numbers = np.arange(60)
    values = np.random.default_rng(1).normal(10, 1, 60)
    return pd.DataFrame({"number": numbers, "value": values, "state": "COMPLETE", **params})


def columns():
    rng = np.random.default_rng(0)
    return {"params_seed": rng.integers(2**31, size=60), "params_lr": rng.uniform(0.01, 0.1, 60)}


def test_the_length_of_the_seeds_bar_is_told_with_its_interval():
    found = importances(trials(**columns()), (SEED, LR))
    bar = next(one for one in found.parameters if one.name == "seed")
    text = seed_importance_text(found)
    assert f"is {bar.importance:.0%} long" in text
    assert f"{bar.low:.0%} to {bar.high:.0%}" in text


def test_a_fixed_seed_has_no_bar_and_nothing_to_judge_is_said():
    fixed = importances(trials(params_lr=columns()["params_lr"]), (LR,))
    assert "it hides in the bars of the others" in seed_importance_text(fixed)
    assert "at least two finished trials" in seed_importance_text(importances(trials()[:1], ()))
