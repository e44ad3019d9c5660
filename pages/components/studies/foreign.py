"""Other people's studies: brought here out of a file of Optuna's, looked at, adopted."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import streamlit as st

from dctaxi import labels
from dctaxi.errors import DcTaxiError, StudyError
from dctaxi.foreign_text import revealed
from dctaxi.records import ObjectiveName
from dctaxi.space import describe_space
from dctaxi.study import (
    MAX_UNIT_LENGTH,
    Goal,
    adopt_study,
    adoptable_space,
    choose_goal,
    goal_in,
    import_studies,
)
from pages.components.shared import formats, refusal, state
from pages.components.shared.plain import Plain

if TYPE_CHECKING:
    from dctaxi.analysis.reading import StudySummary

_BROUGHT, _NOT_BROUGHT = "studies.brought", "studies.not_brought"
_PROBLEM = "foreign.problem"
_DONE = "foreign.done"


def bring() -> None:
    """Draw the way in for studies of other programs, and what came of the last one."""
    with st.popover("Import", icon=":material/upload_file:", key="studies.import"):
        st.markdown(
            "Studies of any program that uses Optuna: an SQLite file, or a journal file. They are "
            "copied, and the file stays as it is. Databases on a server: `study import`."
        )
        uploaded = st.file_uploader("File of Optuna's", key="studies.file")
        st.button(
            "Copy its studies here",
            key="studies.bring",
            disabled=uploaded is None,
            on_click=_bring,
        )
    if (brought := st.session_state.pop(_BROUGHT, None)) is not None:
        st.success(Plain(brought))
    if (problem := st.session_state.pop(_NOT_BROUGHT, None)) is not None:
        refusal.show(problem)


def _bring() -> None:
    uploaded = st.session_state["studies.file"]
    with tempfile.TemporaryDirectory(prefix="dctaxi-") as folder:
        file = Path(folder) / "uploaded"
        file.write_bytes(uploaded.getbuffer())
        try:
            brought = import_studies(str(file), state.workspace())
        except DcTaxiError as error:
            st.session_state[_NOT_BROUGHT] = str(error).replace(str(file), uploaded.name)
            return
    names = ", ".join(one.new_name for one in brought)
    count = formats.count(len(brought), "study", "studies")
    st.session_state[_BROUGHT] = f"{count} copied: {names}." if brought else "It has no studies."


@st.dialog("What to look at", icon=":material/straighten:")
def look(study: StudySummary) -> None:
    """Choose one of a study's objectives, and the unit to write after its values."""
    goal = goal_in(study.attributes)
    st.selectbox(
        "Objective",
        range(len(goal.names)),
        index=goal.objective,
        format_func=lambda place: revealed(_named(goal, place)),
        key="foreign.objective",
    )
    st.text_input(
        "Unit",
        goal.unit,
        key="foreign.unit",
        max_chars=MAX_UNIT_LENGTH,
        placeholder="as the objective is called",
        help="What is written after its values.",
    )
    st.caption(
        "Lower is better on every page: an objective that is maximised is shown with its sign "
        "changed, and called negated."
    )
    _close_or_say_why_not()
    st.button("Look at it", type="primary", key="study-act", on_click=_look, args=(study.name,))


def _named(goal: Goal, place: int) -> str:
    return f"{goal.names[place]}, {'maximised' if goal.maximised[place] else 'minimised'}"


def _look(name: str) -> None:
    place, unit = st.session_state["foreign.objective"], st.session_state["foreign.unit"]
    try:
        choose_goal(name, place, unit or "", state.workspace())
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_DONE] = True


@st.dialog("Adopt the study", icon=":material/family_restroom:")
def adopt(name: str) -> None:
    """Make a study whose parameters are the chapter's one that everything works on."""
    try:
        space = adoptable_space(name, state.workspace())
    except StudyError as error:
        refusal.show(error)
        return
    st.markdown(
        "Its trials stay as they are. The ranges that they were drawn from become its space, and "
        "it can be continued, narrowed and used in *What if*."
    )
    st.caption(Plain(describe_space(space)))
    data = state.data_choice()
    st.caption("Its data are those of *New study*: choose others there or on *Data* first.")
    st.selectbox(
        "What its values are",
        get_args(ObjectiveName),
        index=get_args(ObjectiveName).index("chapter_objective"),
        format_func=lambda objective: labels.OBJECTIVES[objective].label,
        key="foreign.adopted",
        help="Listing 11.5 returns the chapter's objective.",
    )
    _close_or_say_why_not()
    st.button(
        "Adopt",
        type="primary",
        key="study-act",
        on_click=_adopt,
        args=(name, data),
    )


def _adopt(name: str, data: state.DataChoice) -> None:
    try:
        adopt_study(
            name,
            state.workspace(),
            objective=st.session_state["foreign.adopted"],
            source=data.source,
            feature_set=data.feature_set,
        )
    except DcTaxiError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_DONE] = True


def _close_or_say_why_not() -> None:
    """Close the dialog whose action is done; keep it open with the reason why it is not."""
    if st.session_state.pop(_DONE, False):
        st.rerun()
    if (problem := st.session_state.pop(_PROBLEM, None)) is not None:
        refusal.show(problem)
