"""Where spaces come from and go to: presets, the workspace, JSON files, links."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from dctaxi.errors import SpaceError
from dctaxi.foreign_text import revealed
from dctaxi.populations import PopulationPlan
from dctaxi.space import (
    PRESETS,
    SearchSpace,
    load_space,
    parse_space,
    save_space,
    saved_spaces,
    space_from_link,
    space_text,
    space_to_link,
)
from dctaxi.timing import trainings_per_second
from pages.components.shared import address, refusal, state
from pages.components.shared.plain import Plain

LINK_PARAMETER = "space"
"""Name of the URL parameter that holds a shared space."""

_SAID = "space.said"
_TAKEN = "space.link_taken"


def take_link() -> None:
    """Take over the space that the page's address brings, once; say so, or what is wrong.

    The address goes on saying it until the tab has a draft of its own that a reload opens.
    """
    word = address.text(LINK_PARAMETER)
    if word is None or word == st.session_state.get(_TAKEN):
        return
    st.session_state[_TAKEN] = word
    try:
        state.set_working_space(space_from_link(word))
    except SpaceError as error:
        refusal.show(error, icon=":material/link_off:")
    else:
        st.toast("The space of the link is in use.", icon=":material/link:")


def show(space: SearchSpace) -> None:
    """Draw the row of buttons that load, save and share the working space."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.menu_button(
            "Presets",
            list(PRESETS),
            key="space.preset",
            format_func=_shown_preset,
            icon=":material/dashboard_customize:",
            on_click=_take_preset,
        )
        with st.popover("Open", icon=":material/folder_open:"):
            _open()
        with st.popover("Save", icon=":material/save:"):
            _save(space)
        with st.popover("Share", icon=":material/share:"):
            _share(space)


def _shown_preset(name: str) -> str:
    preset = PRESETS[name]
    plan = PopulationPlan(preset.space, feature_set=preset.feature_set)
    rate = Plain(trainings_per_second(plan))
    return f"**{preset.title}**: {preset.description} About {rate} trainings a second here."


def _take_preset() -> None:
    name = st.session_state["space.preset"]
    if name is not None:
        state.use_preset(PRESETS[name])


def _open() -> None:
    names = saved_spaces(state.workspace())
    if names:
        st.selectbox("Saved in this workspace", names, format_func=revealed, key="space.saved")
        st.button(
            "Open",
            key="space.open",
            type="primary",
            on_click=_take_saved,
        )
    else:
        st.caption("This workspace has no saved spaces yet.")
    st.file_uploader(
        "A space as JSON",
        type="json",
        key="space.upload",
        on_change=_take_upload,
        max_upload_size=1,
    )
    _repeat_problem("open")


def _take_saved() -> None:
    _take("open", lambda: load_space(st.session_state["space.saved"], state.workspace()))


def _take_upload() -> None:
    upload = st.session_state["space.upload"]
    if upload is None:
        st.session_state.pop(_SAID, None)
        return
    _take("open", lambda: parse_space(upload.getvalue()))


def _take(place: str, make: Callable[[], SearchSpace]) -> None:
    """Take over a space, or remember for the next drawing what is wrong with it."""
    st.session_state.pop(_SAID, None)
    try:
        state.set_working_space(make())
    except SpaceError as error:
        st.session_state[_SAID] = (place, str(error))


def _repeat_problem(place: str) -> None:
    said = st.session_state.get(_SAID)
    if said is not None and said[0] == place:
        refusal.show(said[1])


def _save(space: SearchSpace) -> None:
    st.text_input("Name", key="space.name", persist_state="session", placeholder="narrower lr")
    st.button("Save", key="space.save", type="primary", on_click=_keep, args=(space,))
    _repeat_problem("save")
    st.download_button(
        "Download as JSON",
        space_text(space),
        "search_space.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )


def _keep(space: SearchSpace) -> None:
    st.session_state.pop(_SAID, None)
    name = st.session_state["space.name"].strip()
    try:
        save_space(space, name, state.workspace())
    except SpaceError as error:
        st.session_state[_SAID] = ("save", str(error))
    else:
        st.toast(f"Saved as {Plain(name)}.", icon=":material/check:")


def _share(space: SearchSpace) -> None:
    st.caption("Anyone who opens this address in their own copy of this app gets the space.")
    page = urlsplit(st.context.url or "http://127.0.0.1:8501/new")
    link = urlunsplit(page._replace(query=f"{LINK_PARAMETER}={space_to_link(space)}", fragment=""))
    st.code(link, language=None, wrap_lines=True, width=420)
