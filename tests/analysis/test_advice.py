import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.advice import advise, as_trials
from dctaxi.data import SampleSource
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange, IntRange, draw, narrow
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine

CHAPTER = PRESETS["chapter"].space
WIDE = PRESETS["wide"].space


def trials_of(space, objective, n=256, seed=0) -> pd.DataFrame:
    """Random trials whose objective is a function of the parameters, with noise of 1 USD."""
    params = draw(space, n, seed)
    rng = np.random.default_rng(seed)
    values = np.array([objective(p) for p in params]) + rng.normal(0, 1, n)
    return (
        pd.DataFrame(params)
        .add_prefix("params_")
        .assign(
            number=range(n), value=values, state=np.where(np.isfinite(values), "COMPLETE", "FAIL")
        )
    )


def found(space, objective, kind, **options):
    advice = advise(space, trials_of(space, objective, **options))
    return {one.parameter: one for one in advice if one.kind == kind}


def test_best_values_at_an_edge_advise_to_widen_it():
    advice = found(WIDE, lambda p: 20 - 5 * np.log(p["lr"]), "widen")
    assert advice.keys() == {"lr"}
    assert advice["lr"].dimension == FloatRange(0.001, 1.0, log=True)
    assert "pile up at its high end" in advice["lr"].sentence
    assert "of the best tenth" in advice["lr"].evidence


def test_the_low_end_is_widened_too():
    advice = found(WIDE, lambda p: 20 + 5 * np.log(p["batch_size"]), "widen")
    assert advice["batch_size"].dimension == IntRange(4, 256, log=True)


def test_few_values_have_an_edge_as_well():
    advice = found(WIDE, lambda p: 20 - 5 * p["num_layers"], "widen")
    assert advice["num_layers"].dimension == IntRange(1, 6)


def test_a_limit_of_the_parameter_is_not_widened():
    assert "batch_norm_linear_layers" not in found(
        CHAPTER, lambda p: 20 - 15 * p["batch_norm_linear_layers"], "widen"
    )


def test_a_best_inside_the_range_is_not_widened():
    assert found(WIDE, lambda p: 20 + 5 * np.log(p["lr"] / 0.01) ** 2, "widen") == {}


def test_a_region_that_is_never_good_is_cut():
    advice = found(WIDE, lambda p: 20 if p["lr"] > 0.02 else 5, "cut")
    assert advice.keys() == {"lr"}
    kept = advice["lr"].dimension
    assert (kept.low, kept.log) == (0.001, True)
    assert 0.02 <= kept.high < 0.04
    assert "none is among the best" in advice["lr"].evidence


def test_a_choice_that_is_never_good_is_cut():
    advice = found(CHAPTER, lambda p: 20 if p["optimizer"] == "SGD" else 5, "cut")
    assert advice["optimizer"].dimension == Fixed("Adam")
    three = narrow(CHAPTER, "num_layers", Choices((2, 3, 4)))
    advice = found(three, lambda p: 20 if p["num_layers"] == 3 else 5, "cut")
    assert advice["num_layers"].dimension == Choices((2, 4))


def test_a_switch_that_is_never_good_one_way_is_cut():
    advice = found(CHAPTER, lambda p: 20 - 15 * p["batch_norm_linear_layers"], "cut")
    assert advice["batch_norm_linear_layers"].dimension == Fixed(1)


def test_where_everything_diverges_is_never_good():
    advice = found(WIDE, lambda p: np.nan if p["lr"] > 0.02 else 5, "cut")
    assert "the best has no result" in advice["lr"].evidence


def test_a_layers_width_is_cut_for_that_layer():
    def objective(params):
        return 20 if params["num_hidden_layer_0_neurons"] == 7 else 5

    advice = found(CHAPTER, objective, "cut")
    assert advice.keys() == {"num_hidden_layer_0_neurons"}
    child = narrow(CHAPTER, "num_hidden_layer_0_neurons", Fixed(11))
    assert advice["num_hidden_layer_0_neurons"].dimension == child.neurons(0)


