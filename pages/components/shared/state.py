"""What the pages of one browser tab share: the working space, the data choice, the selected study.

Session state holds plain values only (JSON objects and strings); the typed objects are made from
them on each run. A tab that opens on any page finds defaults here, so no page depends on another
having run first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import streamlit as st

from dctaxi.data import SampleSource, source_from_json
from dctaxi.runner import runner_for
from dctaxi.space import DEFAULT_PRESET, OWN_TRIPS_PRESET, PRESETS, space_from_json
from pages.components.shared import address, who

if TYPE_CHECKING:
    from dctaxi.data import DataSource, FeatureSet
    from dctaxi.runner import Runner
    from dctaxi.space import Preset, SearchSpace
    from dctaxi.study import StudyPlan
    from dctaxi.workspace import Workspace

_SPACE = "working_space"
_DATA = "working_data"
_STUDY = "selected_study"
_DRAFT = "launch_draft"
_DRAFT_ID = "draft_id"
_TAB = "tab"

STUDY_PARAMETER = "study"
"""Name of the URL parameter that says which study a page shows."""

START = "population_start"
"""Widget that says whether trainings start from a study or from the working space."""

FROM_STUDY, FROM_SPACE = "study", "space"

SAMPLE = SampleSource(60_000)
"""The trips of a new tab: enough of them test to tell a network from a line on the distance."""


@dataclass(frozen=True)
class DataChoice:
    """Which data the next study trains on, and which of its feature sets."""

    source: DataSource
    feature_set: FeatureSet


def workspace() -> Workspace:
    """Return the workspace that this tab looks at, as who looks may use it."""
    return who.workspace()


def runner() -> Runner:
    """Return the one that trains this workspace's studies, whatever tab asked for them."""
    return runner_for(workspace())


def tab() -> str:
    """Return a word that no other tab has."""
    name: str = st.session_state.setdefault(_TAB, uuid4().hex)
    return name


def working_space() -> SearchSpace:
    """Return the last valid space of this tab: what the next study searches."""
    stored = st.session_state.get(_SPACE)
    return usual_preset().space if stored is None else space_from_json(stored)


def set_working_space(space: SearchSpace) -> None:
    """Make a valid space the one that the next study searches."""
    st.session_state[_SPACE] = space.to_json()


def usual_preset() -> Preset:
    """Return what is searched on the trips in use where nobody says."""
    sample = isinstance(data_choice().source, SampleSource)
    return PRESETS[DEFAULT_PRESET if sample else OWN_TRIPS_PRESET]


def use_preset(preset: Preset) -> None:
    """Search a preset's ranges on the trips in use, seen as it sees them."""
    set_working_space(preset.space)
    use_trips(data_choice().source, preset.feature_set)


def use_trips(source: DataSource, feature_set: FeatureSet) -> None:
    """Let the next study train on checked trips; ranges that are still the usual ones become those
    for these trips. A network that is not shown the places sees how far they are apart.
    """
    untouched = working_space() == usual_preset().space
    hidden = {*source.columns[1:5]} & {*source.unseen}
    set_data_choice(DataChoice(source, "distance" if hidden else feature_set))
    if untouched:
        set_working_space(usual_preset().space)


def start_from(what: str) -> None:
    """Let trainings outside a study start from one, or from the working space."""
    st.session_state[START] = what


def data_choice() -> DataChoice:
    """Return the last valid data choice of this tab: what the next study trains on."""
    stored = st.session_state.get(_DATA)
    if stored is None:
        return DataChoice(SAMPLE, PRESETS[DEFAULT_PRESET].feature_set)
    return DataChoice(source_from_json(stored["source"]), stored["feature_set"])


def set_data_choice(choice: DataChoice) -> None:
    """Make a checked data choice the one that the next study trains on."""
    st.session_state[_DATA] = {
        "source": choice.source.to_json(),
        "feature_set": choice.feature_set,
    }


def selected_study() -> str | None:
    """Return the study that this tab looks at; the URL's ``?study=`` wins.

    The answer goes back into the URL, so that the address of a page can be shared.
    """
    name = address.text(STUDY_PARAMETER) or st.session_state.get(_STUDY)
    if name is None:
        return None
    select_study(name)
    return name


def select_study(name: str | None) -> None:
    """Make a study the one that this tab looks at; None forgets it."""
    st.session_state[_STUDY] = name
    address.write({STUDY_PARAMETER: name})


def launch_draft() -> dict[str, Any] | None:
    """Return the plan to start the launch form from, as ``StudyPlan.to_json`` gives it."""
    return st.session_state.get(_DRAFT)


def set_launch_draft(plan: dict[str, Any] | None) -> None:
    """Let the launch form start from this plan; None lets it start from its defaults."""
    st.session_state[_DRAFT] = plan


def draft_id() -> str | None:
    """Return the id under which the workspace keeps what this tab sets; None before it does."""
    return st.session_state.get(_DRAFT_ID)


def set_draft_id(draft: str | None) -> None:
    """Let what this tab sets be kept under this id; None: under a new one."""
    st.session_state[_DRAFT_ID] = draft


def rename_selected(name: str, new_name: str | None) -> None:
    """Follow a study that this tab may look at to its new name, None once it is deleted."""
    if st.session_state.get(_STUDY) == name:
        select_study(new_name)


def take_over(plan: StudyPlan) -> None:
    """Make space, data and launch form those of a plan, to run it again with changes.

    The draft that this tab has so far stays as it is.
    """
    set_draft_id(None)
    set_working_space(plan.space)
    set_data_choice(DataChoice(plan.source, plan.feature_set))
    set_launch_draft(plan.to_json())
