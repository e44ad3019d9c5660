"""What is to be fitted: which trials of a study, with how many seeds, on which rows, how long."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from dctaxi.errors import ModelError
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.populations import finished_trials, ranked_trials, trial_numbered
from dctaxi.records import FitRows
from dctaxi.study import choice_of, find_study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace

MAX_NETWORKS: Final = 64
MAX_STEPS: Final = HYPERPARAMETERS["max_batches"].high


@dataclass(frozen=True, slots=True)
class FitPlan:
    """The choice to fit: an ensemble of ``trials`` times ``seeds`` networks, or a single one.

    ``trials`` are numbers of finished trials of ``study``. The first network of a trial has the
    trial's own seed, the others fresh ones. ``steps`` None trains each for as many steps as its
    trial had; a number for as many, up to that, as are best on the validation rows.

    Raises ModelError when something is out of its limits.
    """

    study: str
    trials: tuple[int, ...]
    seeds: int = 1
    rows: FitRows = "train"
    steps: int | None = None

    def __post_init__(self) -> None:
        if self.rows not in get_args(FitRows):
            raise ModelError(
                f"Expected rows to be one of {', '.join(get_args(FitRows))}, got {self.rows!r}."
            )
        if len(set(self.trials)) < len(self.trials) or not self.trials:
            raise ModelError("Expected at least one trial, each once: choose from the table.")
        if not (self.seeds >= 1 and self.networks <= MAX_NETWORKS):
            raise ModelError(
                f"Expected from 1 to {MAX_NETWORKS} networks, got {self.networks}: take fewer "
                "trials or seeds."
            )
        if self.steps is not None and not 1 <= self.steps <= MAX_STEPS:
            raise ModelError(
                f"Expected from 1 to {MAX_STEPS:,} training steps, got {self.steps:,}."
            )

    @property
    def networks(self) -> int:
        """How many networks answer together."""
        return len(self.trials) * self.seeds

    @property
    def name(self) -> str:
        """The choice in words."""
        of = f" of {self.study}"
        if len(self.trials) > 1:
            times = f", {self.seeds} seeds each" if self.seeds > 1 else ""
            return f"{len(self.trials)} trials{of}{times}"
        with_seeds = f" with {self.seeds} seeds" if self.seeds > 1 else ""
        return f"trial {self.trials[0]}{of}{with_seeds}"

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values."""
        return {**dataclasses.asdict(self), "trials": list(self.trials)}

    def key(self, fingerprint: str, study_digest: str) -> str:
        """Return the name of the model that this plan gives on these data: 16 hex digits.

        ``study_digest`` tells a study from another that had its name.
        """
        return _digest([self.to_json(), fingerprint, study_digest])


def digest_of(study: StudyPlan) -> str:
    """Return 16 hex digits that tell a study's plan from all others: it decides the trials."""
    return _digest(study.to_json())


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fit_plan(
    study: str,
    workspace: Workspace,
    *,
    trial: int | Literal["best"] | None = None,
    ensemble: int = 1,
    seeds: int = 1,
    rows: FitRows = "train",
    steps: int | None = None,
) -> FitPlan:
    """Return the plan that fits a choice of a study.

    ``trial`` None means the trial that was chosen of the study, and the best one where none was.
    An ``ensemble`` has so many trials, the best ones after the first; of a trial that is named by
    its number it has so many seeds instead.

    Raises ModelError, StudyError (there is no such study or trial, or too few) and StorageError.
    """
    chosen = choice_of(find_study(study, workspace).user_attrs) if trial is None else None
    if ensemble < 1:
        raise ModelError(f"Expected an ensemble of at least 1 network, got {ensemble}.")
    if isinstance(trial, int):
        number = trial_numbered(trial, finished_trials(study, workspace)).number
        return FitPlan(study, (number,), seeds * ensemble, rows, steps)
    ranked = chosen_first([one.number for one in ranked_trials(study, workspace)], chosen)
    if ensemble > len(ranked):
        raise ModelError(
            f"Expected an ensemble of at most {len(ranked)} trials, as many as of {study!r} have "
            f"finished, got {ensemble}: take fewer."
        )
    return FitPlan(study, tuple(ranked[:ensemble]), seeds, rows, steps)


def chosen_first(ranked: Sequence[int], chosen: int | None) -> list[int]:
    """Return trials, best first, with the one that was chosen of them in front."""
    if chosen is None or chosen not in ranked:
        return list(ranked)
    return [chosen, *(number for number in ranked if number != chosen)]
