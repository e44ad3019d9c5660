"""What can be done to one study: run it again with changes, rename it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.study import delete_study, rename_study
from pages.components.shared import formats, navigation, refusal, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyEntry

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
        navigation.go(navigation.NEW_STUDY)
    elif chosen == RENAME:
        _rename(study.name)
    elif chosen == DELETE:
        _delete(study)


def _shown_action(action: str) -> str:
    return f"{_ICONS[action]} {Plain(action)}"


_OUTCOME = "study-outcome"
_DONE = ""


@st.dialog("Rename the study", icon=":material/edit:")
def _rename(name: str) -> None:
    with st.form("study-rename", border=False):  # so that Enter renames
        st.text_input("New name", name, key="study-new-name", max_chars=MAX_NAME_LENGTH)
        st.form_submit_button(
            "Rename", key="study-act", type="primary", on_click=_do_rename, args=(name,)
        )
    _close_or_say_why_not()
    if st.button("Cancel", key="study-keep"):
        st.rerun()


def _do_rename(name: str) -> None:
    new_name = st.session_state["study-new-name"].strip()
    try:
        rename_study(name, new_name, state.workspace())
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE
        state.rename_selected(name, new_name)


@st.dialog("Delete the study?", icon=":material/delete:")
def _delete(study: StudySummary) -> None:
    trials = formats.count(study.done + study.failed, "trial")
    st.markdown(f"**{Plain(study.name)}** and its {trials} will be gone for good.")
    _close_or_say_why_not()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="study-keep"):
            st.rerun()
        st.button(
            ":red[Delete for good]",
            icon=":material/delete_forever:",
            key="study-act",
            on_click=_do_delete,
            args=(study.name,),
        )


def _do_delete(name: str) -> None:
    try:
        delete_study(name, state.workspace())
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE
        state.rename_selected(name, None)


def _close_or_say_why_not() -> None:
    """Close the dialog whose action is done; keep it open with the reason why it is not."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome == _DONE:
        st.rerun()
    if outcome is not None:
        refusal.show(outcome)