def test_decades_without_log_are_advised_to_have_it():
    space = narrow(CHAPTER, "lr", FloatRange(0.001, 0.1))
    (advice,) = [one for one in advise(space, trials_of(space, lambda _p: 5, n=3))
                 if one.kind == "log on"]  # fmt: skip
    assert (advice.parameter, advice.dimension) == ("lr", FloatRange(0.001, 0.1, log=True))
    assert "orders of magnitude" in advice.evidence


def test_log_over_less_than_a_decade_cannot_matter():
    advice = found(CHAPTER, lambda _p: 5, "log off")
    assert advice.keys() == {"lr", "batch_size", "max_batches"}
    assert advice["batch_size"].dimension == IntRange(30, 50)


def test_what_matters_no_more_than_the_seed_is_fixed_as_in_the_best_trial():
    def objective(params):
        return 20 + 9 * np.log(params["lr"] / 0.03) ** 2

    trials = trials_of(CHAPTER, objective, n=512)
    fixed = {a.parameter: a for a in advise(CHAPTER, trials) if a.kind == "fix"}
    best = trials.loc[trials["value"].idxmin()]
    assert "lr" not in fixed
    assert fixed
    for name, advice in fixed.items():
        assert advice.dimension.value == best[f"params_{name}"]
        assert "that of the seed" in advice.evidence


def test_without_a_seed_to_compare_with_nothing_is_fixed():
    space = narrow(CHAPTER, "seed", Fixed(1))
    assert found(space, lambda p: p["lr"], "fix") == {}


@pytest.mark.parametrize("n", [0, 1, 49])
def test_too_few_trials_say_nothing_of_regions(n):
    trials = trials_of(WIDE, lambda p: 20 if p["lr"] > 0.02 else 5, n=50).head(n)
    assert {one.kind for one in advise(WIDE, trials)} <= {"log off", "log on"}


def test_trials_that_run_or_wait_are_left_out():
    trials = trials_of(WIDE, lambda p: 20 if p["lr"] > 0.02 else 5, n=256)
    running = trials.head(40).assign(state="RUNNING", value=np.nan)
    assert advise(WIDE, pd.concat([trials, running])) == advise(WIDE, trials)


def test_what_may_gain_most_comes_first():
    trials = trials_of(CHAPTER, lambda p: 20 - 90 * p["lr"] + 9 * (p["optimizer"] == "SGD"), n=512)
    kinds = [one.kind for one in advise(CHAPTER, trials)]
    assert set(kinds) == {"widen", "cut", "fix", "log off"}
    assert kinds == sorted(kinds, key=["widen", "cut", "fix", "log off"].index)


def test_every_advice_can_be_applied_and_changes_the_space():
    for seed in range(5):
        trials = trials_of(WIDE, lambda p: 5 / p["lr"] ** 0.3 + p["num_layers"], seed=seed)
        for advice in advise(WIDE, trials):
            assert narrow(WIDE, advice.parameter, advice.dimension) != WIDE


def test_a_population_gives_the_same_advice_as_its_trials(tmp_path):
    plan = PopulationPlan(CHAPTER, source=SampleSource(rows=60))
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
    engine = FakeEngine(diverges=lambda spec: spec.optimizer == "SGD")
    population = train(plan, POPULATIONS, workspace, engine=engine)
    trials = as_trials(population)
    assert (trials["state"] == "FAIL").sum() == population.diverged
    cut = {a.parameter: a.dimension for a in advise(CHAPTER, trials) if a.kind == "cut"}
    assert cut["optimizer"] == Fixed("Adam")


@pytest.mark.calibration
def test_noise_alone_hardly_ever_advises_to_cut_or_widen():
    alarms = 0
    for seed in range(200):
        advice = advise(WIDE, trials_of(WIDE, lambda _p: 5, n=256, seed=seed))
        alarms += any(one.kind in ("cut", "widen") for one in advice)
    assert alarms <= 10
