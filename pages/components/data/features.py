"""The choice of the feature set: what the network sees of a trip."""

from __future__ import annotations

import streamlit as st

from dctaxi import labels
from dctaxi.data.features import FEATURE_SETS, FeatureSet
from pages.components.shared import state, term_link

_KEY = "data.feature_set"


def show(choice: state.DataChoice) -> None:
    """Draw the choice; it is kept at once."""
    st.session_state[_KEY] = choice.feature_set
    st.segmented_control(
        labels.STUDY_OPTIONS["feature_set"].label,
        FEATURE_SETS,
        format_func=_label,
        required=True,
        key=_KEY,
        on_change=_keep,
        help=term_link.about(labels.STUDY_OPTIONS["feature_set"]),
    )
    known = labels.FEATURE_SETS[choice.feature_set]
    term_link.show(known, f"{known.unit[:1].upper()}{known.unit[1:]}.")


def _label(feature_set: FeatureSet) -> str:
    return labels.FEATURE_SETS[feature_set].label


def _keep() -> None:
    source = state.data_choice().source
    state.set_data_choice(state.DataChoice(source, st.session_state[_KEY]))
