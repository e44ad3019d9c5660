"""The one place that says which trials are looked at, on every page that looks at trials.

Its filters stand in the sidebar, beside table and plots; what they say stands here as chips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.components.selection import filters, ranges, words
from pages.components.shared import formats, refusal
from pages.components.study import selection as trial_selection

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.analysis.selection import Selection
    from pages.components.study.frames import StudyAt


def show(study: StudyAt, trials: pd.DataFrame) -> Selection:
    """Draw bar and filters over all trials of a study, and return its selection."""
    selection = trial_selection.current(study.name)
    filters.show(study, trials, selection)
    with st.container(
        key="selection_bar", horizontal=True, vertical_alignment="center", gap="small"
    ):
        passing = int(selection.passing(trials).sum())
        st.markdown(_count(passing, len(trials), selection), width="content")
        if selection.keeps_all:
            st.caption("Filters stand in the sidebar", width="content")
        for chip in words.chips(selection):
            st.button(
                chip.text,
                icon=":material/close:",
                icon_position="right",
                key=f"selection_drop_{chip.name}",
                help="Take this away",
                on_click=trial_selection.change,
                args=(study.name, chip.drop),
            )
        if not selection.keeps_all or selection.picked:
            st.button(
                "Clear",
                icon=":material/filter_alt_off:",
                type="tertiary",
                key="selection_clear",
                help="Shows all trials again, with none picked.",
                on_click=trial_selection.clear,
                args=(study.name,),
            )
        ranges.show(study.name, selection)
    for problem in selection.problems():
        refusal.show(problem)
    return selection


def _count(passing: int, total: int, selection: Selection) -> str:
    if selection.keeps_all:
        return f":material/filter_alt: **All {formats.count(total, 'trial')}**"
    return f":material/filter_alt: **{passing:,} of {formats.count(total, 'trial')}**"
