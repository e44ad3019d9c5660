"""Data: choose where the trips come from and what the network sees, and look at them."""

import streamlit as st

from dctaxi.errors import DataError
from pages.components.data import data_form, data_sets, mapping_form, preview
from pages.components.search import draft
from pages.components.shared import navigation, refusal, sitemap, state, tables

choice = state.data_choice()
forms, view = st.columns([1, 2], gap="large")
with forms:
    data_sets.show(choice.source)
    with st.container(border=True):
        data_form.source(choice.source)
    with st.container(border=True):
        data_form.features(choice)
    draft.show_problem()
    draft.keep()
    navigation.link(sitemap.NEW_STUDY, icon=":material/arrow_forward:")
with view:
    mapping_form.show(choice.source)
    try:
        preview.show(tables.read(choice.source))
    except DataError as error:
        refusal.show(error)
