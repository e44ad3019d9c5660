"""Network: the layers that a list of numbers makes, and how they learn."""

import streamlit as st

from pages.components.lessons import frame
from pages.components.network import shape, training

with frame.show("network"):
    spec = shape.form()
    if spec is not None:
        left, right = st.columns(2, gap="large")
        with left:
            shape.picture(spec)
        with right:
            training.show(spec)
