"""The draft of the next study: what a tab sets is kept in the workspace, and found again.

A tab takes over the draft that its address names, else the one that was changed last, and goes on
from there with one of its own. What an address brings is not kept before something is set by hand,
so opening one writes nothing.
"""

from __future__ import annotations

import dataclasses

import streamlit as st

from dctaxi.access import Action
from dctaxi.errors import DcTaxiError
from dctaxi.study import (
    Draft,
    draft_from_json,
    latest_draft,
    load_draft,
    merged,
    new_draft_id,
    save_draft,
)
from pages.components.search import launch_draft, space_editor, space_files
from pages.components.shared import address, open_lesson, refusal, state

PARAMETER = "draft"
"""Name of the URL parameter that holds a draft's id."""

_KNOWN = "draft_known"
"""The draft as it was when this tab last read or wrote it, as JSON."""

_OTHERS = "draft_of_others"
"""Another tab has changed the draft too, so that this one must be filled anew."""

_FIRST_RUN = "draft_first_run"
_LESSON = "draft_lesson"
_PROBLEM = "draft_problem"


def follow() -> None:
    """Take over what is kept, in a tab's first run; to be called before any page draws.

    A lesson that begins or ends leaves the draft as it is, and what follows is another one.
    """
    st.session_state[_FIRST_RUN] = _KNOWN not in st.session_state
    lesson = open_lesson.word()
    if st.session_state[_FIRST_RUN]:
        _open(use_latest=lesson is None)
    elif lesson != st.session_state[_LESSON]:
        state.set_draft_id(None)
    elif st.session_state.pop(_OTHERS, False):
        _show(_known())
    st.session_state[_LESSON] = lesson


def keep(*, everything: bool = False) -> None:
    """Keep what this tab has set: its data, and with ``everything`` what New study holds."""
    now = _in_tab()
    if not everything:
        known = _known()
        now = dataclasses.replace(
            known,
            source=now.source,
            feature_set=now.feature_set,
            space=now.space,  # ranges that nobody touched follow the trips
            rows=known.rows if now.space == known.space else {},
        )
    if st.session_state[_FIRST_RUN]:
        st.session_state[_KNOWN] = now.to_json()
    elif now.to_json() != st.session_state[_KNOWN]:
        _save(now)
        if st.session_state.get(_OTHERS):  # widgets that are drawn can be filled in the next run
            st.rerun()
    address.write({PARAMETER: state.draft_id()})


def launched() -> None:
    """Keep the draft for the study after the one that was just launched."""
    now = _in_tab()
    name = now.name and launch_draft.free_name(
        now.name, launch_draft.taken_names(state.workspace())
    )
    _save(dataclasses.replace(now, name=name))


def show_problem() -> None:
    """Say why a draft could not be opened, or why this tab's could not be kept."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        refusal.show(problem, icon=":material/edit_off:")


def _open(*, use_latest: bool) -> None:
    wanted = address.text(PARAMETER)
    try:
        found = wanted or (latest_draft(state.workspace()) if use_latest else None)
        if found is not None:
            _show(load_draft(found, state.workspace()))
        state.set_draft_id(wanted)
    except DcTaxiError as error:
        state.set_draft_id(None)
        st.session_state[_PROBLEM] = f"A draft could not be opened. {error}"
    st.session_state[_KNOWN] = _in_tab().to_json()


def _save(now: Draft) -> None:
    """Write the draft; where another tab has written it too, go on with what both have set."""
    workspace, mine = state.workspace(), state.draft_id()
    if not workspace.actor.may(Action.KEEP_DRAFT):
        return  # who only looks may still try things in this tab
    try:
        both = now if mine is None else merged(_known(), now, load_draft(mine, workspace))
    except DcTaxiError:
        both = now  # gone or damaged, and this tab has all of it
    mine = mine or new_draft_id()
    try:
        save_draft(mine, both, workspace)
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    state.set_draft_id(mine)
    st.session_state[_KNOWN] = both.to_json()
    address.write({space_files.LINK_PARAMETER: None})  # the draft holds what that brought
    st.session_state[_OTHERS] = both != now


def _known() -> Draft:
    return draft_from_json(st.session_state[_KNOWN])


def _in_tab() -> Draft:
    """Return everything that this tab has set."""
    space, data = state.working_space(), state.data_choice()
    return Draft(
        space=space,
        source=data.source,
        feature_set=data.feature_set,
        rows=space_editor.typed(space),
        **launch_draft.typed(),
    )


def _show(draft: Draft) -> None:
    """Let the tab hold a draft; to be called before its widgets are drawn."""
    state.set_working_space(draft.space)
    state.set_data_choice(state.DataChoice(draft.source, draft.feature_set))
    space_editor.fill(draft.space, draft.rows)
    launch_draft.fill(draft)
