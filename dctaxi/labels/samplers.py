"""What each sampler is called and how it chooses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.labels.label import Label

SAMPLERS: Mapping[str, Label] = MappingProxyType({
    "tpe": Label(
        "TPE",
        "Tree-structured Parzen estimator, the chapter's sampler. After ten random trials it "
        "proposes what is frequent among the best trials and rare among the others. Copes with "
        "lists, conditions and a thousand trials.",
    ),
    "random": Label(
        "Random",
        "Draws every trial independently of the others. The yardstick for every other sampler, the "
        "fastest, and the right one for importances without bias.",
    ),
    "qmc": Label(
        "Quasi-Monte Carlo",
        "Scrambled Sobol points: as blind as random, but spread more evenly. Best with a power of "
        "two of trials. Experimental in Optuna.",
    ),
    "gp": Label(
        "Gaussian process",
        "Fits a smooth surface with uncertainty and tries where it promises most. Thrifty with "
        "trials, slow to ask beyond a few hundred, and sets torch to one thread while it asks.",
    ),
    "cmaes": Label(
        "CMA-ES",
        "Moves and reshapes a cloud of trials towards the best ones. For numbers in ranges over "
        "hundreds of trials; lists of choices are left to TPE.",
    ),
})  # fmt: skip
"""By sampler id."""
