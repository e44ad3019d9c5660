"""What is asked of a space: what its trainings do in narrower ranges, and whether a pool knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.errors import PopulationError
from dctaxi.populations.population import DEFAULT_MEMBERS
from dctaxi.space import (
    Choices,
    Fixed,
    FloatRange,
    IntRange,
    describe_dimension,
    within,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.space import Dimension, SearchSpace

_GRID_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Question:
    """What do trainings do in ``narrower`` ranges of ``space``? Answered by ``n`` of them, drawn
    with ``seed``, or by a pool of the space.
    """

    space: SearchSpace
    narrower: SearchSpace
    n: int = DEFAULT_MEMBERS
    seed: int = 0

    @cached_property
    def cuts(self) -> Mapping[str, Dimension]:
        """What each hyperparameter may be, where that is not all it may be in the space.

        What no configuration of the narrower space has is free.
        """
        now, before = self.narrower.trial_parameters, self.space.trial_parameters
        return {name: now[name] for name in now if now[name] != before.get(name)}

    @property
    def beyond_pool(self) -> str | None:
        """Why a pool of the space cannot answer; None where it can."""
        before = self.space.trial_parameters
        for name, cut in self.cuts.items():
            parent = before.get(name)
            if parent is None or not within(cut, parent):
                return f"{name} {describe_dimension(cut)} goes beyond the space."
            if not _keeps_its_law(name, cut, parent):
                return (
                    f"{name} {describe_dimension(cut)} is drawn in another way than "
                    f"{describe_dimension(parent)}."
                )
        return None

    def inside(self, drawn: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """Tell for each member of a pool ``[members]`` whether it lies in the narrower ranges.

        ``drawn`` holds the values of all hyperparameters that the space does not fix. Raises
        PopulationError where filtering cannot answer.
        """
        reason = self.beyond_pool
        if reason is not None:
            raise PopulationError(f"{reason} Train this question instead.")
        first = next(iter(drawn.values()), np.empty(0))
        mask = np.ones(len(first), dtype=bool)
        for name, cut in self.cuts.items():
            if name in drawn:  # what the space fixes lies inside, since it is within
                mask &= _holds(cut, drawn[name])
        return mask


def _keeps_its_law(name: str, cut: Dimension, parent: Dimension) -> bool:
    """Tell whether members of the parent that lie in a cut are draws of the cut."""
    if isinstance(parent, Fixed):
        return True
    if isinstance(parent, Choices):
        return not (isinstance(cut, IntRange) and cut.log)
    if isinstance(cut, IntRange | FloatRange):
        return (cut.log, cut.step) == (parent.log, parent.step)
    if isinstance(parent, FloatRange):
        return isinstance(cut, Fixed) and parent.step is not None
    return name != "seed" and not (isinstance(cut, Choices) and parent.log)


def _holds(cut: Dimension, values: NDArray[Any]) -> NDArray[np.bool_]:
    match cut:
        case Fixed(value):
            return _among((value,), values)
        case Choices(choices):
            return _among(choices, values)
        case IntRange() | FloatRange():
            numbers = values.astype(np.float64)
            # On a grid of tenths, 0.3 may be 0.30000000000000004.
            spare = 0.0 if cut.step is None else _GRID_TOLERANCE * cut.step
            held = (numbers >= cut.low - spare) & (numbers <= cut.last + spare)
            if isinstance(cut, IntRange) and cut.step > 1:
                held &= (numbers - cut.low) % cut.step == 0
            found: NDArray[np.bool_] = held
            return found


def _among(choices: tuple[Any, ...], values: NDArray[Any]) -> NDArray[np.bool_]:
    if values.dtype.kind == "f":
        near: NDArray[np.bool_] = np.isclose(values[:, None], np.array(choices, float), rtol=1e-12)
        return np.asarray(near.any(axis=1))
    found: NDArray[np.bool_] = np.isin(values, np.array(choices, dtype=values.dtype))
    return found
