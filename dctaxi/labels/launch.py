"""What can be chosen at the launch of a study."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from dctaxi.labels.label import Label
from dctaxi.records import VALIDATION_INTERVAL

if TYPE_CHECKING:
    from dctaxi.data import FeatureSet
    from dctaxi.records import OverSeeds
    from dctaxi.training import EngineChoice, LoaderId

FEATURE_SETS: Mapping[FeatureSet, Label] = MappingProxyType({
    "raw": Label(
        "Raw",
        "The columns as they are: coordinates in degrees beside a year such as 2015. Hard to "
        "learn from unless something normalises them.",
        "8 features",
    ),
    "scaled": Label(
        "Scaled",
        "The columns, each less the training set's mean and divided by its deviation.",
        "8 features",
    ),
    "distance": Label(
        "Scaled with distance",
        "The scaled columns and the great-circle distance of the trip, on which fares depend most.",
        "9 features",
    ),
})  # fmt: skip

ENGINES: Mapping[EngineChoice, Label] = MappingProxyType({
    "auto": Label(
        "Whichever is first",
        "Fused. A small study that is launched before its kernel is compiled trains with Stacked, "
        "and so does a large one on a card that is faster. A study keeps its engine.",
    ),
    "fused": Label(
        "Fused",
        "Whole trainings inside one compiled kernel, many at a time: thousands of models a second. "
        "Same numbers as Lightning to rounding.",
    ),
    "stacked": Label(
        "Stacked",
        "Many trainings side by side in plain PyTorch, on the CPU or a card. Nothing is compiled, "
        "so it begins at once. Same numbers as Lightning to rounding.",
    ),
    "ray": Label(
        "Ray",
        "The fused engine on the machines of a Ray cluster: populations, repeats, "
        "random and quasi-Monte Carlo searches spread over them. TPE gains nothing: it asks in "
        "small rounds.",
    ),
    "lightning": Label(
        "Lightning",
        "The chapter's training loop in PyTorch Lightning, one model at a time: the reference.",
    ),
})  # fmt: skip

LOADERS: Mapping[LoaderId, Label] = MappingProxyType({
    "memory": Label("Memory", "Batches cut out of the data in memory: the same, and much faster."),
    "kaen": Label(
        "kaen",
        "Batches streamed by kaen's ObjectStorageDataset as in the chapter, for data that stays in "
        "object storage.",
    ),
})  # fmt: skip

ASKERS: Mapping[str, Label] = MappingProxyType({
    "auto": Label(
        "Whoever is fastest",
        "rustuna, the Optuna organisation's samplers in Rust, for TPE and random where it is "
        "installed: the same formulas, thirty times as fast. Optuna for all others. A study that "
        "you continue keeps the one it started with.",
    ),
    "optuna": Label(
        "Optuna",
        "Optuna's own samplers: *How TPE chooses* can then show the candidates of every trial, "
        "too.",
    ),
})  # fmt: skip

RECOMMENDED_SEEDS = 4
"""Seeds per trial whose winners hold best at equal trainings: docs/decisions/seeds.md."""

SEEDS_ADVICE = (
    f"{RECOMMENDED_SEEDS} are recommended where the winner is to hold: with as many trainings in "
    "all it was better on test rows than with 1 in two of three spaces measured, and in the third, "
    "on raw coordinates, no different beyond luck."
)
"""What the measurement says to whoever chooses."""

OVER_SEEDS: Mapping[OverSeeds, Label] = MappingProxyType({
    "median": Label(
        "Median",
        "The score in the middle. A training that diverges counts as infinitely bad, so there is a "
        "median for as long as more than half of the seeds finish.",
    ),
    "mean": Label(
        "Mean",
        "The average score. A configuration that diverges with one of its seeds has none.",
    ),
})  # fmt: skip

STUDY_OPTIONS: Mapping[str, Label] = MappingProxyType({
    "name": Label(
        "Study name",
        "Studies are found again under this name, here, in addresses and on the command line.",
    ),
    "n_trials": Label("Trials", "How many configurations to train. More can be added later."),
    "timeout_s": Label("Time limit", "No new trial starts after this time.", "s"),
    "sampler": Label("Sampler", "How the next trial's hyperparameters are chosen."),
    "asker": Label("Asked by", "Whose implementation of the sampler chooses the trials."),
    "sampler_seed": Label(
        "HPO seed",
        "Makes the sampler's choices repeatable. Not the seed of the weights.",
    ),
    "objective": Label("Objective", "The number that the study tries to make small."),
    "engine": Label("Engine", "The code that trains."),
    "device": Label(
        "Device",
        "Where to train. Auto takes a card where it agrees with the CPU and is faster. MPS has "
        "float32 only: its scores differ from other devices' by up to some percent.",
    ),
    "loader": Label("Loader", "Where the Lightning engine gets its batches from."),
    "feature_set": Label("Feature set", "What the network sees of a trip."),
    "as_printed": Label(
        "As printed",
        "The chapter's loop exactly: one trial at a time, univariate TPE without constant liar, "
        f"and the objective read at a multiple of {VALIDATION_INTERVAL} steps.",
    ),
    "round_size": Label(
        "Round size",
        "How many trials are chosen and trained together before the sampler sees a result. More is "
        "faster; too many make the search blind.",
        "trials",
    ),
    "seeds_per_trial": Label(
        "Seeds per trial",
        "Trains every configuration this many times, each time from other initial weights, and "
        "judges it by all of them. The seed is then not searched, and a trial takes that many "
        "trainings.",
        "seeds",
    ),
    "over_seeds": Label("Value over seeds", "How the scores of its seeds become a trial's value."),
})  # fmt: skip
"""What is asked at the launch of a study, by the name of the plan's field."""
