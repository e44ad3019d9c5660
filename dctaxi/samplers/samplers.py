"""Which samplers a study may use, and how each is made."""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from dctaxi import labels
from dctaxi.errors import StudyError
from dctaxi.space.dimensions import is_int

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

SamplerId = Literal["tpe", "random", "qmc", "gp", "cmaes"]

MAX_SAMPLER_SEED = 2**32 - 1
"""NumPy's legacy generator, which Optuna uses, takes no larger seed."""

_PACKAGES: Mapping[SamplerId, str] = {"qmc": "scipy", "gp": "scipy", "cmaes": "cmaes"}
"""What a sampler needs beyond Optuna, by import name. GP needs torch too, which is always there."""


@dataclass(frozen=True, slots=True)
class SamplerInfo:
    """A sampler in words; ``package`` is what it needs beyond Optuna, by import name."""

    id: SamplerId
    label: str
    help: str
    package: str | None

    @property
    def missing_package(self) -> str | None:
        """The package to install before this sampler works here; None when it works."""
        if self.package is None or importlib.util.find_spec(self.package):
            return None
        return self.package


SAMPLERS: Mapping[SamplerId, SamplerInfo] = MappingProxyType({
    sampler_id: SamplerInfo(
        sampler_id,
        labels.SAMPLERS[sampler_id].label,
        labels.SAMPLERS[sampler_id].help,
        _PACKAGES.get(sampler_id),
    )
    for sampler_id in get_args(SamplerId)
})  # fmt: skip


def available_samplers() -> tuple[SamplerId, ...]:
    """Return the samplers that work here, the default first."""
    return tuple(info.id for info in SAMPLERS.values() if info.missing_package is None)


def check_sampler(sampler_id: str, *, seed: int, as_printed: bool = False) -> SamplerId:
    """Return the sampler's id; raise StudyError unless it can be made here with this seed."""
    info = SAMPLERS.get(cast("SamplerId", sampler_id))
    if info is None:
        raise StudyError(
            f"Expected one of the samplers {', '.join(SAMPLERS)}, got {sampler_id!r}; choose one."
        )
    if info.missing_package is not None:
        raise StudyError(
            f"The {info.label} sampler needs the package {info.missing_package}, which is not "
            "installed; install it or choose another sampler."
        )
    if not is_int(seed) or not 0 <= seed <= MAX_SAMPLER_SEED:
        raise StudyError(
            f"Expected a sampler seed from 0 to {MAX_SAMPLER_SEED}, got {seed!r}; change it."
        )
    if as_printed and info.id != "tpe":
        raise StudyError(
            f"As printed, the chapter's study uses the TPE sampler, got {info.label}; choose TPE "
            "or switch as printed off."
        )
    return info.id


def make_sampler(sampler_id: str, *, seed: int, as_printed: bool = False) -> BaseSampler:
    """Return a sampler; ``as_printed`` gives TPE as it was when the chapter was written.

    What QMC, GP and CMA-ES cannot search themselves (widths of layers that only some trials have;
    with CMA-ES lists of choices, with GP seeds) is drawn at random with QMC and by univariate TPE
    with the other two. GP sets torch to one thread in the whole process while it asks.

    Raises StudyError for an unknown sampler, a missing package, a seed out of range, and
    ``as_printed`` with a sampler other than TPE.
    """
    sampler = check_sampler(sampler_id, seed=seed, as_printed=as_printed)
    from optuna import samplers
    from optuna.exceptions import ExperimentalWarning

    match sampler:
        case "tpe" if as_printed:
            return samplers.TPESampler(seed=seed, multivariate=False, constant_liar=False)
        case "tpe":
            return samplers.TPESampler(seed=seed)
        case "random":
            return samplers.RandomSampler(seed=seed)
        case "qmc":
            logging.getLogger("optuna.samplers._qmc").addFilter(_is_news)
            with warnings.catch_warnings():
                # Experimental since Optuna 3.0, and offered as such: see its help.
                warnings.simplefilter("ignore", ExperimentalWarning)
                return samplers.QMCSampler(
                    seed=seed, scramble=True, warn_independent_sampling=False
                )
        case "gp":
            from dctaxi.samplers.gp import BoundedGPSampler

            return BoundedGPSampler(
                seed=seed,
                independent_sampler=_univariate_tpe(seed),
                warn_independent_sampling=False,
            )
        case "cmaes":
            return samplers.CmaEsSampler(
                seed=seed,
                independent_sampler=_univariate_tpe(seed),
                warn_independent_sampling=False,
            )


def _is_news(record: logging.LogRecord) -> bool:
    """Hold back QMC's note that layers exist in some trials only: the space is made that way."""
    return "does not include any conditions" not in record.getMessage()


def _univariate_tpe(seed: int) -> BaseSampler:
    from optuna.samplers import TPESampler

    return TPESampler(seed=seed, multivariate=False)
