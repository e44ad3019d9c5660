"""A network as a picture, and its layers as a table: what each trains, and why it is so large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi.data.features import feature_names
from dctaxi.plots.learn.network import network_data, network_figure, network_text
from dctaxi.teaching.network_shapes import FEATURE_SET, layers_of
from pages.components.shared import formats, plot_panel

if TYPE_CHECKING:
    from dctaxi.plots.parts.template import TemplateName
    from dctaxi.records import TrialSpec
    from dctaxi.teaching.network_shapes import Layer

_PLOT = "network"


def picture(spec: TrialSpec) -> None:
    """Draw the network from its features to the fare."""
    data = network_data(_layers(spec))

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(network_figure(data, template=look), network_text(data))

    plot_panel.show(draw, plot_panel.heading(_PLOT), key=f"network_{_PLOT}")


def table(spec: TrialSpec) -> None:
    """Draw a row for each layer, in the order in which a trip passes them."""
    layers = _layers(spec)
    st.subheader("Layer by layer", anchor=False)
    rows = [
        {
            "Layer": f"({layer.place}): {layer.title}",
            "What is trained": _trained(layer),
            "Why": layer.why,
        }
        for layer in layers
    ]
    st.table(pd.DataFrame(rows).set_index("Layer"), border="horizontal")


def _layers(spec: TrialSpec) -> tuple[Layer, ...]:
    return layers_of(spec, len(feature_names(FEATURE_SET)))


def _trained(layer: Layer) -> str:
    """Return ``weight [3, 8], bias [3]: 27 numbers``, the shapes as torch shows them."""
    if not layer.shapes:
        return "nothing"
    shapes = ", ".join(f"{name} {list(shape)}" for name, shape in layer.shapes)
    return f"{shapes}: {formats.count(layer.parameters, 'number')}"
