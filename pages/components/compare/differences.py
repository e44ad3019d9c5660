"""What differs between the compared searches: settings and ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dctaxi import labels
from dctaxi.analysis.studies.groups import differences
from pages.components.shared import term_link
from pages.components.study import trial_columns

if TYPE_CHECKING:
    from pages.components.compare.choice import Choice


def show(choice: Choice) -> None:
    """Draw a row for everything that is not the same in all searches."""
    known = labels.PLOTS["differences"]
    st.subheader(known.label, anchor=False)
    term_link.show(known)
    rows = differences(choice.groups)
    if not rows:
        st.markdown(
            ":material/equal: Nothing: the same space, sampler, data and budget, and seeds of the "
            "sampler that are the same or make them repeats."
        )
        return
    st.dataframe(
        pd.DataFrame(
            [row.texts for row in rows],
            columns=list(choice.names),
            index=pd.Index([trial_columns.label(row.what) for row in rows], name="differs"),
        ),
        key="compare_differences",
    )
