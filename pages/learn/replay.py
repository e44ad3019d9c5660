"""Replay: a study from its first trial to its last, as its search saw it."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.replay import pictures
from pages.components.shared import sitemap, state, term_link
from pages.components.study import nothing_yet, picker

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
body = frame.show(
    "How did the search get to its best trial?",
    (
        "Each point is one training, in the order in which the study tried them; the line is "
        f"the best {term_link.word('objective', 'objective')} so far, an error, which can only "
        "fall. In the second picture the strongest colour is the lowest error.",
        "A search that learns begins with trials drawn at random, which land anywhere; watch when "
        "points begin to gather in the second picture: that is where it has learned something.",
        "Most trials set no new best, and the last improvements are small: how small they may be "
        "before they are luck is what *Repeat* on *What if* measures.",
    ),
    (
        frame.try_this(
            "See which trials led to the best, beside the plots of the finished study.",
            sitemap.TRIALS,
            "Open its trials",
        ),
        frame.try_this(
            "Ask whether the last new best was better or luckier than the one before.",
            sitemap.WHATIF,
            "Train the best again",
            sitemap.REPEAT,
        ),
    ),
)
with body:
    study = picker.show(workspace)
    if study is None:
        nothing_yet.no_study()
    else:
        pictures.show(workspace, study.name)
