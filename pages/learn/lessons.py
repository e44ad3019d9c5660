"""Lessons: those that come with the program, and a place to open and make others."""

import streamlit as st

from pages.components import lesson_compose, lesson_list, lesson_open

shipped, other, make = st.tabs(["Lessons", "Open a file", "Make your own"])
with shipped:
    lesson_list.show()
with other:
    lesson_open.show()
with make:
    lesson_compose.show()
