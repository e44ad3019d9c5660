"""Whether the replayed CMA-ES finds as much as Optuna's, and what a replay of many trials costs.

``python -m benchmarks.cmaes [--searches N] [--trials N]``: the best of each search in rounds of
ten, both samplers from the same seeds, on functions with known minima and on a preset's space; a
two-sided rank test of the two. Then the seconds to resume after 1,000 and 5,000 trials.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import optuna
    from numpy.typing import NDArray
    from optuna.samplers import BaseSampler

    Suggest = Callable[[optuna.Trial], float]

ROUND = 10


class Found(NamedTuple):
    """The best values of the searches of both samplers, and how likely as much is by chance."""

    ours: NDArray[np.float64]
    optunas: NDArray[np.float64]
    p_value: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Search, resume, and print a line of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=40)
    parser.add_argument("--trials", type=int, default=300)
    options = parser.parse_args(arguments)
    for name, suggest in objectives().items():
        found = compare(suggest, options.searches, options.trials)
        ours, optunas = (np.quantile(best, [0.5, 0.1, 0.9]) for best in found[:2])
        print(
            f"{name:12} ours {ours[0]:.3g} ({ours[1]:.3g} to {ours[2]:.3g})  Optuna's "
            f"{optunas[0]:.3g} ({optunas[1]:.3g} to {optunas[2]:.3g})  p = {found.p_value:.2f}"
        )
    for trials in (1_000, 5_000):
        print(f"resumed after {trials:,} trials in {resume_s(trials):.2f} s")


def objectives() -> Mapping[str, Suggest]:
    """Return what is minimised: smooth, curved, rugged and mixed, and the chapter's parameters."""
    return {
        "sphere": lambda trial: float(np.sum((_floats(trial, 6) - 1) ** 2)),
        "rosenbrock": lambda trial: _rosenbrock(_floats(trial, 4)),
        "rastrigin": lambda trial: _rastrigin(_floats(trial, 4)),
        "mixed": _mixed,
        "chapter": _chapter,
    }


def compare(suggest: Suggest, searches: int, trials: int) -> Found:
    """Return what the searches of both samplers find, with the same seeds."""
    from scipy.stats import mannwhitneyu

    ours, optunas = (
        np.array([_search(suggest, make, seed, trials) for seed in range(searches)])
        for make in (_ours, _optunas)
    )
    return Found(ours, optunas, float(mannwhitneyu(ours, optunas).pvalue))


def resume_s(trials: int) -> float:
    """Return the seconds until a study with so many trials is asked for its next one."""
    import optuna

    study = optuna.create_study(sampler=_ours(0, 0))
    _run(study, _mixed, 20 * ROUND)
    drawn = [trial for trial in study.trials if trial.system_attrs]
    more = optuna.create_study()
    for generation in range(trials // ROUND):
        for trial in drawn[generation % 10 * ROUND :][:ROUND]:
            trial.system_attrs["dctaxi:generation"] = generation
            more.add_trial(trial)
    began = time.perf_counter()
    more.sampler = _ours(0, 1)
    _mixed(more.ask())
    return time.perf_counter() - began


def _search(
    suggest: Suggest, make: Callable[[int, int], BaseSampler], seed: int, trials: int
) -> float:
    import optuna

    study = optuna.create_study()
    while (known := len(study.trials)) < trials:
        study.sampler = make(seed, seed + 10_000 * known)
        _run(study, suggest, ROUND)
    return float(study.best_value)


def _run(study: optuna.Study, suggest: Suggest, trials: int) -> None:
    for _ in range(0, trials, ROUND):
        for trial in [study.ask() for _ in range(ROUND)]:
            study.tell(trial, suggest(trial))


def _ours(seed: int, round_seed: int) -> BaseSampler:
    from dctaxi.samplers import make_sampler

    return make_sampler("cmaes", seed=seed, round_seed=round_seed)


def _optunas(_seed: int, round_seed: int) -> BaseSampler:
    from optuna.samplers import CmaEsSampler, TPESampler

    others = TPESampler(seed=round_seed, multivariate=False)
    return CmaEsSampler(
        seed=round_seed, independent_sampler=others, warn_independent_sampling=False
    )


def _floats(trial: optuna.Trial, count: int) -> NDArray[np.float64]:
    return np.array([trial.suggest_float(f"x{place}", -5, 5) for place in range(count)])


def _rosenbrock(x: NDArray[np.float64]) -> float:
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def _rastrigin(x: NDArray[np.float64]) -> float:
    return float(10 * len(x) + np.sum(x**2 - 10 * np.cos(2 * np.pi * x)))


def _mixed(trial: optuna.Trial) -> float:
    width = trial.suggest_int("width", 1, 512, log=True)
    rate = trial.suggest_float("rate", 1e-6, 1.0, log=True)
    steps = trial.suggest_int("steps", 10, 500, step=10)
    return float(np.log(width / 30) ** 2 + np.log10(rate / 0.003) ** 2 + ((steps - 200) / 100) ** 2)


def _chapter(trial: optuna.Trial) -> float:
    """Return a made-up value of the chapter's parameters, of which layers are conditional."""
    from dctaxi.space import PRESETS

    spec = PRESETS["chapter"].space.suggest(trial)
    size = float(np.mean(np.log(spec.num_hidden_neurons))) if spec.num_hidden_neurons else 0.0
    values: list[Any] = [np.log10(spec.lr) + 2 + np.log(spec.batch_size) / 10, size / 3 - 1]
    return float(np.sum(np.square(values)) + len(spec.num_hidden_neurons) / 10)


if __name__ == "__main__":
    main()
