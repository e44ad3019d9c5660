"""What can be done to one study: run it again with changes, rename it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.search.catalog import delete_study, rename_study
from pages.components import formats, state

if TYPE_CHECKING:
    from dctaxi.analysis.studies import StudySummary
    from dctaxi.search.catalog import StudyEntry

DUPLICATE, RENAME, DELETE = "Duplicate with changes", "Rename", "Delete"

_ICONS = {
    DUPLICATE: ":material/content_copy:",
    RENAME: ":material/edit:",
    DELETE: ":material/delete:",
}


def show(study: StudySummary, entry: StudyEntry | None) -> None:
    """Draw the menu of a study and do what is chosen from it."""
    actions = [RENAME, DELETE] if entry is None or entry.plan is None else list(_ICONS)
    chosen = st.menu_button(
        "More",
        actions,
        key=f"study-menu-{study.name}",
        format_func=_shown_action,
        icon=":material/more_horiz:",
    )
    if chosen == DUPLICATE and entry is not None and entry.plan is not None:
        state.take_over(entry.plan)
        st.switch_page("pages/search/space.py")
    elif chosen == RENAME:
        _rename(study.name)
    elif chosen == DELETE:
        _delete(study)


def _shown_action(action: str) -> str:
    return f"{_ICONS[action]} {action}"


@st.dialog("Rename the study", icon=":material/edit:")
def _rename(name: str) -> None:
    new_name = st.text_input("New name", name, key="study-new-name", max_chars=60)
    problem = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Cancel", key="study-rename-cancel"):
            st.rerun()
        if st.button("Rename", key="study-rename", type="primary"):
            try:
                rename_study(name, new_name.strip(), state.workspace())
            except DcTaxiError as error:
                problem.error(str(error), icon=":material/error:")
            else:
                state.rename_selected(name, new_name.strip())
                st.rerun()


@st.dialog("Delete the study?", icon=":material/delete:")
def _delete(study: StudySummary) -> None:
    trials = formats.count(study.done + study.failed, "trial")
    st.markdown(f"**{study.name}** and its {trials} will be gone for good.")
    problem = st.container()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="study-delete-cancel"):
            st.rerun()
        if st.button("Delete", key="study-delete", type="primary"):
            try:
                delete_study(study.name, state.workspace())
            except DcTaxiError as error:
                problem.error(str(error), icon=":material/error:")
            else:
                state.rename_selected(study.name, None)
                st.rerun()
