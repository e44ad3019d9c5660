"""What can be done to one study: run it again, tag it, rename it, delete it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis.reading import read_studies
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.foreign_text import revealed
from dctaxi.names import MAX_NAME_LENGTH
from dctaxi.runner import JobState
from dctaxi.study import (
    MAX_NOTE_LENGTH,
    NEWER_MAKER,
    copy_study,
    delete_study,
    keep_remarks,
    note_of,
    rename_study,
    tags_of,
)
from pages.components.shared import formats, navigation, refusal, sitemap, state, who
from pages.components.shared.plain import Plain
from pages.components.studies import foreign
from pages.components.study import again

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary
    from dctaxi.study import StudyEntry, StudyPlan

DUPLICATE, AGAIN = "Duplicate with changes", "Run again with other seeds"
REMARK, RENAME, DELETE = "Tags and note", "Rename", "Delete"
TAKE, SHELVE = "Take a copy to my own work", "Put a copy on the shelf"
LOOK, ADOPT = "Objective and unit", "Adopt"

_ICONS = {
    DUPLICATE: ":material/content_copy:",
    AGAIN: ":material/casino:",
    LOOK: ":material/straighten:",
    ADOPT: ":material/family_restroom:",
    REMARK: ":material/label:",
    RENAME: ":material/edit:",
    DELETE: ":material/delete:",
}
_OF_A_CLASS = {TAKE: ":material/file_copy:", SHELVE: ":material/shelves:"}


def show(study: StudySummary, entry: StudyEntry | None) -> None:
    """Draw the menu of a study and do what is chosen from it."""
    actions = [action for action in _ICONS if action not in (LOOK, ADOPT)]
    if entry is None or entry.plan is None:
        newer = entry is not None and entry.maker == NEWER_MAKER
        actions = [*(() if newer else (LOOK, ADOPT)), REMARK, RENAME, DELETE]
    elif entry.plan.parent is not None:  # its runs would share trials
        actions.remove(AGAIN)
    actions += _of_a_class()
    chosen = st.menu_button(
        "More",
        actions,
        key=f"study-menu-{study.name}",
        format_func=_shown_action,
        icon=":material/more_horiz:",
    )
    if chosen == DUPLICATE and entry is not None and entry.plan is not None:
        state.take_over(entry.plan)
        navigation.go(sitemap.NEW_STUDY)
    elif chosen == AGAIN and entry is not None and entry.plan is not None:
        _again(entry.plan)
    elif chosen == LOOK:
        foreign.look(study)
    elif chosen == ADOPT:
        foreign.adopt(study.name)
    elif chosen == REMARK:
        _remark(study)
    elif chosen == RENAME:
        _rename(study.name)
    elif chosen == DELETE:
        _delete(study)
    elif chosen in _OF_A_CLASS:
        _copy(study.name, chosen)


def _of_a_class() -> list[str]:
    """Return what goes from one workspace of a class to another."""
    if who.classroom() is None:
        return []
    if not who.at_home():
        return [TAKE] if who.home() is not None else []
    return [SHELVE] if who.teaches() else []


@st.dialog("Copy the study", icon=":material/file_copy:")
def _copy(name: str, action: str) -> None:
    with st.form("study-copy", border=False):  # so that Enter copies
        st.text_input("Its name there", name, key="study-new-name", max_chars=MAX_NAME_LENGTH)
        st.form_submit_button(
            "Copy", key="study-act", type="primary", on_click=_do_copy, args=(name, action)
        )
    _close_or_say_why_not()


def _do_copy(name: str, action: str) -> None:
    target = who.home() if action == TAKE else who.shelf()
    try:
        if target is not None:
            copy_study(name, st.session_state["study-new-name"].strip(), state.workspace(), target)
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE


def _shown_action(action: str) -> str:
    return f"{(_ICONS | _OF_A_CLASS)[action]} {Plain(action)}"


_OUTCOME = "study-outcome"
_DONE = ""


@st.dialog("Run again with other seeds", icon=":material/casino:")
def _again(plan: StudyPlan) -> None:
    if again.is_said():
        st.rerun()
    again.form(plan)


@st.dialog("Tags and note", icon=":material/label:")
def _remark(study: StudySummary) -> None:
    st.markdown(f"**{Plain(study.name)}**")
    tags = tags_of(study.attributes)
    known = {tag for one in read_studies(state.workspace()) for tag in tags_of(one.attributes)}
    st.multiselect(
        "Tags",
        sorted({*known, *tags}),
        default=tags,
        format_func=revealed,
        accept_new_options=True,
        key="study-tags",
        help="Type a new one and press Enter. The list can be narrowed by tags.",
    )
    st.text_area("Note", note_of(study.attributes), key="study-note", max_chars=MAX_NOTE_LENGTH)
    _close_or_say_why_not()
    st.button("Save", type="primary", key="study-act", on_click=_do_remark, args=(study.name,))


def _do_remark(name: str) -> None:
    tags, note = st.session_state["study-tags"], st.session_state["study-note"]
    try:
        keep_remarks(name, tags, note or "", state.workspace())
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE


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
        _check_not_queued(name, "renamed")
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
        delete(name)
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE
        state.rename_selected(name, None)


def delete(name: str) -> None:
    """Delete a study; raises StudyError where it runs or waits to, and StorageError."""
    _check_not_queued(name, "deleted")
    delete_study(name, state.workspace())


def _check_not_queued(name: str, what: str) -> None:
    """Raise StudyError where a job that waits would look for the study in vain."""
    jobs = state.runner().snapshot()
    if any(job.study == name and job.state == JobState.QUEUED for job in jobs):
        raise StudyError(
            f"The study {name!r} waits to be trained. Remove it from the queue above before it "
            f"is {what}."
        )


def _close_or_say_why_not() -> None:
    """Close the dialog whose action is done; keep it open with the reason why it is not."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome == _DONE:
        st.rerun()
    if outcome is not None:
        refusal.show(outcome)
