"""The rows of the space editor, the space that they make together, and what it amounts to."""

from __future__ import annotations

import functools
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.hyperparameters import HYPERPARAMETERS, NUM_LAYERS, WIDTH, layer_name, layer_of
from dctaxi.program import python_source
from dctaxi.space import Fixed, SearchSpace, advice_on, whole_values
from pages.components.search import parameter_row
from pages.components.shared import formats, open_lesson, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.space import Dimension

_SHOWN = "space.shown"
_OWN_LAYERS = "space.own_layers"

_ORDER = sorted(HYPERPARAMETERS, key=lambda name: name == "seed")
"""The order of the rows: as trials are asked, but the seed last, since nobody narrows it."""


def show() -> bool:
    """Draw every row; what they make becomes the tab's working space, if it is a space.

    Tell whether it is. The rows follow when something else changed the working space.
    """
    working = state.working_space()
    if st.session_state.get(_SHOWN) != working.to_json():
        fill(working)
    rows: dict[str, parameter_row.Row] = {}
    for name in _ORDER:
        rows[name] = (
            parameter_row.show_closed(name, working.parameters[name])
            if open_lesson.closed(name)
            else parameter_row.show(name)
        )
        if name == WIDTH:
            rows |= _own_layers(working, rows[NUM_LAYERS].dimension)
    for name, row in rows.items():
        _warn(working, name, row)
    dimensions = {n: row.dimension for n, row in rows.items() if row.dimension is not None}
    if len(dimensions) < len(rows):
        return False
    try:
        space = SearchSpace(dimensions)
    except SpaceError as error:
        changed = [n for n, d in dimensions.items() if d != working.parameters.get(n)]
        rows[changed[-1]].say(str(error))
        return False
    state.set_working_space(space)
    st.session_state[_SHOWN] = space.to_json()
    return True


def fill(space: SearchSpace, rows: Mapping[str, Mapping[str, Any]] = MappingProxyType({})) -> None:
    """Let rows show a space and what was typed beside it; to be called before they are drawn."""
    for name, dimension in space.parameters.items():
        parameter_row.fill(name, dimension, rows.get(name))
    layers = map(layer_of, space.parameters)
    st.session_state[_OWN_LAYERS] = [layer for layer in layers if layer is not None]
    st.session_state[_SHOWN] = space.to_json()


def typed(space: SearchSpace) -> dict[str, dict[str, Any]]:
    """Return what rows hold beside a space, by hyperparameter, where they show this space."""
    if st.session_state.get(_SHOWN) != space.to_json():
        return {}
    beside = {name: parameter_row.beside(name, one) for name, one in space.parameters.items()}
    return {name: form for name, form in beside.items() if form}


def summary(space: SearchSpace, rows: int | None, *, valid: bool) -> None:
    """Say what a space amounts to: its size, what to think about, its Python source.

    ``rows`` is the number of training rows where it is known.
    """
    if not valid:
        st.warning(
            "Correct the marked row. Until then the last valid space is used.",
            icon=":material/build:",
        )
    searched = [d for d in space.trial_parameters.values() if not isinstance(d, Fixed)]
    fixed = len(space.trial_parameters) - len(searched)
    others = f", {fixed} fixed" if fixed else ""
    st.caption(f"{formats.count(len(searched), 'value')} to search{others}: {Plain(_size(space))}.")
    notes = [each.message for each in advice_on(space, rows) if each.severity == "note"]
    if notes:
        with st.expander(formats.count(len(notes), "note"), icon=":material/info:"):
            for note in notes:
                st.caption(Plain(note))
    with st.expander("Python source", icon=":material/code:"):
        data = state.data_choice()
        source = python_source(space, data.source, data.feature_set)
        st.code(source, language="python", height=360)
        st.download_button(
            "Download as Python",
            source,
            "search_space.py",
            "text/x-python",
            icon=":material/download:",
            on_click="ignore",
        )


def _warn(working: SearchSpace, name: str, row: parameter_row.Row) -> None:
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


def _own_layers(working: SearchSpace, num_layers: Dimension | None) -> dict[str, parameter_row.Row]:
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
        parameter_row.fill_once(name, working[name])
        rows[name] = parameter_row.show(name)
    return rows


def _layer_words(most: int, layer: int) -> str:
    return f"Layer {layer}" if layer < most else f"Layer {layer} (not reached)"


def _size(space: SearchSpace) -> str:
    """Say how many different trainings a space holds."""
    size = space.size()
    if size is None:
        return "more configurations than can be counted"
    if size < 10**9:
        return formats.count(size, "configuration")
    # Decimal, since a space can hold more configurations than a double can count.
    return f"{Decimal(size):.1e} configurations".replace("e+", " · 10^")
