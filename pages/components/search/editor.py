"""The rows of the space editor, and the space that they make together."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.space.advice import advice_on
from dctaxi.space.parameters import PARAMETERS, layer_name, layer_of, whole_values
from dctaxi.space.search_space import SearchSpace
from pages.components.lessons import controls
from pages.components.search import row as space_row
from pages.components.shared import state

if TYPE_CHECKING:
    from dctaxi.space.dimensions import Dimension
    from pages.components.search.row import Row

_SHOWN = "space.shown"
_OWN_LAYERS = "space.own_layers"


def show() -> bool:
    """Draw every row; what they make becomes the tab's working space, if it is a space.

    Tell whether it is. The rows follow when something else changed the working space.
    """
    working = state.working_space()
    if st.session_state.get(_SHOWN) != working.to_json():
        fill(working)
    rows: dict[str, Row] = {}
    for name in PARAMETERS:
        rows[name] = (
            space_row.show_closed(name, working.parameters[name])
            if controls.closed(name)
            else space_row.show(name)
        )
        if name == "num_hidden_layer_neurons":
            rows |= _own_layers(working, rows["num_layers"].dimension)
    for name, row in rows.items():
        _warn(working, name, row)
    dimensions = {name: row.dimension for name, row in rows.items()}
    if None in dimensions.values():
        return False
    try:
        space = _space_of(dimensions)
    except SpaceError as error:
        changed = [n for n, d in dimensions.items() if d != working.parameters.get(n)]
        rows[changed[-1]].say(str(error))
        return False
    state.set_working_space(space)
    st.session_state[_SHOWN] = space.to_json()
    return True


def fill(space: SearchSpace) -> None:
    """Let the rows show a space; to be called before they are drawn."""
    for name, dimension in space.parameters.items():
        space_row.fill(name, dimension)
    st.session_state[_OWN_LAYERS] = [layer for layer, _ in space.layer_neurons]
    st.session_state[_SHOWN] = space.to_json()


def _warn(working: SearchSpace, name: str, row: Row) -> None:
    """Say at a row what its author probably did not mean, whatever the other rows hold."""
    if row.dimension is None:
        return
    try:
        warnings = advice_on(working.replace(name, row.dimension))
    except SpaceError:
        return  # said once the rows are looked at together
    for advice in warnings:
        if advice.parameter == name and advice.severity == "warning":
            row.warn(advice.message)


def _own_layers(working: SearchSpace, num_layers: Dimension | None) -> dict[str, Row]:
    """Draw one more row for each layer whose width is not that of all layers.

    A layer that ``num_layers`` does not reach keeps its row's values and waits.
    """
    most = working.max_layers if num_layers is None else whole_values(num_layers)[-1]
    chosen = st.session_state[_OWN_LAYERS]
    own = st.multiselect(
        "Layers with neurons of their own",
        sorted({*range(most), *chosen}),
        format_func=functools.partial(_layer_words, most),
        key=_OWN_LAYERS,
        persist_state="session",
        placeholder="None: the row above holds for every layer",
        help="A layer exists only in trials with enough layers. They count from 0.",
    )
    rows = {}
    for layer in sorted(n for n in own if n < most):
        name = layer_name(layer)
        space_row.fill_once(name, working.neurons(layer))
        rows[name] = space_row.show(name)
    return rows


def _layer_words(most: int, layer: int) -> str:
    return f"Layer {layer}" if layer < most else f"Layer {layer} (not reached)"


def _space_of(dimensions: dict[str, Dimension]) -> SearchSpace:
    named = {name: dimensions[name] for name in PARAMETERS}
    own = {layer_of(name): d for name, d in dimensions.items() if layer_of(name) is not None}
    return SearchSpace(**named, layer_neurons=tuple(own.items()))
