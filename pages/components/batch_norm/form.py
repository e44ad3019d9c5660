"""On which trips and for how many steps: what the page on batch normalisation looks at."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dctaxi.teaching.batch_norm import DEFAULT_STEPS, MAX_STEPS, MIN_STEPS
from dctaxi.teaching.batch_norm_data import DATA, source_of
from pages.components.shared import open_lesson, state

if TYPE_CHECKING:
    from dctaxi.data import DataSource, FeatureSet

_DATA, _STEPS = "batch_norm_data", "batch_norm_steps"

_DEFAULT = "raw"


@dataclass(frozen=True)
class Choice:
    """The trips, which of their features the networks see, and how long a training is."""

    source: DataSource
    feature_set: FeatureSet
    steps: int

    @property
    def setting(self) -> dict[str, Any]:
        """The fields of a training plan that say on what it trains."""
        return {"source": self.source, "feature_set": self.feature_set}


def show() -> Choice:
    """Draw both controls, which stand in the address; raises DataError."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        name = open_lesson.draw(
            _DATA,
            _DEFAULT,
            functools.partial(
                st.segmented_control,
                "Trips",
                list(DATA),
                default=_DEFAULT,
                format_func=lambda name: DATA[name].title,
                required=True,
                bind="query-params",
                persist_state="session",
            ),
        )
        steps = open_lesson.draw(
            _STEPS,
            DEFAULT_STEPS,
            functools.partial(
                st.slider,
                "Training steps",
                MIN_STEPS,
                MAX_STEPS,
                DEFAULT_STEPS,
                bind="query-params",
                persist_state="session",
                width=360,
                help="How many batches each network is trained on. The chapter's trainings have "
                "30 to 50.",
            ),
        )
    st.caption(DATA[name].description)
    return Choice(source_of(name, state.workspace()), DATA[name].feature_set, steps)
