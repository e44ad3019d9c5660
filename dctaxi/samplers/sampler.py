"""What the program knows of a sampler."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from dctaxi.labels import Label

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler

SamplerId: TypeAlias = str
"""The id of a record in ``SAMPLERS``; it stands in plans, addresses and databases."""

Colour = Literal["main", "second", "third", "failed", "quiet"]
"""A colour of every plot's look, by its name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """A sampler: how it is called, made and drawn, and what studies must know of it.

    ``package`` is what it needs beyond Optuna, by import name. ``make`` takes the seed of the
    study and the seed of the round; both are the same where there is one sampler for all.

    ``round_size`` trials are asked for at once where the engine trains many together. ``ask_s``
    are the seconds to ask for one trial of the chapter's space, until this machine has measured
    them. ``learns`` tells whether results change what it asks for, ``one_by_one`` whether it draws
    each parameter of a trial by itself.
    """

    id: SamplerId
    label: Label
    package: str | None
    make: Callable[[int, int], BaseSampler]
    round_size: int
    ask_s: float
    learns: bool
    one_by_one: bool
    colour: Colour

    @property
    def missing_package(self) -> str | None:
        """The package to install before this sampler works here; None when it works."""
        if self.package is None or importlib.util.find_spec(self.package):
            return None
        return self.package

    @property
    def reads_trials(self) -> bool:
        """Whether it must be shown earlier trials: for their results, or for what they consist of.

        Who draws the parameters of a trial together takes from earlier ones which there are.
        """
        return self.learns or not self.one_by_one

    @property
    def begins_with_one(self) -> bool:
        """Whether its first trial decides which parameters it covers, and so is asked for alone.

        One that learns decides anew with every round.
        """
        return self.reads_trials and not self.learns
