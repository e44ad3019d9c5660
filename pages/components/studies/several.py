"""What can be done to several studies at once: compare them, delete them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.errors import DcTaxiError
from pages.components.compare import choice
from pages.components.shared import formats, navigation, refusal, sitemap, state
from pages.components.shared.plain import Plain
from pages.components.studies import listing, menu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.analysis.reading import StudySummary

_OUTCOME = "studies-several-outcome"


def show(studies: Sequence[StudySummary]) -> None:
    """Draw what can be done with the ticked studies; nothing where none is ticked."""
    names = listing.ticked(studies)
    if not names:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        count = formats.count(len(names), "study", "studies")
        st.markdown(f"**{count} selected**", width="stretch")
        if st.button(
            "Compare",
            icon=sitemap.COMPARE.icon,
            key="studies-compare",
            disabled=len(names) < 2,
        ):
            choice.put(names)
            navigation.go(sitemap.COMPARE)
        if st.button("Delete", icon=":material/delete:", key="studies-delete"):
            _delete([study for study in studies if study.name in names])
        st.button(
            "Clear",
            icon=":material/deselect:",
            type="tertiary",
            key="studies-clear",
            on_click=listing.untick,
            args=(names,),
        )


@st.dialog("Delete these studies?", icon=":material/delete:")
def _delete(studies: Sequence[StudySummary]) -> None:
    trials = sum(study.done + study.failed for study in studies)
    st.markdown(
        f"{formats.count(len(studies), 'study', 'studies')} with "
        f"{formats.count(trials, 'trial')} will be gone for good: "
        f"{', '.join(f'**{Plain(study.name)}**' for study in studies)}."
    )
    problems = st.session_state.pop(_OUTCOME, None)
    if problems is not None and not problems:
        st.rerun()
    for problem in problems or ():
        refusal.show(problem)
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Keep them", key="studies-keep"):
            st.rerun()
        st.button(
            f":red[Delete {formats.count(len(studies), 'study', 'studies')} for good]",
            icon=":material/delete_forever:",
            key="studies-delete-now",
            on_click=_do_delete,
            args=([study.name for study in studies],),
        )


def _do_delete(names: Sequence[str]) -> None:
    """Delete each that can be; keep why the others cannot."""
    problems = []
    for name in names:
        try:
            menu.delete(name)
        except DcTaxiError as error:
            problems.append(str(error))
        else:
            listing.untick([name])
            state.rename_selected(name, None)
    st.session_state[_OUTCOME] = problems
