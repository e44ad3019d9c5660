"""What a study's own trials say about narrower ranges: at once, since nothing is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi import labels
from pages.components.shared import formats, term_link
from pages.components.whatif.trials import count_inside

if TYPE_CHECKING:
    import pandas as pd

    from dctaxi.space.search_space import SearchSpace


def show(trials: pd.DataFrame, space: SearchSpace, origin: SearchSpace) -> None:
    """Draw how many trials of a study lie in a space, their best and their median."""
    found = count_inside(trials, space, origin)
    tiles = st.grid(3, min_column_width=130)
    tiles.metric(
        "Trials inside",
        f"{found.inside:,} of {found.total:,}",
        border=True,
        help="Trials of the study whose configuration could come from these ranges.",
    )
    tiles.metric("Best of them", formats.usd(found.best), border=True)
    tiles.metric(
        "Median of them",
        formats.usd(found.median),
        border=True,
        help=term_link.about(labels.TERMS["median"]),
    )
