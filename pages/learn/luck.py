"""The seed: one configuration, many seeds, and where the winner of a search stands among them."""

import streamlit as st

from dctaxi.populations import POPULATIONS
from pages.components.lessons import frame
from pages.components.luck import result, winner
from pages.components.shared import sitemap, state, term_link
from pages.components.study import picker
from pages.components.trained import train_button

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
body = frame.show(
    "Was the winner good, or was it lucky?",
    (
        f"The {term_link.word('seed', 'seed')} decides with which "
        f"{term_link.word('weights', 'weights')} a network starts, and nothing else. It says "
        f"nothing about how good a {term_link.word('configuration', 'configuration')} is, yet it "
        "moves the objective, and the best of many trials is also the luckiest.",
        "So its configuration is trained again with other seeds: the width of those dots is luck "
        "alone, and their middle is what the configuration is worth.",
        "That is why the chapter searches over the seed as if it were a hyperparameter: its bar in "
        f"the {term_link.word('importances-plot', 'importance plot')} shows how long a bar can "
        "get by luck alone, and a bar that is no longer may mean nothing.",
    ),
    (
        frame.try_this(
            "Look for the seed among the importances: which hyperparameters stand out from it?",
            sitemap.TRIALS,
            "Its importances",
        ),
        frame.try_this(
            "Train the five best trials again: is the winner still the best of them?",
            sitemap.WHATIF,
            "Train the best again",
            sitemap.REPEAT,
        ),
    ),
)
with body:
    search = winner.search_of(workspace, picker.show(workspace))
    plan = winner.seeds(search)
    if search is not None and plan is not None:
        (work,) = train_button.ensure([plan], POPULATIONS, key="luck", label="Train these seeds")
        if work.trained is not None:
            result.show(search, work.trained)
