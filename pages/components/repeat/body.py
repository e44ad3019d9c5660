"""Was the winner lucky? The best trials of a study, trained again with fresh seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.populations import REPEATS
from dctaxi.study import find_study
from pages.components.repeat import form, result
from pages.components.study import frames, nothing_yet, picker
from pages.components.trained import origin, train_button

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace


def show(workspace: Workspace) -> None:
    """Draw the question, its cost, and the answer once it is trained."""
    study = picker.show(workspace)
    if study is None:
        nothing_yet.no_study()
        return
    start = origin.study_start(find_study(study.name, workspace))
    if start is None or start.study is None:
        return
    if not study.done:
        form.nothing_to_repeat(running=picker.is_running(workspace, study.name))
        return
    with st.container(key="seeds_question", gap="xsmall"):
        plan = form.show(frames.StudyAt.now(workspace, study.name), start, study.done)
        if plan is None:
            return
        (work,) = train_button.ensure([plan], REPEATS, key="seeds", label="Train them again")
    if work.trained is not None:
        result.show(work.trained, study)
