"""Data: choose where the trips come from and what the network sees, and look at them."""

import streamlit as st

from dctaxi.errors import DataError
from pages.components.data import features, source
from pages.components.data import view as data_view
from pages.components.shared import refusal, state, tables

choice = state.data_choice()
forms, view = st.columns([1, 2], gap="large")
with forms:
    with st.container(border=True):
        source.show(choice.source)
    with st.container(border=True):
        features.show(choice)
with view:
    st.subheader(choice.source.title, anchor=False)
    try:
        data_view.show(tables.read(choice.source))
    except DataError as error:
        refusal.show(error)
