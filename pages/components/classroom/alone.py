"""What the page of a class says where one person uses the program alone."""

from __future__ import annotations

import streamlit as st

from pages.components.shared import navigation


def show() -> None:
    """Draw how a class is served."""
    st.markdown(
        "Serve this program to a class, and everybody works in a place of their own: you begin a "
        "lesson and all pages follow, guesses arrive as dots that stay hidden until you reveal "
        "them, and networks are trained for the answer before everybody's eyes. Or all set ranges, "
        "and searches of them race."
    )
    st.code("python -m dctaxi serve --class", language="sh")
    st.markdown(
        "It writes a small settings file with two codes, one for students and one for you, and "
        "says the address. Nobody needs an account; nothing is kept of anybody but a name that "
        "they choose, and all of it goes with the class."
    )
    navigation.link(navigation.LESSONS, label="The lessons")
