"""The two hyperparameters of the board's map: in the address, and chosen from a contour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.hyperparameters import WIDTH, layer_of
from pages.components.shared import address, navigation, sitemap, state

if TYPE_CHECKING:
    from collections.abc import Collection

    from dctaxi.space import SearchSpace
    from dctaxi.study import StudyPlan

_KEY, _PARAMETER = "whatif_map", "map"


def current(names: Collection[str]) -> list[str]:
    """Return those of the map, if both are among ``names``; none where no map is shown."""
    if _KEY not in st.session_state:
        keep((address.text(_PARAMETER) or "").split(","))
    pair: list[str] = st.session_state[_KEY]
    known = pair if len(pair) == 2 and set(pair) <= set(names) else []
    address.write({_PARAMETER: [",".join(known)] if known else []})
    return known


def keep(pair: list[str]) -> None:
    """Keep which are chosen; none closes the map."""
    st.session_state[_KEY] = pair


def link(plan: StudyPlan, across: str, up: str) -> None:
    """Offer trainings of a pair that a study's trials only hint at."""
    pair = [_axis(name, plan.space) for name in (across, up)]
    if st.button(
        "Map of trainings",
        icon=":material/grid_view:",
        key="map_link",
        disabled="seed" in pair or pair[0] == pair[1],
        help="Random trainings fill the cells that trials left blank. Opens What if.",
    ):
        state.start_from(state.FROM_STUDY)
        keep(pair)
        navigation.go(sitemap.WHATIF)


def _axis(name: str, space: SearchSpace) -> str:
    """Return the axis of a hyperparameter: layers without a range of their own share one."""
    return WIDTH if layer_of(name) is not None and name not in space.parameters else name
