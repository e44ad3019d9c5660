"""The shape of a network: the list that it is made from, and its picture.

The list of hidden layers, the switch and the seed stand in the address.
"""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.data import feature_names
from dctaxi.errors import DcTaxiError
from dctaxi.hyperparameters import SCALARS
from dctaxi.plots.learn.network import network_data, network_figure, network_text
from dctaxi.teaching.network_shapes import (
    CHAPTER_LIST,
    FEATURE_SET,
    MAX_LIST_LENGTH,
    SPEC,
    layers_of,
    list_of,
    read_list,
)
from pages.components.shared import open_lesson, plot_panel, refusal, state

if TYPE_CHECKING:
    from dctaxi.plots import TemplateName
    from dctaxi.records import TrialSpec

LIST, NORM, SEED = "network_list", "network_norm", "network_seed"
_PLOT = "network"
_MAX_SEED = int(SCALARS["seed"].high)


def form() -> TrialSpec | None:
    """Draw the controls; None, with a sentence, where the list is none."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = open_lesson.draw(
            LIST,
            CHAPTER_LIST,
            functools.partial(
                st.text_input,
                "Hidden layers",
                CHAPTER_LIST,
                max_chars=MAX_LIST_LENGTH,
                bind="query-params",
                persist_state="session",
                width=240,
                help="A number for each hidden layer: how many neurons it has. In brackets, with "
                "commas, as the chapter writes it.",
            ),
        )
        _draw_button()
        seed = open_lesson.draw(
            SEED,
            SPEC.seed,
            functools.partial(
                st.number_input,
                labels.HYPERPARAMETERS["seed"].label,
                0,
                _MAX_SEED,
                SPEC.seed,
                bind="query-params",
                persist_state="session",
                width=160,
                help="Decides where the weights begin. Try several before you judge a list.",
            ),
        )
        norm = open_lesson.draw(
            NORM,
            False,  # noqa: FBT003  # the default of a widget
            functools.partial(
                st.toggle,
                labels.HYPERPARAMETERS["batch_norm_linear_layers"].label,
                bind="query-params",
                persist_state="session",
                help=labels.HYPERPARAMETERS["batch_norm_linear_layers"].help,
            ),
        )
    try:
        return read_list(text, batch_norm=norm, seed=seed)
    except DcTaxiError as error:
        refusal.show(error)
        return None


def picture(spec: TrialSpec) -> None:
    """Draw the network from its features to the fare."""
    data = network_data(layers_of(spec, len(feature_names(FEATURE_SET))))

    def draw(look: TemplateName) -> plot_panel.Drawn:
        return plot_panel.Drawn(network_figure(data, template=look), network_text(data))

    plot_panel.show(draw, plot_panel.heading(_PLOT), key=f"network_{_PLOT}", exported=False)


def _draw_button() -> None:
    if open_lesson.closed(LIST):
        return
    st.button(
        "Draw one",
        icon=":material/casino:",
        key="network_draw",
        help="Draws the layers at random from the ranges of New study, as a trial would.",
        on_click=_draw,
    )


def _draw() -> None:
    text, norm = list_of(state.working_space(), secrets.randbelow(_MAX_SEED))
    st.session_state[LIST] = text
    if not open_lesson.closed(NORM):
        st.session_state[NORM] = norm
