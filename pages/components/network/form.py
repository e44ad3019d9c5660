"""The list of hidden layers, the switch and the seed of a network, all of it in the address."""

from __future__ import annotations

import functools
import secrets
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError
from dctaxi.teaching.network_shapes import CHAPTER_LIST, MAX_LIST_LENGTH, SPEC, list_of, read_list
from dctaxi.training.hyperparameters import MAX_SEED
from pages.components.lessons import controls
from pages.components.shared import refusal, state

if TYPE_CHECKING:
    from dctaxi.records import TrialSpec

LIST, NORM, SEED = "network_list", "network_norm", "network_seed"


def show() -> TrialSpec | None:
    """Draw the controls; None, with a sentence, where the list is none."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = controls.draw(
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
        seed = controls.draw(
            SEED,
            SPEC.seed,
            functools.partial(
                st.number_input,
                labels.HYPERPARAMETERS["seed"].label,
                0,
                MAX_SEED,
                SPEC.seed,
                bind="query-params",
                persist_state="session",
                width=160,
                help="Decides where the weights begin. One training is one throw of the dice: "
                "throw again before you believe in a list.",
            ),
        )
        norm = controls.draw(
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


def _draw_button() -> None:
    if controls.closed(LIST):
        return
    st.button(
        "Draw one",
        icon=":material/casino:",
        key="network_draw",
        help="Draws the layers at random from the space of the Space page, as a trial would.",
        on_click=_draw,
    )


def _draw() -> None:
    text, norm = list_of(state.working_space(), secrets.randbelow(MAX_SEED))
    st.session_state[LIST] = text
    if not controls.closed(NORM):
        st.session_state[NORM] = norm
