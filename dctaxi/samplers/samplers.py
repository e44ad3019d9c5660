"""The samplers that a study may use, one record each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from dctaxi.errors import StudyError
from dctaxi.labels import Label
from dctaxi.samplers.ask_times import AskTimes
from dctaxi.samplers.sampler import Fast, Sampler, SamplerId
from dctaxi.space import is_int

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler
    from rustuna.samplers import SamplerProtocol

MAX_SAMPLER_SEED: Final = 2**32 - 1
"""NumPy's legacy generator, which Optuna uses, takes no larger seed."""


STARTUP_TRIALS: Final = 10
"""Trials with a result that samplers which learn wait for: Optuna's ``n_startup_trials``."""


# Optuna takes half a second to import, and who asks for a label makes no sampler.


def _tpe(_study_seed: int, round_seed: int) -> BaseSampler:
    from optuna.samplers import TPESampler

    return TPESampler(seed=round_seed)


def _random(_study_seed: int, round_seed: int) -> BaseSampler:
    from optuna.samplers import RandomSampler

    return RandomSampler(seed=round_seed)


def _qmc(study_seed: int, round_seed: int) -> BaseSampler:
    from dctaxi.samplers.qmc import RoundQMCSampler

    return RoundQMCSampler(study_seed, round_seed)


def _gp(_study_seed: int, round_seed: int) -> BaseSampler:
    from dctaxi.samplers.gp import BoundedGPSampler

    return BoundedGPSampler(
        seed=round_seed,
        independent_sampler=_univariate_tpe(round_seed),
        warn_independent_sampling=False,
    )


def _cmaes(study_seed: int, round_seed: int) -> BaseSampler:
    from dctaxi.samplers.cmaes import ReplayedCmaEsSampler

    return ReplayedCmaEsSampler(study_seed, round_seed, _univariate_tpe(round_seed))


def _univariate_tpe(seed: int) -> BaseSampler:
    from optuna.samplers import TPESampler

    return TPESampler(seed=seed, multivariate=False)


def _fast_tpe(seed: int) -> SamplerProtocol:
    from rustuna.samplers import TPESampler

    return TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS, multivariate=True)


def _fast_random(seed: int) -> SamplerProtocol:
    from rustuna.samplers import RandomSampler

    return RandomSampler(seed=seed)


_RECORDS = (
    Sampler(
        id="tpe",
        label=Label(
            "TPE",
            "Tree-structured Parzen estimator, the chapter's sampler. After ten random trials it "
            "proposes what is frequent among the best trials and rare among the others. Copes with "
            "lists, conditions and thousands of trials: asked through rustuna, it looks at no more "
            "than the best 25 and the latest 275 of them.",
        ),
        package=None,
        make=_tpe,
        round_size=10,  # as good as one at a time: docs/decisions/rounds.md
        ask_s=AskTimes({10: 0.004, 100: 0.0045, 400: 0.0075, 2500: 0.034}),
        learns=True,
        one_by_one=False,
        colour="main",
        fast=Fast(
            make=_fast_tpe,
            ask_s=AskTimes(
                {5: 1.1e-4, 15: 2e-4, 59: 3.6e-4, 235: 8.5e-4, 471: 1.2e-3, 1884: 1.4e-3}
            ),
            late_round_size=20,  # finds as much: docs/decisions/rounds.md
        ),
    ),
    Sampler(
        id="random",
        label=Label(
            "Random",
            "Draws every trial independently of the others. The yardstick for every other sampler, "
            "the fastest, and the right one for importances without bias.",
        ),
        package=None,
        make=_random,
        round_size=64,  # learns nothing, so a round may fill the engine
        ask_s=AskTimes({10: 5e-4}),
        learns=False,
        one_by_one=True,
        colour="quiet",
        fast=Fast(make=_fast_random, ask_s=AskTimes({10: 3.6e-5}), late_round_size=64),
    ),
    Sampler(
        id="qmc",
        label=Label(
            "Quasi-Monte Carlo",
            "Scrambled Sobol points: as blind as random, but spread more evenly. Best with a power "
            "of two of trials. Experimental in Optuna.",
        ),
        package="scipy",
        make=_qmc,
        round_size=64,
        ask_s=AskTimes({10: 0.001, 1000: 0.0011, 5000: 0.0022}),
        learns=False,
        one_by_one=False,
        colour="third",
        fast=None,
    ),
    Sampler(
        id="gp",
        label=Label(
            "Gaussian process",
            "Fits a smooth surface with uncertainty and tries where it promises most. Thrifty with "
            "trials, slow to ask beyond a few hundred, and sets torch to one thread while it asks.",
        ),
        package="scipy",  # and torch, which is always there
        make=_gp,
        round_size=5,  # its constant liar fits a model per trial
        ask_s=AskTimes({10: 0.001, 12: 0.45, 60: 0.41, 250: 0.54, 1000: 4.5}),
        learns=True,
        one_by_one=False,
        colour="failed",
        fast=None,
    ),
    Sampler(
        id="cmaes",
        label=Label(
            "CMA-ES",
            "Moves and reshapes a cloud of trials towards the best ones. For numbers in ranges "
            "over hundreds of trials; lists of choices are left to TPE.",
        ),
        package="cmaes",
        make=_cmaes,
        round_size=10,  # about a population, 4 + 3 ln(parameters)
        ask_s=AskTimes({10: 0.003, 100: 0.0038, 400: 0.008, 1500: 0.035}),
        learns=True,
        one_by_one=False,
        colour="second",
        fast=None,  # rustuna's keeps its state in memory only
    ),
)

