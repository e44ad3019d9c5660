"""Lessons: those that come with the program, and a place to open and make others."""

import streamlit as st

from pages.components.lessons import composer, opening

shipped, other, make = st.tabs(["Lessons", "Open a file", "Make your own"])
with shipped:
    opening.shipped()
with other:
    opening.from_file()
with make:
    composer.show()
