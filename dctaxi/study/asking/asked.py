"""A trial that is asked for, and what asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from optuna.trial import FrozenTrial

from dctaxi.records import TrialSpec


@dataclass(frozen=True, slots=True)
class Asked:
    """A trial that is to be trained.

    ``number`` counts the trials that the asker knows; ``spec`` is None where the configuration
    cannot be trained, ``problem`` says why.
    """

    number: int
    params: Mapping[str, Any]
    spec: TrialSpec | None
    problem: str = ""


class Asker(Protocol):
    """Asks for the trials of a study, and is told what came of each."""

    def begin(self, trials_so_far: int) -> None:
        """Begin the round after so many trials."""
        ...

    def ask(self) -> Asked:
        """Return one more trial of the round: the first that waits, else a new one."""
        ...

    def tell(self, asked: Asked, value: float | None) -> FrozenTrial:
        """End a trial, failed if it has no value, and return it as it is to be stored.

        Its ``_trial_id`` is that of the waiting trial in the database which it came from, or -1.
        """
        ...

    def new_study_attrs(self) -> dict[str, Any]:
        """Return the attributes that were set on the study since the last call."""
        ...
