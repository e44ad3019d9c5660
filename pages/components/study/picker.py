"""Which study a page shows: a picker in the sidebar, bound to the address."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.analysis import QUERY_PARAMETERS
from dctaxi.analysis.reading import read_studies
from dctaxi.foreign_text import revealed
from dctaxi.runner import runner_for
from dctaxi.study import NEWER_MAKER, StudyState, currency_of, find_study, maker_of
from pages.components.shared import address, formats, money, state
from pages.components.shared.plain import Plain
from pages.components.study import frames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dctaxi.analysis.reading import StudySummary
    from dctaxi.workspace import Workspace

_PICKER = "trial_study"


def show(workspace: Workspace, among: Sequence[str] = ()) -> StudySummary | None:
    """Draw the picker and return its study: the address's, else the one that changed last.

    Amounts are in its unit from now on.

    Where a page is about some studies only, it offers those ``among`` them, the one to begin with
    first. None where the workspace has no study.
    """
    known = {study.name: study for study in read_studies(workspace)}
    if not known:
        return None
    studies = {name: known[name] for name in among if name in known} or known
    wanted = state.selected_study()
    if wanted not in studies:
        if wanted is not None and wanted not in known:
            st.warning(
                Plain(f"There is no study named {wanted!r} here; this is the most recent one."),
                icon=":material/warning:",
            )
        elif wanted is not None:
            st.info(
                Plain(f"This page cannot show {wanted!r}; here is a study that it can."),
                icon=":material/info:",
            )
        wanted = next(iter(studies))
        state.select_study(wanted)
        address.write(dict.fromkeys(QUERY_PARAMETERS))  # filters are of the other study
    # The address may have changed since the picker was drawn, so it leads and the picker follows.
    st.session_state[_PICKER] = wanted
    with st.sidebar:
        name = st.selectbox(
            "Study",
            list(studies),
            format_func=revealed,
            key=_PICKER,
            on_change=_picked,
            help="The most recently changed comes first.",
        )
        _about(studies[name])
    money.use_unit(currency_of(studies[name].attributes), names=_named(workspace, studies[name]))
    return studies[name]


def _named(workspace: Workspace, study: StudySummary) -> Iterator[str]:
    """Yield what people call what a page of a study shows: it, and another program's parameters."""
    yield study.name
    if study.state is None:
        for parameter in frames.parameters(frames.StudyAt.now(workspace, study.name)):
            yield from (parameter.name, *map(str, parameter.choices))


def _picked() -> None:
    state.select_study(st.session_state[_PICKER])


def _about(study: StudySummary) -> None:
    if maker_of(study.attributes) == NEWER_MAKER:
        st.warning(
            f"This study was made by {NEWER_MAKER}. Its trials are shown; update this one to see "
            "its plan and to go on with it. Nothing in it is changed here.",
            icon=":material/update:",
        )
    st.caption(Plain(study.space))
    if study.parent is not None:
        st.caption(f"Continues {Plain(study.parent)}.")
    if study.created is not None:
        st.caption(f"Started {formats.moment(study.created, datetime.now())}.")


def read_again(workspace: Workspace, study: StudySummary) -> StudySummary:
    """Return a study as it is now; as it was where it is gone."""
    return next((one for one in read_studies(workspace) if one.name == study.name), study)


def is_running(workspace: Workspace, name: str) -> bool:
    """Tell whether a study trains now or waits to: here, or in another program."""
    jobs = runner_for(workspace).snapshot()
    if any(job.study == name and not job.state.finished for job in jobs):
        return True
    record = find_study(name, workspace).state
    return record is not None and record.state is StudyState.RUNNING
