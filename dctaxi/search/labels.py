"""What everything is called and means: the one source of labels, units and help texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from dctaxi.search.parameters import layer_of

if TYPE_CHECKING:
    from dctaxi.data.features import FeatureSet
    from dctaxi.training.engine import EngineId, LoaderId


@dataclass(frozen=True, slots=True)
class Label:
    """A name for people, one paragraph on what it means, and the unit, if it has one."""

    label: str
    help: str
    unit: str = ""

    @property
    def with_unit(self) -> str:
        """The name, and the unit behind it in brackets: ``Validation RMSE (USD)``."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


HYPERPARAMETERS: Mapping[str, Label] = MappingProxyType({
    "seed": Label(
        "Seed",
        "Fixes the initial weights of the network. It is searched on purpose: a hyperparameter "
        "that matters less than the random seed can be dropped.",
    ),
    "batch_norm_linear_layers": Label(
        "Batch normalisation",
        "1 puts a batch normalisation before every linear layer, the first and the last included; "
        "0 leaves them out. It needs batches of at least 2 rows.",
    ),
    "optimizer": Label(
        "Optimiser",
        "How gradients become steps. Adam means AdamW with weight decay 0.01, as in the chapter; "
        "SGD is plain gradient descent without momentum.",
    ),
    "lr": Label(
        "Learning rate",
        "How far each training step goes. Too small learns too little in the steps there are; too "
        "large jumps about or diverges. Search it in log scale.",
    ),
    "num_layers": Label(
        "Hidden layers",
        "How many hidden layers the network has. Each is a linear layer and a ReLU; one more "
        "linear layer makes the fare.",
        "layers",
    ),
    "num_hidden_layer_neurons": Label(
        "Neurons per hidden layer",
        "How wide a hidden layer is. Every layer of a trial is asked for on its own, and only if "
        "the trial has it.",
        "neurons",
    ),
    "batch_size": Label(
        "Batch size",
        "How many rows one training step sees, and how many rows the validation judges. Beyond the "
        "number of training rows, rows repeat.",
        "rows",
    ),
    "max_batches": Label(
        "Training steps",
        "How many batches the network is trained on: one step each, in a single epoch.",
        "steps",
    ),
})  # fmt: skip
"""By the name of the space's parameter."""

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

_OBJECTIVES: dict[str, Label] = {
    "train_val_rmse": Label(
        "Train + validation RMSE",
        "RMSE of the last training batch, before its update, plus RMSE of the validation batch "
        "after it. The chapter's objective, measured after the last step.",
        "USD",
    ),
    "val_rmse": Label(
        "Validation RMSE",
        "RMSE of the validation batch after the last step, in evaluation mode: the error on trips "
        "that the network was not trained on.",
        "USD",
    ),
    "chapter_objective": Label(
        "Chapter's objective",
        "Train + validation RMSE at the last step that is a multiple of 20, as the chapter reads "
        "it: with 35 steps, the 15 after step 20 are never judged.",
        "USD",
    ),
}

OBJECTIVES: Mapping[str, Label] = MappingProxyType(_OBJECTIVES)
"""What a study can minimise, by ``ObjectiveName``."""

METRICS: Mapping[str, Label] = MappingProxyType({
    **_OBJECTIVES,
    "value": Label(
        "Value",
        "The number that the study minimises: which one was chosen at its launch. Lower is better.",
        "USD",
    ),
    "train_rmse": Label(
        "Training RMSE",
        "RMSE of a step's training batch before its update, in training mode: batch normalisation "
        "uses the batch's own statistics then.",
        "USD",
    ),
    "train_rmse_eval": Label(
        "Training RMSE in evaluation mode",
        "RMSE of the last training batch after training, as the finished network answers. Far "
        "above the training RMSE, it unmasks a winner whose batch normalisation has not settled.",
        "USD",
    ),
    "test_rmse": Label(
        "Test RMSE",
        "RMSE of the first batch of the test set, which no choice was based on.",
        "USD",
    ),
    "baseline": Label(
        "Constant predictor",
        "What a model would score that always answers the mean fare of the training rows. A trial "
        "above this line has learnt nothing.",
        "USD",
    ),
    "noise_level": Label(
        "Noise level",
        "The importance of the random seed. What lies below it matters less than chance.",
    ),
    "curve": Label(
        "Learning curve",
        "Training and validation RMSE at every validation: each 20 steps and after the last.",
        "USD",
    ),
    "duration_s": Label("Duration", "How long a trial took, from asking to its result.", "s"),
    "train_s": Label("Training time", "How long the training itself took.", "s"),
    "trials_per_s": Label(
        "Speed", "Finished trials per second, sampling and storing included.", "trials/s"
    ),
    "status": Label(
        "Outcome",
        "Finished; diverged, when a number stopped being finite; stopped by you; or failed, when "
        "it could not run.",
    ),
})  # fmt: skip
"""By the name under which a number is stored or computed."""

