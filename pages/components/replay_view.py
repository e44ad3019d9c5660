"""The pictures of a replay: history and scatter up to a trial, and the table in step with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.teaching.replay import Replay, replay_of, replay_text
from pages.components import playback, trial_empty, trial_frames, trial_study

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

_KEY = "replay"
_BEAT_S = 0.35


def show(workspace: Workspace, name: str) -> None:
    """Draw the replay of a study, or say what it lacks."""
    study = trial_frames.StudyAt.now(workspace, name)
    replay = _replay(study)
    if trial_empty.too_few(replay.trials, running=trial_study.is_running(workspace, name)):
        return

    def draw(number: int) -> None:
        st.markdown(replay_text(replay, number))
        st.dataframe(replay.until(number), hide_index=True, key=f"{_KEY}_table")

    playback.show(
        _KEY,
        name,
        int(replay.numbers[-1]),
        draw,
        start=0,
        beat_s=_BEAT_S,
        marks=replay.new_bests,
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _replay(study: trial_frames.StudyAt) -> Replay:
    return replay_of(trial_frames.trials(study))
