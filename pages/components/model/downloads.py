"""What goes with the reader: the model as a folder, and how it is asked without this app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dctaxi.model import zip_of
from dctaxi.report import file_stem

if TYPE_CHECKING:
    from dctaxi.model import FareModel


def show(model: FareModel) -> None:
    """Draw the downloads and the command that uses them."""
    st.subheader(
        "Take it along",
        anchor=False,
        help="Weights in safetensors, one JSON file with everything else, and a model card.",
    )
    stem = file_stem(model.plan.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Model (zip)",
            data=lambda: zip_of(model, stem),
            file_name=f"{stem}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            type="primary",
            on_click="ignore",
            key="model_zip",
        )
    st.code(
        f"python -m dctaxi predict --model {stem} --csv trips.csv --out priced.csv",
        language="shell",
    )
