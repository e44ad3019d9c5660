"""What the page of a class says where one person uses the program alone."""

from __future__ import annotations

import streamlit as st

from pages.components.shared import navigation, sitemap


def show() -> None:
    """Draw how a class is served."""
    st.markdown(
        "Serve this program to a class, and everybody works in a place of their own. You begin a "
        "lesson and all pages follow; guesses arrive as dots that stay hidden until you reveal "
        "them, and networks are trained for the answer while everybody watches. Or everybody sets "
        "ranges, and their searches race."
    )
    st.code("python -m dctaxi serve --class", language="sh")
    st.markdown(
        "It writes a small settings file with two codes, one for students and one for you, and "
        "prints the address. Nobody needs an account; all that is kept about anybody is a name of "
        "their choice and their work, and deleting the class deletes both."
    )
    navigation.link(sitemap.LESSONS, label="The lessons")
