"""What a study is asked to do: everything that decides its table of trials, frozen, as JSON."""

from __future__ import annotations

import dataclasses
import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from dctaxi.data import (
    DEFAULT_FEATURE_SET,
    DataSource,
    FeatureSet,
    SampleSource,
    source_from_json,
)
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.names import check_name
from dctaxi.records import ObjectiveName, OverSeeds
from dctaxi.samplers import (
    ASKERS,
    SAMPLERS,
    AskerId,
    SamplerId,
    check_sampler,
    fastest_asker,
    has_rustuna,
)
from dctaxi.space import Fixed, SearchSpace, space_from_json
from dctaxi.structure import beyond, fields_of
from dctaxi.training import MAX_SEEDS_PER_TRIAL, DeviceChoice, EngineId, LoaderId

VERSION: Final = 1
"""Version of the JSON form."""

OTHER_MAKER, NEWER_MAKER = "another program", "a newer release of this program"
"""Who made a study without a plan that this release can read."""

MAX_TRIALS: Final = 100_000
"""The most trials of a study: a few minutes' random search, and more than any page can show."""

MAX_ROUND_SIZE: Final = 10_000
"""The most trials of a round: they are lost together if the program is killed in it."""

RoundSize = int | Literal["auto"]

AskerChoice = AskerId | Literal["auto"]
"""Whose implementation of the sampler asks, or whoever is the fastest of those as good."""


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What to search, how, on which data, for how long.

    ``n_trials`` or ``timeout_s`` (seconds of one run) may be None, not both. ``round_size`` trials
    are asked for and trained together. ``enqueue`` holds configurations, by trial parameter, that
    are trained first. ``parent`` names the study that this one continues in another space.

    ``asker`` names whose implementation of the sampler asks; ``auto`` becomes the fastest that is
    as good on this machine, and a study keeps the one that it was made with.

    A trial trains its configuration ``seeds_per_trial`` times, with seeds that follow from the
    configuration, and its value is what ``over_seeds`` says of them. With more than one the seed is
    no hyperparameter, and a space that searches it becomes one that does not.

    ``as_printed`` is the chapter's loop: univariate TPE without constant liar, one trial at a
    time, judged by ``chapter_objective``; see the function of that name.

    Raises StudyError when something is out of its limits.
    """

    name: str
    space: SearchSpace
    sampler: SamplerId = "tpe"
    sampler_seed: int = 42
    n_trials: int | None = 100
    timeout_s: float | None = None
    objective: ObjectiveName = "train_val_rmse"
    engine: EngineId = "fused"
    device: DeviceChoice = "auto"
    loader: LoaderId = "memory"
    source: DataSource = field(default_factory=SampleSource)
    feature_set: FeatureSet = DEFAULT_FEATURE_SET
    as_printed: bool = False
    round_size: RoundSize = "auto"
    parent: str | None = None
    enqueue: tuple[Mapping[str, Any], ...] = ()
    asker: AskerChoice = "auto"
    seeds_per_trial: int = 1
    over_seeds: OverSeeds = "median"

    def __post_init__(self) -> None:
        check_name(self.name)
        _check_choice("sampler", self.sampler, tuple(SAMPLERS))
        check_sampler(self.sampler, seed=self.sampler_seed, as_printed=self.as_printed)
        _check_choice("asker", self.asker, ("auto", *ASKERS))
        _check_choice("objective", self.objective, get_args(ObjectiveName))
        _check_choice("engine", self.engine, get_args(EngineId))
        _check_choice("device", self.device, get_args(DeviceChoice))
        _check_choice("loader", self.loader, get_args(LoaderId))
        _check_choice("feature_set", self.feature_set, get_args(FeatureSet))
        if self.n_trials is not None:
            _check_integer("n_trials", self.n_trials, 1, MAX_TRIALS)
        elif self.timeout_s is None:
            raise StudyError("Expected a number of trials, a time limit or both, got neither.")
        check_timeout(self.timeout_s)
        if self.round_size != "auto":
            _check_integer("round_size", self.round_size, 1, MAX_ROUND_SIZE)
        if self.parent is not None:
            check_name(self.parent)
        _check_integer("seeds_per_trial", self.seeds_per_trial, 1, MAX_SEEDS_PER_TRIAL)
        _check_choice("over_seeds", self.over_seeds, get_args(OverSeeds))
        if self.seeds_per_trial > 1:
            object.__setattr__(self, "space", seedless(self.space, self.seeds_per_trial))
            started = ({n: v for n, v in params.items() if n != "seed"} for params in self.enqueue)
            object.__setattr__(self, "enqueue", tuple(started))
        for params in self.enqueue:
            self.space.spec_of(params)
        if self.as_printed:
            _check_as_printed(self)
        fast = SAMPLERS[self.sampler].fast is not None and not self.as_printed
        if self.asker == "auto":
            object.__setattr__(self, "asker", fastest_asker() if fast else "optuna")
        elif self.asker == "rustuna" and not fast:
            what = "as printed" if self.as_printed else SAMPLERS[self.sampler].label.label
            raise StudyError(f"asker: {what} is asked for by Optuna alone; choose auto or optuna.")

    def repeats(self, other: StudyPlan) -> bool:
        """Tell whether this plan's trials are those of the other, of which there may be more."""
        same = dataclasses.replace(
            self,
            name=other.name,
            n_trials=other.n_trials,
            timeout_s=other.timeout_s,
            device=other.device,
        )
        return same == other

    @property
    def asked_by(self) -> AskerId:
        """Whose implementation of the sampler asks."""
        return "rustuna" if self.asker == "rustuna" else "optuna"

    @property
    def sampler_text(self) -> str:
        """The sampler's name, and who asked where it was not Optuna."""
        label = SAMPLERS[self.sampler].label.label
        return f"{label} ({self.asked_by})" if self.asked_by != "optuna" else label

    def to_json(self) -> dict[str, Any]:
        """Return the plan as plain JSON values; ``plan_from_json`` reads them."""
        fields = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return fields | {
            "version": VERSION,
            "space": self.space.to_json(),
            "source": self.source.to_json(),
            "enqueue": [dict(params) for params in self.enqueue],
        }


