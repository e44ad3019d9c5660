"""Did your search find an easy batch? What the constant answer scores on every trial's rows."""

import streamlit as st

from pages.components.easy_batch import answer
from pages.components.lessons import frame
from pages.components.shared import sitemap, state, term_link
from pages.components.study import picker

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
body = frame.show(
    "Is the best trial a better network, or was its batch easier?",
    (
        f"The chapter's {term_link.word('objective', 'objective')} judges every training on rows "
        "of its own: its last training batch and as many of the first validation rows. The "
        f"{term_link.word('constant-answer', 'constant answer')} is a network that has learnt "
        "nothing and always says the mean fare; on some of these rows even that scores well.",
        "So a search for a low objective is also a search for an "
        f"{term_link.word('easy-batch', 'easy batch')}, and what it finds by "
        "its batch size and steps need not be a better network.",
        "Judged on the same rows, all validation rows, trials can be compared; a study that "
        "minimises that error has no easy batch to find.",
    ),
    (
        frame.try_this(
            "Launch the same search again with the objective *RMSE on all validation rows*: which "
            "trial wins now?",
            sitemap.NEW_STUDY,
            "Launch a study",
        ),
        frame.try_this(
            "See both numbers side by side in the table of a study's trials.",
            sitemap.TRIALS,
            "Open its trials",
        ),
    ),
)
with body:
    answer.show(workspace, picker.show(workspace))
