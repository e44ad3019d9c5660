"""The one place that knows the inside of Optuna's TPE sampler.

Nothing here is public in Optuna; a test holds it against the numbers that Optuna's sampler gives.
The sampler itself is not imitated: it is listened to while it samples.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from optuna.distributions import BaseDistribution
from optuna.samplers import TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from dctaxi.teaching.tpe.parzen import Array, CategoryKernels, Kernels, Parzen


@dataclass(frozen=True, slots=True)
class Draw:
    """One choice of TPE: candidates for the parameters that it drew together.

    ``good`` and ``bad`` are the trials behind ``l`` and ``g``, by number; of the bad ones
    ``running`` had no result yet and stood among them as if theirs was bad. ``l`` and ``g`` give
    each parameter's own density, which is the exact marginal of the joint one. ``candidates`` are
    Optuna's numbers by parameter (of a category its place in the list), ``scores`` ln l - ln g of
    all parameters together, both in the order of drawing. Where somebody else chose, ``given`` is
    true, and what they took stands after the candidates.
    """

    good: tuple[int, ...]
    bad: tuple[int, ...]
    running: tuple[int, ...]
    l: Mapping[str, Parzen]  # noqa: E741  (its name in the paper and on the page)
    g: Mapping[str, Parzen]
    candidates: Mapping[str, Array]
    scores: Array
    given: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that were drawn together."""
        return tuple(self.candidates)

    @property
    def chosen(self) -> int:
        """The place of what was taken: the last if it was given, else the first of those with the
        highest score.
        """
        return len(self.scores) - 1 if self.given else int(np.argmax(self.scores))


@dataclass(slots=True)
class _Half:
    """The trials behind one density, and Optuna's own object of it."""

    trials: Sequence[FrozenTrial]
    kernels_of: tuple[int, ...]
    estimator: Any


def listen(sampler: TPESampler, given: Mapping[str, float] | None = None) -> list[Draw]:
    """Return the list to which each later choice of a sampler is added.

    The sampler does what it would have done. ``given`` are Optuna's numbers of what somebody else
    took, by parameter; where a choice is about these, they are judged beside its candidates.
    """
    heard: list[Draw] = []
    halves: list[_Half] = []
    inside: Any = sampler
    build, score = inside._build_parzen_estimator, inside._compute_acquisition_func

    def built(
        study: Study,
        space: dict[str, BaseDistribution],
        trials: list[FrozenTrial],
        *,
        handle_below: bool,
    ) -> Any:
        estimator = build(study, space, trials, handle_below=handle_below)
        known = tuple(
            t.number for t in trials if space.keys() <= inside._get_params(t, study).keys()
        )
        halves.append(_Half(trials, known, estimator))
        return estimator

    def scored(samples: dict[str, NDArray[np.float64]], below: Any, above: Any) -> Any:
        scores = score(samples, below, above)
        good, bad = halves
        if given is None or not samples.keys() <= given.keys():
            heard.append(_draw(good, bad, samples, scores))
        else:
            beside = {name: np.append(own, given[name]) for name, own in samples.items()}
            draw = _draw(good, bad, beside, score(beside, below, above))
            heard.append(dataclasses.replace(draw, given=True))
        halves.clear()
        return scores

    inside._build_parzen_estimator, inside._compute_acquisition_func = built, scored
    return heard


def _draw(good: _Half, bad: _Half, samples: Mapping[str, Array], scores: Array) -> Draw:
    return Draw(
        tuple(t.number for t in good.trials),
        tuple(t.number for t in bad.trials),
        tuple(t.number for t in bad.trials if t.state is TrialState.RUNNING),
        _densities(good, samples),
        _densities(bad, samples),
        {name: values.copy() for name, values in samples.items()},
        scores.copy(),
    )


def _densities(half: _Half, names: Mapping[str, Array]) -> dict[str, Parzen]:
    mixture = half.estimator._mixture_distribution
    return {
        name: _parzen(half.kernels_of, mixture.weights, distribution)
        for name, distribution in zip(names, mixture.distributions, strict=True)
    }


def _parzen(trials: tuple[int, ...], weights: Array, distribution: Any) -> Parzen:
    if not hasattr(distribution, "mu"):
        return CategoryKernels(trials, weights, distribution.weights)
    return Kernels(
        trials,
        weights,
        distribution.mu,
        distribution.sigma,
        float(distribution.adapted_low),
        float(distribution.adapted_high),
        bool(distribution.is_log),
        float(distribution.step),
    )
