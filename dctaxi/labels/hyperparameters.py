"""What each hyperparameter is called and means: the table's own words, and those of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi import hyperparameters
from dctaxi.hyperparameters import WIDTH, layer_of
from dctaxi.labels.label import Label

HYPERPARAMETERS: Mapping[str, Label] = MappingProxyType({
    name: Label(row.label, row.help, row.unit)
    for name, row in hyperparameters.HYPERPARAMETERS.items()
})  # fmt: skip
"""By the name of the space's parameter."""


def parameter_label(name: str) -> Label:
    """Return the label of a space's parameter or of a trial's, the widths of layers included.

    A parameter of some other program's study has its own name as label, and no help.
    """
    layer = layer_of(name)
    if layer is None:
        return HYPERPARAMETERS.get(name, Label(name, ""))
    every = HYPERPARAMETERS[WIDTH]
    return Label(f"Neurons of hidden layer {layer}", every.help, every.unit)
