"""How TPE chooses: the reasons of the chapter's sampler, trial by trial."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.shared import sitemap, state, term_link
from pages.components.study import picker
from pages.components.tpe import choices

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
body = frame.show(
    "Why did the search try this value next?",
    (
        f"{term_link.word('tpe', 'TPE')} sorts the trials that it knows: about the best tenth are "
        f"**good**, all others **bad**. Around each trial it puts a small bump, its "
        f"{term_link.word('kernel', 'kernel')}, adds one broad kernel, the "
        f"{term_link.word('prior', 'prior')}, so that no value is ever ruled out, and so gets two "
        f"{term_link.word('density', 'densities')}: curves that say where trials are frequent, "
        "**l** for the good and **g** for the bad ones.",
        f"It draws 24 {term_link.word('candidate', 'candidates')} from l and takes the one where "
        "**l / g** is largest: a value that is frequent among the good trials and rare among the "
        "bad ones.",
        "As printed in the chapter it does so for one hyperparameter at a time, and then this "
        "picture is all there is to it. Otherwise Optuna judges all of them together: each "
        "curve is then the exact density of one hyperparameter alone, and a candidate may win by "
        "its other values, which these curves do not show.",
    ),
    (
        frame.try_this(
            "Step on from trial 10 until l and g part, then see what the study's plots say.",
            sitemap.TRIALS,
            "Open its trials",
        ),
        frame.try_this(
            "Launch a study of your own with TPE, *Asked by* Optuna under *More*, another seed or "
            "a wider range, and come back.",
            sitemap.NEW_STUDY,
            "Launch a study",
        ),
    ),
)
with body:
    study = picker.show(workspace, choices.studies_to_show(workspace))
    if study is None:
        st.markdown(":material/query_stats: There is no study yet whose choices could be shown.")
        choices.offer_example(workspace)
    else:
        choices.show(workspace, study.name)
