"""A network from a list: its layers, what each of them trains, and how it learns."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.network import shape, training
from pages.components.shared import sitemap, term_link

body = frame.show(
    "What network does a list of numbers make?",
    (
        "Each number is a hidden layer with that many neurons: a **Linear** layer, which weighs "
        "and adds all that enters it, and a **ReLU**, which turns what is below 0 into 0. One last "
        "Linear turns the result into a fare.",
        "What leaves a layer enters the next, so two neighbours in the list decide the shape of "
        "the weights between them. Batch normalisation, if it is on, stands before every Linear, "
        "the first included, and needs one entry for each number that enters there.",
        f"What counts is the {term_link.word('validation', 'validation')} batch, trips that it "
        f"never learns from: above the line of the {term_link.word('baseline', 'constant answer')} "
        "it knows nothing about trips. Deep and narrow networks often end exactly on it, for where "
        "all the ReLUs of a layer answer 0, nothing of the trip gets through.",
    ),
    (
        frame.try_this(
            "Let a search find the list: set how many layers there may be and how wide each.",
            sitemap.NEW_STUDY,
            "Open the ranges",
        ),
        frame.try_this(
            "Compare two layers with three, on hundreds of networks instead of one.",
            sitemap.WHATIF,
            "Ask what if",
        ),
    ),
)
with body:
    spec = shape.form()
    if spec is not None:
        left, right = st.columns(2, gap="large")
        with left:
            shape.picture(spec)
        with right:
            training.show(spec)
        shape.table(spec)
