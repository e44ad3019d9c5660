"""What if? Narrower ranges, answered by a population that is trained for the question."""

import streamlit as st

from pages.components import (
    population_start,
    refusal,
    state,
    trial_frames,
    whatif_advice,
    whatif_cards,
    whatif_continue,
    whatif_inside,
    whatif_model,
    whatif_options,
    whatif_pair,
    whatif_ranges,
    whatif_result,
    whatif_session,
    whatif_train,
)

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
start = population_start.show(workspace)
if start is None:
    st.stop()
trials = None
if start.study is not None:
    trials = trial_frames.trials(trial_frames.StudyAt.now(workspace, start.study.name))
what_if = whatif_session.current(start).now

left, right = st.columns([2, 3], gap="large")
with left:
    whatif_ranges.show(start, what_if, trials)
with right:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{what_if.name(start.space)}**", width="stretch")
        whatif_session.undo_button(start)
        whatif_options.show(start, what_if)
    problem = whatif_model.problem(what_if, start)
    if problem is not None:
        refusal.show(problem)
        st.stop()
    space = what_if.narrowed(start.space)
    if trials is not None:
        whatif_inside.show(trials, space, start.space)
    answer = whatif_train.show(start, what_if)
    if answer.inside is not None and answer.whole is not None:
        whatif_result.show(
            answer.inside,
            answer.whole,
            names=("these ranges", "the whole space"),
            key="whatif_plot",
        )
    whatif_continue.show(start, space)
with left:
    whatif_advice.show(start, trials, answer.whole)
session = whatif_session.current(start)
whatif_cards.show(start, session)
whatif_pair.show(start, session)
