"""The data sets of the workspace: use one, rename it, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.data import data_sets, delete_data_set, rename_data_set
from dctaxi.errors import DcTaxiError
from pages.components.data import data_form
from pages.components.shared import formats, refusal, state, who
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.data import DataSet, DataSource

RENAME, FORGET = "Rename", "Forget"
_ICONS = {RENAME: ":material/edit:", FORGET: ":material/delete:"}
_OUTCOME = "data.set_outcome"
_DONE = ""
_FEW = 6


def show(used: DataSource) -> None:
    """Draw the data sets, the one in use marked; nothing where there are none."""
    kept = data_sets(state.workspace())
    _on_the_shelf(used, {one.id for one in kept})
    if not kept:
        return
    with st.container(border=True):
        st.markdown("**Your data sets**")
        for one in kept[:_FEW]:
            _row(one, used)
        if len(kept) > _FEW:
            with st.expander(f"{len(kept) - _FEW:,} older"):
                for one in kept[_FEW:]:
                    _row(one, used)


def _on_the_shelf(used: DataSource, mine: set[str]) -> None:
    """Draw the data sets that all of a class may train on; nothing where there is no class."""
    if who.classroom() is None or not who.at_home():
        return
    shared = [one for one in data_sets(who.shelf()) if one.id not in mine]
    if shared:
        with st.container(border=True):
            st.markdown("**On the shelf of the class**")
            for one in shared:
                with st.container(horizontal=True, vertical_alignment="center"):
                    _choice(one, used)


def _choice(one: DataSet, used: DataSource) -> None:
    """Draw the button that makes a data set the one in use, or that it is, and how large it is."""
    what = (
        f"{Plain(one.source.title)}. {one.train:,} train, {one.val:,} validate, {one.test:,} test."
    )
    if one.source == used:
        st.markdown(f":material/check: **{Plain(one.name)}**", width="stretch", help=what)
    else:
        st.button(
            Plain(one.name),
            key=f"data.set.{one.id}",
            icon=":material/table:",
            type="tertiary",
            on_click=_use,
            args=(one,),
            help=what,
        )
        st.space("stretch")
    st.caption(formats.count(one.train + one.val + one.test, "trip"), width="content")


def _row(one: DataSet, used: DataSource) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _choice(one, used)
        chosen = st.menu_button(
            "",
            list(_ICONS),
            key=f"data.set.menu.{one.id}",
            format_func=_shown_action,
            icon=":material/more_horiz:",
        )
    if chosen == RENAME:
        _rename(one)
    elif chosen == FORGET:
        _forget(one)


def _shown_action(action: str) -> str:
    return f"{_ICONS[action]} {Plain(action)}"


def _use(one: DataSet) -> None:
    state.use_trips(one.source, state.data_choice().feature_set)
    data_form.follow()


@st.dialog("Rename the data set", icon=":material/edit:")
def _rename(one: DataSet) -> None:
    with st.form("data.set.rename", border=False):  # so that Enter renames
        st.text_input("New name", one.name, key="data.set.name", max_chars=60)
        st.form_submit_button(
            "Rename", key="data.set.act", type="primary", on_click=_do_rename, args=(one.id,)
        )
    _close_or_say_why_not()


def _do_rename(own_id: str) -> None:
    try:
        rename_data_set(own_id, st.session_state["data.set.name"], state.workspace())
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE


@st.dialog("Forget the data set?", icon=":material/delete:")
def _forget(one: DataSet) -> None:
    st.markdown(
        f"**{Plain(one.name)}** is taken off this list. Its files stay where they are, and studies "
        "that trained on them go on."
    )
    _close_or_say_why_not()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep it", key="data.set.keep"):
            st.rerun()
        st.button(":red[Forget it]", key="data.set.act", on_click=_do_forget, args=(one.id,))


def _do_forget(own_id: str) -> None:
    try:
        delete_data_set(own_id, state.workspace())
    except DcTaxiError as error:
        st.session_state[_OUTCOME] = str(error)
    else:
        st.session_state[_OUTCOME] = _DONE


def _close_or_say_why_not() -> None:
    """Close the dialog whose action is done; keep it open with the reason why it is not."""
    outcome = st.session_state.pop(_OUTCOME, None)
    if outcome == _DONE:
        st.rerun()
    if outcome is not None:
        refusal.show(outcome)