_BY_ID = {each.id: each for each in _RECORDS}
SAMPLERS: Mapping[SamplerId, Sampler] = MappingProxyType(_BY_ID)
"""Every sampler by its id, the default first."""


def available_samplers() -> tuple[SamplerId, ...]:
    """Return the samplers that work here, the default first."""
    return tuple(each.id for each in SAMPLERS.values() if each.missing_package is None)


def check_sampler(sampler_id: str, *, seed: int, as_printed: bool = False) -> Sampler:
    """Return a sampler; raise StudyError unless it can be made here with this seed."""
    sampler = SAMPLERS.get(sampler_id)
    if sampler is None:
        raise StudyError(
            f"Expected one of the samplers {', '.join(SAMPLERS)}, got {sampler_id!r}; choose one."
        )
    if sampler.missing_package is not None:
        raise StudyError(
            f"The {sampler.label.label} sampler needs the package {sampler.missing_package}, which "
            "is not installed; install it or choose another sampler."
        )
    if not is_int(seed) or not 0 <= seed <= MAX_SAMPLER_SEED:
        raise StudyError(
            f"Expected a sampler seed from 0 to {MAX_SAMPLER_SEED}, got {seed!r}; change it."
        )
    if as_printed and sampler.id != "tpe":
        raise StudyError(
            f"As printed, the chapter's study uses the TPE sampler, got {sampler.label.label}; "
            "choose TPE or switch as printed off."
        )
    return sampler


def make_sampler(
    sampler_id: str, *, seed: int, round_seed: int | None = None, as_printed: bool = False
) -> BaseSampler:
    """Return a sampler, for a whole study or for the round that has this seed.

    ``as_printed`` gives TPE as it was when the chapter was written.

    What QMC, GP and CMA-ES cannot search themselves (widths of layers that only some trials have;
    with CMA-ES lists of choices, with GP seeds) is drawn at random with QMC and by univariate TPE
    with the other two. GP sets torch to one thread in the whole process while it asks.

    Raises StudyError for an unknown sampler, a missing package, a seed out of range, and
    ``as_printed`` with a sampler other than TPE.
    """
    sampler = check_sampler(sampler_id, seed=seed, as_printed=as_printed)
    own = seed if round_seed is None else round_seed
    if as_printed:
        from optuna.samplers import TPESampler

        return TPESampler(seed=own, multivariate=False, constant_liar=False)
    return sampler.make(seed, own)
