"""From plots to ranges: the chapter's loop as a task, each choice checked by real training."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.ranges import loop
from pages.components.shared import sitemap, state, term_link
from pages.components.study import picker

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
body = frame.show(
    "Where should the next study search?",
    (
        "The chapter reads its three plots in this order: "
        f"{term_link.word('importances-plot', 'importances')} say what is worth a range, "
        f"{term_link.word('parallel-plot', 'parallel coordinates')} through which interval the "
        f"good trials pass, a {term_link.word('contour-plot', 'contour')} whether two of those "
        "intervals belong together.",
        "Plots show the trials that the choice was made from, so they flatter it: an interval "
        "drawn around the best trials holds the best trials, even if all of it is luck. Only "
        "networks that are trained afterwards can test it.",
        "Narrower is not always better. What is fixed can no longer be found, and where the best "
        "trials lie at the edge of a range, it should become wider.",
    ),
    (
        frame.try_this(
            "Move ranges freely, also beyond those of the study.",
            sitemap.WHATIF,
            "What if",
        ),
        frame.try_this(
            "Run the loop again on a study of your own.",
            sitemap.NEW_STUDY,
            "Launch a study",
        ),
    ),
)
with body:
    study = picker.show(workspace)
    if study is None:
        st.markdown(":material/query_stats: There is no study yet whose plots could be read.")
        loop.offer_example(workspace)
    else:
        loop.show(workspace, study.name)