PLOTS: Mapping[str, Label] = MappingProxyType({
    "importances": Label(
        "Importances",
        "How much each hyperparameter decides whether a trial is among the best. The seed's bar is "
        "the noise level: what does not reach above it can be dropped, what does deserves another "
        "look.",
    ),
    "parallel": Label(
        "Parallel coordinates",
        "One line per trial through the values of its hyperparameters; dark lines scored low. Look "
        "for the interval that the dark lines pass through, and search there next.",
    ),
    "contour": Label(
        "Contour",
        "The objective over a pair of hyperparameters. It shows two at a time only: what the "
        "others do is averaged into it.",
    ),
    "history": Label(
        "Optimisation history",
        "Every trial's value in the order of trials, the best so far, and what a constant "
        "predictor would score.",
    ),
    "learning_curve": Label(
        "Learning curve",
        "RMSE of the training batch and of the validation batch at each validation of one trial.",
    ),
    "distribution": Label(
        "Distribution",
        "How the objectives of whole populations are spread. The further up and left a curve runs, "
        "the better: at any objective it shows the share of trainings that do at least as well.",
    ),
    "landscape": Label(
        "Trained landscape",
        "Each cell is answered by trainings of its own. Dots are the trials of the study; a click "
        "on a cell shows its trainings.",
    ),
    "interpolation": Label(
        "Optuna's interpolation",
        "The same pair as Optuna's contour plot would fill it from the study's trials alone, in "
        "the colours of the trained landscape.",
    ),
    "repeats": Label(
        "Repeats",
        "Each dot is one more training of a trial with nothing changed but the seed. The diamond "
        "is what the trial scored in the study, the bar the median of its repeats with its 95 % "
        "interval.",
    ),
    "decades": Label(
        "Samples per order of magnitude",
        "Where 300 samples of a range fall. In equal steps nearly all lie in the highest order of "
        "magnitude; in log scale each gets as many as the next.",
    ),
})  # fmt: skip

FEATURE_SETS: Mapping[FeatureSet, Label] = MappingProxyType({
    "raw": Label(
        "Raw",
        "The chapter's eight columns as they are: coordinates in degrees beside a year of 2015. "
        "Hard to learn from without batch normalisation.",
        "8 features",
    ),
    "scaled": Label(
        "Scaled",
        "The eight columns, each less the training set's mean and divided by its deviation.",
        "8 features",
    ),
    "distance": Label(
        "Scaled with distance",
        "The scaled columns and the great-circle distance of the trip, on which fares depend most.",
        "9 features",
    ),
})  # fmt: skip

ENGINES: Mapping[EngineId, Label] = MappingProxyType({
    "fused": Label(
        "Fused",
        "Whole trainings inside one compiled kernel, many at a time: thousands of models a second. "
        "Same numbers as Lightning to rounding.",
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

STUDY_OPTIONS: Mapping[str, Label] = MappingProxyType({
    "name": Label(
        "Study name",
        "Studies are found again under this name, here, in addresses and on the command line.",
    ),
    "n_trials": Label("Trials", "How many configurations to train. More can be added later."),
    "timeout_s": Label("Time limit", "The study asks for no new trial after this time.", "s"),
    "sampler": Label("Sampler", "How the next trial's hyperparameters are chosen."),
    "sampler_seed": Label(
        "HPO seed",
        "Makes the sampler's choices repeatable. Not the seed of the weights, which is a "
        "hyperparameter.",
    ),
    "objective": Label("Objective", "The number that the study makes as small as it can."),
    "engine": Label("Engine", "The code that trains."),
    "device": Label(
        "Device",
        "Where to train. Models this small are slower on a GPU with the Lightning engine.",
    ),
    "loader": Label("Loader", "Where the Lightning engine gets its batches from."),
    "feature_set": Label("Feature set", "What the network sees of a trip."),
    "as_printed": Label(
        "As printed",
        "The chapter's loop exactly: one trial at a time, univariate TPE without constant liar, "
        "and the objective read at a multiple of 20 steps.",
    ),
    "round_size": Label(
        "Round size",
        "How many trials are asked and trained together before the sampler sees a result. More is "
        "faster; too many make the search blind.",
        "trials",
    ),
})  # fmt: skip
"""What is asked at the launch of a study, by the name of the plan's field."""


def parameter_label(name: str) -> Label:
    """Return the label of a space's parameter or of a trial's, the widths of layers included.

    A parameter of some other program's study has its own name as label, and no help.
    """
    layer = layer_of(name)
    if layer is None:
        return HYPERPARAMETERS.get(name, Label(name, ""))
    every = HYPERPARAMETERS["num_hidden_layer_neurons"]
    return Label(f"Neurons of hidden layer {layer}", every.help, every.unit)


def help_text(name: str) -> str | None:
    """Return the help of a parameter as :func:`parameter_label` knows it; None if there is none."""
    return parameter_label(name).help or None
