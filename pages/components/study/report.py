"""A study to take away: everything about it in one file."""

from __future__ import annotations

import streamlit as st

from dctaxi.plots.parts.export import file_stem
from pages.components.shared import state


def show(study: str) -> None:
    """Draw the button that makes the report when it is pressed."""
    st.download_button(
        "Report",
        icon=":material/summarize:",
        data=lambda: _page(study),
        file_name=f"{file_stem(study)}.html",
        mime="text/html",
        on_click="ignore",
        type="tertiary",
        key="study_report",
        help="Space, data, best trials, plots, the seeds' verdict and versions as one page that "
        "needs no network.",
    )


def _page(study: str) -> bytes:
    from dctaxi.report.page import report_html  # its plots take a second to import

    return report_html(study, state.workspace()).encode()
