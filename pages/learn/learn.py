"""Learn: the lessons, the pages with one question each, and a place to open and make lessons."""

import streamlit as st

from pages.components.lessons import cards, composer, opening

shipped, other, make = st.tabs(["Lessons", "Open a file", "Make your own"])
with shipped:
    opening.shipped()
    cards.show()
with other:
    opening.from_file()
with make:
    composer.show()
