"""The guess of a lesson that is made: the median, or which range of one hyperparameter is best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.space import describe_dimension, narrow
from dctaxi.teaching.lessons import MAX_LINE, MAX_OPTIONS, MOST_USD, Guess, Option, check_line
from pages.components.shared import refusal
from pages.components.whatif import range_input

if TYPE_CHECKING:
    from dctaxi.space import SearchSpace

_KINDS = {"none": "No guess", "number": "The median", "choice": "The best range"}
_EXAMPLES = {
    "lr": "0.001:0.01\n0.01:0.1",
    "optimizer": "Adam\nSGD",
    "batch_norm_linear_layers": "0\n1",
    "num_layers": "1\n2, 3",
}


def show(space: SearchSpace) -> tuple[Guess | None, bool]:
    """Draw the form; return the guess, None where none is asked for, and whether it is complete.

    What is wrong with it is said here.
    """
    kind = st.segmented_control(
        "Guess first",
        list(_KINDS),
        default="none",
        format_func=_KINDS.__getitem__,
        required=True,
        key="compose_guess",
        persist_state="session",
        help="The student answers before looking. The truth is trained in the lesson's space, with "
        "seeds that no page shows: the median objective there, or the range of one hyperparameter "
        "with the lowest median.",
    )
    if kind == "none":
        return None, True
    question = st.text_input(
        "Question", key="compose_question", max_chars=MAX_LINE, persist_state="session"
    )
    most_usd = 0.0 if kind == "choice" else _most_usd()
    texts = None if kind == "number" else _ranges(space)
    try:
        if not question:
            st.caption("A guess needs a question.")
            return None, False
        check_line("question", question)
        if texts is None:
            options = (Option("the lesson's space", space),)
            return Guess(question, "number", options, most_usd), True
        return Guess(question, "choice", _options(space, *texts)), True
    except DcTaxiError as error:
        refusal.show(error)
        return None, False


def _most_usd() -> float:
    """Ask for the highest guess; blind ones lie anywhere below it alike."""
    return st.number_input(
        "Guesses from 0 to (USD)", 1.0, MOST_USD, 20.0, key="compose_most", persist_state="session"
    )


def _ranges(space: SearchSpace) -> tuple[str, list[str]]:
    """Ask for a hyperparameter and what it is in each option, a line for each."""
    names = [name for name in space.parameters if name != "seed"]
    with st.container(horizontal=True):
        name = st.selectbox(
            "Hyperparameter",
            names,
            index=names.index("lr"),
            key="compose_guess_of",
            persist_state="session",
        )
        text = st.text_area(
            f"Its ranges, two to {MAX_OPTIONS}, one on a line",
            key="compose_guess_ranges",
            persist_state="session",
            placeholder=_EXAMPLES.get(name, "30:40\n41:50"),
            help="A range as low:high, one value to fix it, or values with commas between.",
        )
    return name, [line for line in (text or "").splitlines() if line.strip()]


def _options(space: SearchSpace, name: str, lines: list[str]) -> tuple[Option, ...]:
    found = [range_input.of_text(name, line, space) for line in lines]
    return tuple(
        Option(f"{name} {describe_dimension(dimension)}", narrow(space, name, dimension))
        for dimension in found
    )
