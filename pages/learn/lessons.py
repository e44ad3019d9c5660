"""Lessons: those that come with the program, and a place to open and make others."""

import streamlit as st

from pages.components.lessons import compose, from_file
from pages.components.lessons import shipped as lesson_list

shipped, other, make = st.tabs(["Lessons", "Open a file", "Make your own"])
with shipped:
    lesson_list.show()
with other:
    from_file.show()
with make:
    compose.show()
