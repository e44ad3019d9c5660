"""A network from a list: its layers in order, the shapes of their weights, and why they are so."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

from dctaxi.errors import LessonError
from dctaxi.records import TrialSpec
from dctaxi.training.hyperparameters import parse_hyperparameters

MAX_LAYERS = 12
MAX_NEURONS = 64
"""Larger networks train as well; a picture of them shows nothing."""

LayerKind = Literal["BatchNorm1d", "Linear", "ReLU"]

CHAPTER_LIST = "[3, 5, 8]"
"""The chapter's example of ``num_hidden_neurons``."""

SPEC = TrialSpec(
    seed=42,
    num_hidden_neurons=(3, 5, 8),
    batch_norm_linear_layers=False,
    optimizer="Adam",
    lr=0.03,
    batch_size=40,
    max_batches=200,
)
"""What the page's network is trained with, its list and switches aside."""


class Layer(NamedTuple):
    """One module of the network. ``place`` is its index in the ``nn.Sequential``.

    ``inputs`` and ``outputs`` are features per row; ``shapes`` names each trained parameter with
    its shape; ``why`` says in a sentence why its size is that.
    """

    place: int
    kind: LayerKind
    inputs: int
    outputs: int
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    why: str

    @property
    def title(self) -> str:
        """The layer as the chapter writes it: ``Linear(8, 3)``."""
        sizes = {
            "BatchNorm1d": f"({self.inputs})",
            "Linear": f"({self.inputs}, {self.outputs})",
            "ReLU": "()",
        }
        return f"{self.kind}{sizes[self.kind]}"

    @property
    def parameters(self) -> int:
        """How many numbers of it are trained."""
        total = 0
        for _, shape in self.shapes:
            count = 1
            for size in shape:
                count *= size
            total += count
        return total


def read_list(text: str, *, batch_norm: bool = False) -> TrialSpec:
    """Return the page's training with a list of hidden layers as the chapter writes it.

    Raises HyperparameterError (it is no such list) and LessonError (it is too large to draw).
    """
    raw = {name: getattr(SPEC, name) for name in SPEC.__slots__}
    spec = parse_hyperparameters(
        raw | {"num_hidden_neurons": text, "batch_norm_linear_layers": int(batch_norm)}
    )
    neurons = spec.num_hidden_neurons
    if len(neurons) > MAX_LAYERS or max(neurons) > MAX_NEURONS:
        raise LessonError(
            f"This page draws up to {MAX_LAYERS} hidden layers of up to {MAX_NEURONS} neurons, but "
            f"the list has {len(neurons)} layers and {max(neurons)} neurons in the widest: make it "
            "smaller here, or search such networks on the Space page."
        )
    return spec


def layers_of(spec: TrialSpec, num_features: int) -> tuple[Layer, ...]:
    """Return the modules of the network in the order in which a row passes them."""
    widths = (num_features, *spec.num_hidden_neurons, 1)
    found: list[Layer] = []
    for depth, (inputs, outputs) in enumerate(pairwise(widths)):
        source = "the features" if depth == 0 else f"hidden layer {depth - 1}"
        if spec.batch_norm_linear_layers:
            why = (
                f"It normalises what enters the next Linear, so it has one mean, variance, scale "
                f"and shift for each of the {inputs} outputs of {source}."
            )
            shapes = (("weight", (inputs,)), ("bias", (inputs,)))
            found.append(Layer(len(found), "BatchNorm1d", inputs, inputs, shapes, why))
        last = depth == len(widths) - 2
        target = "the fare" if last else f"hidden layer {depth}"
        why = (
            f"From {source} to {target}: a row of {inputs} weights for each of its "
            f"{outputs} {'output' if outputs == 1 else 'outputs'}, and a bias."
        )
        linear = (("weight", (outputs, inputs)), ("bias", (outputs,)))
        found.append(Layer(len(found), "Linear", inputs, outputs, linear, why))
        if not last:
            why = "Sets what is below 0 to 0; nothing in it is trained."
            found.append(Layer(len(found), "ReLU", outputs, outputs, (), why))
    return tuple(found)