def as_printed(plan: StudyPlan) -> StudyPlan:
    """Return the plan in the chapter's manner; space, data, seed and limits stay as they are."""
    return dataclasses.replace(
        plan,
        as_printed=True,
        sampler="tpe",
        round_size=1,
        objective="chapter_objective",
        parent=None,
        enqueue=(),
        asker="auto",
        seeds_per_trial=1,
    )


def seedless(space: SearchSpace, seeds_per_trial: int) -> SearchSpace:
    """Return the space in which trials of so many seeds are asked for: with several, none of it
    searches the seed.
    """
    if seeds_per_trial == 1 or isinstance(space["seed"], Fixed):
        return space
    return space.replace("seed", Fixed(0))


def check_asker(plan: StudyPlan) -> None:
    """Raise StudyError unless whoever asks for the plan's trials is installed."""
    if plan.asked_by == "rustuna" and not has_rustuna():
        raise StudyError(
            f"The trials of {plan.name!r} are asked for by rustuna, which is not installed: "
            "install it, or start a study of the same plan whose asker is optuna."
        )


def plan_from_json(document: object) -> StudyPlan:
    """Read a plan from plain JSON values.

    Raises StudyError (a key is unknown or missing, or a value is of a wrong type or out of limits),
    SpaceError (the space cannot be read) and DataError (the data source cannot be read).
    """
    values = fields_of(
        document, StudyPlan, StudyError, noun="plan", version=VERSION,
        types={"as_printed": bool, "enqueue": list[dict[str, Any]]},
    )  # fmt: skip
    values["space"] = space_from_json(values["space"])
    if "source" in values:
        values["source"] = source_from_json(values["source"])
    values["enqueue"] = tuple(values.get("enqueue", ()))
    return StudyPlan(**values)


def plan_or_maker(stored: object, name: str) -> tuple[StudyPlan | None, str]:
    """Return a study's plan under its present name, or who made a study that has none.

    ``stored`` is what it keeps as its plan. What only a later release can have written there makes
    the study one of a newer release; anything else that is no plan makes it another program's.
    """
    if not isinstance(stored, Mapping):
        return None, OTHER_MAKER
    try:
        return plan_from_json({**stored, "name": name}), ""
    except DcTaxiError as error:
        return None, NEWER_MAKER if error.newer else OTHER_MAKER


def check_timeout(timeout_s: float | None) -> None:
    """Raise StudyError unless this is None or a positive, finite number of seconds."""
    if timeout_s is None:
        return
    number = isinstance(timeout_s, int | float) and not isinstance(timeout_s, bool)
    if not (number and math.isfinite(timeout_s) and timeout_s > 0):
        raise StudyError(f"timeout_s: expected a positive number of seconds, got {timeout_s!r}.")


def _check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise beyond(
            StudyError, f"{name}: expected one of {', '.join(choices)}, got {reprlib.repr(value)}."
        )


def _check_integer(name: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise StudyError(
            f"{name}: expected a whole number from {low:,} to {high:,}, got {reprlib.repr(value)}."
        )


def _check_as_printed(plan: StudyPlan) -> None:
    wanted = {
        "objective": "chapter_objective",
        "parent": None,
        "enqueue": (),
        "seeds_per_trial": 1,
    }
    for name, value in wanted.items():
        if getattr(plan, name) != value:
            raise StudyError(
                f"{name}: as printed means {value!r}, got {getattr(plan, name)!r}: change it, or "
                "switch off as printed."
            )
    if plan.round_size not in (1, "auto"):
        raise StudyError(
            f"round_size: as printed trains one trial at a time, got {plan.round_size}: choose 1 "
            "or auto, or switch off as printed."
        )
