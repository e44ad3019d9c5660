"""A study to take away: everything about it in one file."""

from __future__ import annotations

import re

import streamlit as st

from pages.components import state


def show(study: str) -> None:
    """Draw the button that makes the report when it is pressed."""
    st.download_button(
        "Report",
        icon=":material/summarize:",
        data=lambda: _page(study),
        file_name=_file_name(study),
        mime="text/html",
        on_click="ignore",
        type="tertiary",
        key="study_report",
        help="Space, data, best trials, plots, the seeds' verdict and versions as one page that "
        "needs no network.",
    )


def _file_name(study: str) -> str:
    plain = re.sub(r"[^-.\w]+", "-", study).strip("-")
    return f"{plain or 'study'}.html"


def _page(study: str) -> bytes:
    from dctaxi.report.page import report_html  # its plots take a second to import

    return report_html(study, state.workspace()).encode()
