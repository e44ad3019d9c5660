"""What each hyperparameter is called and means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.labels.label import Label
from dctaxi.space.parameters import layer_of

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
