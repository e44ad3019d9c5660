"""Network: the layers that a list makes, in order, with the shapes of their weights."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from dctaxi.errors import LessonError
from dctaxi.records import TrialSpec
from dctaxi.space import draw_specs
from dctaxi.training.hyperparameters import parse_hyperparameters

if TYPE_CHECKING:
    from dctaxi.data import FeatureSet
    from dctaxi.space import SearchSpace

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
"""What the page's network is trained with, its list, its switch and its seed aside."""

FEATURE_SET: FeatureSet = "scaled"
"""What the page's network sees of a trip: eight features, as the chapter's, from which it can learn
without batch normalisation too."""

MAX_LIST_LENGTH = 120
"""Characters of the longest list that the page reads."""


class Layer(NamedTuple):
    """One module of the network. ``place`` is its index in the ``nn.Sequential``.

    ``inputs`` and ``outputs`` are features per row; ``shapes`` names each trained parameter with
    its shape.
    """

    place: int
    kind: LayerKind
    inputs: int
    outputs: int
    shapes: tuple[tuple[str, tuple[int, ...]], ...]

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


def read_list(text: str, *, batch_norm: bool = False, seed: int = SPEC.seed) -> TrialSpec:
    """Return the page's training with a list of hidden layers as the chapter writes it.

    Raises HyperparameterError (it is no such list) and LessonError (it is too large to draw).
    """
    raw = {name: getattr(SPEC, name) for name in SPEC.__slots__}
    spec = parse_hyperparameters(
        raw
        | {"num_hidden_neurons": text, "batch_norm_linear_layers": int(batch_norm), "seed": seed}
    )
    neurons = spec.num_hidden_neurons
    if len(neurons) > MAX_LAYERS or max(neurons) > MAX_NEURONS:
        raise LessonError(
            f"This page draws up to {MAX_LAYERS} hidden layers of up to {MAX_NEURONS} neurons, but "
            f"the list has {len(neurons)} layers and {max(neurons)} neurons in the widest: make it "
            "smaller here, or search such networks in a new study."
        )
    return spec


def list_of(space: SearchSpace, seed: int) -> tuple[str, bool]:
    """Return a list of hidden layers drawn from a space, as text, and whether it has batch norm."""
    (spec,) = draw_specs(space, 1, seed)
    return json.dumps(spec.num_hidden_neurons), spec.batch_norm_linear_layers


def layers_of(spec: TrialSpec, num_features: int) -> tuple[Layer, ...]:
    """Return the modules of the network in the order in which a row passes them."""
    widths = (num_features, *spec.num_hidden_neurons, 1)
    found: list[Layer] = []
    for depth, (inputs, outputs) in enumerate(pairwise(widths)):
        if spec.batch_norm_linear_layers:
            shapes = (("weight", (inputs,)), ("bias", (inputs,)))
            found.append(Layer(len(found), "BatchNorm1d", inputs, inputs, shapes))
        linear = (("weight", (outputs, inputs)), ("bias", (outputs,)))
        found.append(Layer(len(found), "Linear", inputs, outputs, linear))
        if depth < len(widths) - 2:
            found.append(Layer(len(found), "ReLU", outputs, outputs, ()))
    return tuple(found)
