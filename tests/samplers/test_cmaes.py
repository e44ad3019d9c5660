"""CMA-ES rebuilt from trials: the reference's numbers, and nothing of a process kept."""

import pickle
from typing import Any

import numpy as np
import optuna
import pytest
from optuna.distributions import FloatDistribution, IntDistribution
from optuna.samplers import CmaEsSampler
from optuna.trial import FrozenTrial, create_trial

from dctaxi.samplers import make_sampler
from dctaxi.samplers.cmaes import GENERATION, replayed

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")

ROUND = 10
SPACE = {
    "x": FloatDistribution(-5, 5),
    "rate": FloatDistribution(1e-6, 1, log=True),
    "width": IntDistribution(1, 512, log=True),
    "steps": IntDistribution(10, 500, step=10),
}


def value_of(params: dict[str, Any]) -> float:
    return float(
        (params["x"] - 1) ** 2
        + np.log10(params["rate"] / 0.003) ** 2
        + np.log(params["width"] / 30) ** 2
        + ((params["steps"] - 200) / 100) ** 2
    )


def run(study: optuna.Study, rounds: int) -> None:
    for _ in range(rounds):
        for trial in [study.ask(SPACE) for _ in range(ROUND)]:
            study.tell(trial, value_of(trial.params))


def in_rounds(rounds: int, *, seed: int = 3, fresh: bool = True) -> optuna.Study:
    """Search with a sampler for each round, as resumed studies do, or with one for all."""
    study = optuna.create_study()
    study.sampler = make_sampler("cmaes", seed=seed)
    for number in range(rounds):
        if fresh:
            study.sampler = make_sampler("cmaes", seed=seed, round_seed=seed + number)
        run(study, 1)
    return study


@pytest.mark.parametrize("rounds", [5, 20, 50])
def test_the_optimizer_has_the_numbers_of_optunas(rounds: int) -> None:
    theirs = CmaEsSampler(seed=1)
    study = optuna.create_study(sampler=theirs)
    run(study, rounds)
    stored = [
        "".join(parts)
        for trial in study.trials
        if (parts := [v for k, v in trial.system_attrs.items() if k.startswith("cma:optimizer")])
    ]
    optimizer = pickle.loads(bytes.fromhex(stored[-1]))  # of this very test
    told = [trial for trial in study.trials if generation_of(trial) < optimizer.generation]
    for trial in told:
        trial.system_attrs[GENERATION] = generation_of(trial)

    space = theirs.infer_relative_search_space(study, study.trials[-1])
    ours, generation = replayed(space, told, seed=0)

    assert generation == optimizer.generation > 0
    np.testing.assert_allclose(ours.mean, optimizer.mean, rtol=1e-9)
    np.testing.assert_allclose(ours._sigma, optimizer._sigma, rtol=1e-9)
    np.testing.assert_allclose(ours._C, optimizer._C, atol=1e-9)


def generation_of(trial: FrozenTrial) -> int:
    return trial.system_attrs.get("cma:generation", -1)


def test_who_asks_for_a_trial_makes_no_difference_to_it() -> None:
    study = in_rounds(12)
    resumed = optuna.create_study()
    resumed.add_trials(study.trials[:70])
    for number in range(7, 12):
        resumed.sampler = make_sampler("cmaes", seed=3, round_seed=3 + number)
        run(resumed, 1)
    assert [t.params for t in resumed.trials] == [t.params for t in study.trials]


def test_one_sampler_for_all_rounds_learns_as_well() -> None:
    study = in_rounds(20, fresh=False)
    assert study.trials[-1].system_attrs[GENERATION] == 18
    assert study.best_value < 0.1


def test_a_trial_keeps_one_number() -> None:
    study = in_rounds(4)
    kept = [trial.system_attrs for trial in study.trials]
    assert kept == [{}] * ROUND + [
        {GENERATION: generation} for generation in range(3) for _ in range(ROUND)
    ]


def test_a_space_that_shrinks_is_searched_on() -> None:
    study = in_rounds(3)
    smaller = {name: SPACE[name] for name in ("x", "rate")}
    study.add_trial(create_trial(params={"x": 1.0, "rate": 0.1}, distributions=smaller, value=9.0))
    study.sampler = make_sampler("cmaes", seed=3, round_seed=99)
    study.ask(SPACE)
    assert set(study.sampler.infer_relative_search_space(study, study.trials[0])) == {"rate", "x"}
    assert study.trials[-1].system_attrs[GENERATION] == 2


def test_a_search_that_has_converged_begins_elsewhere() -> None:
    space = {"x": FloatDistribution(0, 1)}
    trials = [
        create_trial(
            params={"x": 0.25},
            distributions=space,
            value=1.0,
            system_attrs={GENERATION: place // 4},
        )
        for place in range(4 * 400)
    ]
    optimizer, generation = replayed(space, trials, seed=3)
    assert generation == 400
    assert optimizer.generation < 400
    again, _ = replayed(space, trials, seed=3)
    assert again.mean == optimizer.mean


@pytest.mark.parametrize("generation", ["0", -1, 0.0, True, None, [0], {"a": 1}, 2**70])
def test_what_a_stranger_calls_a_generation_is_no_generation(generation: object) -> None:
    study = in_rounds(3)
    expected = replayed(SPACE, study.trials, seed=3).optimizer.mean
    strange = create_trial(
        params=dict.fromkeys(SPACE, 10),
        distributions={name: IntDistribution(0, 10**6) for name in SPACE},
        value=-1.0,
        system_attrs={GENERATION: generation, "cma:optimizer:0": "80049528"},
    )
    mean = replayed(SPACE, [strange, *study.trials], seed=3).optimizer.mean
    np.testing.assert_array_equal(mean, expected)


def test_values_and_parameters_beyond_all_bounds_move_nothing() -> None:
    study = in_rounds(3)
    expected = replayed(SPACE, study.trials, seed=3).optimizer.mean
    endless = create_trial(
        params=study.trials[-1].params,
        distributions=SPACE,
        value=float("-inf"),
        system_attrs={GENERATION: 0},
    )
    far = create_trial(
        params=study.trials[-1].params,
        distributions=SPACE,
        value=-1.0,
        system_attrs={GENERATION: 0},
    )
    below = create_trial(
        params=far.params, distributions=SPACE, value=-1.0, system_attrs={GENERATION: 0}
    )
    far.params = {**far.params, "x": 1e300}
    below.params = {**below.params, "rate": -1.0}
    mean = replayed(SPACE, [endless, far, below, *study.trials], seed=3).optimizer.mean
    np.testing.assert_array_equal(mean, expected)
