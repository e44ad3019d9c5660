"""Which trials are trained again, and with how many fresh seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.populations import RepeatPlan, repeats_of
from dctaxi.populations.repeats import DEFAULT_SEEDS, DEFAULT_TOP, MAX_SEEDS, MAX_TRIALS
from dctaxi.workspace import Workspace
from pages.components.shared import navigation, refusal, sitemap, term_link
from pages.components.shared.plain import Plain
from pages.components.study import frames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dctaxi.records import ObjectiveName
    from pages.components.trained.origin import Start

_TOP, _SEEDS, _DRAW = "seeds_top", "seeds_count", "seeds_draw"


def show(study: frames.StudyAt, start: Start, finished: int) -> RepeatPlan | None:
    """Draw the form; None, with a sentence, where it says nothing that can be trained."""
    asked = f"Best {st.session_state.get(_TOP, DEFAULT_TOP)} trials, "
    asked += f"{st.session_state.get(_SEEDS, DEFAULT_SEEDS)} fresh seeds each"
    box = st.popover(Plain(asked), icon=":material/tune:", key="seeds_options")
    top = box.number_input(
        "Best trials",
        1,
        MAX_TRIALS,
        DEFAULT_TOP,
        key=_TOP,
        persist_state="session",
        help="The best of the study, by the value that it minimised.",
    )
    seeds = box.number_input(
        "Fresh seeds each",
        1,
        MAX_SEEDS,
        DEFAULT_SEEDS,
        step=16,
        key=_SEEDS,
        persist_state="session",
        help="How often each trial is trained again; only the seed of its initial weights "
        "changes. All trials get the same seeds, and none that the study used.",
    )
    draw = box.number_input(
        "Draw",
        0,
        key=_DRAW,
        persist_state="session",
        help="Another number draws other seeds: a real finding stays. "
        f"{term_link.word('draw', 'Glossary')}",
    )
    if top > finished:
        st.caption(f"The study has {finished:,} finished trials, so all of them are trained again.")
    try:
        return _plan(study, top, seeds, draw, start.objective, start.setting)
    except DcTaxiError as error:
        refusal.show(error)
        return None


def nothing_to_repeat(*, running: bool) -> None:
    """Say that the study has no finished trial, and where to look instead."""
    st.markdown(
        ":material/casino: No trial of this study has finished, so there is no winner to test."
    )
    navigation.link(sitemap.TRIALS, label="Watch it" if running else "Its trials")


@st.cache_data(max_entries=16, show_spinner=False)
def _plan(
    study: frames.StudyAt,
    top: int,
    seeds: int,
    draw: int,
    objective: ObjectiveName,
    _setting: Mapping[str, Any],
) -> RepeatPlan:
    return repeats_of(
        study.name,
        Workspace(study.root, study.storage_url),
        top=top,
        seeds=seeds,
        seed=draw,
        objective=objective,
        engine=_setting["engine"],
        device=_setting["device"],
    )
