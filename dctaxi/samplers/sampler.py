"""What the program knows of a sampler."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from dctaxi.labels import Label
from dctaxi.samplers.ask_times import AskTimes

if TYPE_CHECKING:
    from optuna.samplers import BaseSampler
    from rustuna.samplers import SamplerProtocol

SamplerId: TypeAlias = str
"""The id of a record in ``SAMPLERS``; it stands in plans, addresses and databases."""

AskerId = Literal["optuna", "rustuna"]
"""Whose implementation of a sampler asks."""

ASKERS: Final[tuple[AskerId, ...]] = get_args(AskerId)

RUSTUNA: Final = "rustuna"
"""The package of the Optuna organisation's samplers in Rust, by import name."""

LATE: Final = 300
"""Trials from which on a study asks for more at once: what one round learns is little by then."""

Colour = Literal["main", "second", "third", "failed", "quiet"]
"""A colour of every plot's look, by its name there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fast:
    """The same sampler in rustuna: how it is made from a round's seed, and what asking takes.

    ``late_round_size`` trials are asked for at once from the ``LATE``-th on.
    """

    make: Callable[[int], SamplerProtocol]
    ask_s: AskTimes
    late_round_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """A sampler: how it is called, made and drawn, and what studies must know of it.

    ``package`` is what it needs beyond Optuna, by import name. ``make`` takes the seed of the
    study and the seed of the round; both are the same where there is one sampler for all.

    ``round_size`` trials are asked for at once where the engine trains many together. ``ask_s``
    says how long asking takes. ``learns`` tells whether results change what it asks for,
    ``one_by_one`` whether it draws each parameter of a trial by itself. ``fast`` asks in its place
    wherever nothing speaks for Optuna's own; None where it would search worse, or could not go on
    after a stop.
    """

    id: SamplerId
    label: Label
    package: str | None
    make: Callable[[int, int], BaseSampler]
    round_size: int
    ask_s: AskTimes
    learns: bool
    one_by_one: bool
    colour: Colour
    fast: Fast | None

    @property
    def missing_package(self) -> str | None:
        """The package to install before this sampler works here; None when it works."""
        if self.package is None or importlib.util.find_spec(self.package):
            return None
        return self.package

    def times_to_ask(self, asker: AskerId) -> AskTimes:
        """Return ``ask_s`` of the implementation that asks."""
        return self.fast.ask_s if asker == "rustuna" and self.fast is not None else self.ask_s

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


def has_rustuna() -> bool:
    """Tell whether the package is there; no wheel is made for some platforms."""
    return importlib.util.find_spec(RUSTUNA) is not None


def fastest_asker() -> AskerId:
    """Return whose implementations ask on this machine, for those samplers that it has."""
    return "rustuna" if has_rustuna() else "optuna"
