"""Model: the winner of a study as a model to take along, judged, and asked for fares."""

import streamlit as st

from dctaxi.study import find_study
from pages.components.model import body, choice, kept, training
from pages.components.shared import money, state
from pages.components.study import frames, nothing_yet, picker

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
alone = kept.without_study()
if alone is not None:
    money.use_unit(alone.provenance.currency)
    kept.say_alone(alone)
    body.show(alone, with_programs=False)
    kept.show(alone)
    st.stop()
kept.take_address()
study = picker.show(workspace)
if study is None:
    nothing_yet.no_study()
    kept.show(None)
    st.stop()
entry = find_study(study.name, workspace)
with st.container(border=True):
    plan = choice.show(entry, frames.trials(frames.StudyAt.now(workspace, study.name)))
    model = None if plan is None else training.ensure(plan, entry)
if model is not None:
    kept.say(model)
    body.show(model)
kept.show(model)
