"""What if? Narrower ranges, or the best trials with other seeds, answered by trainings."""

from functools import partial

import streamlit as st

from pages.components.repeat import body
from pages.components.shared import refusal, state
from pages.components.shared.plain import Plain
from pages.components.study import frames
from pages.components.trained import origin, two_populations
from pages.components.whatif import (
    advice,
    board,
    cards,
    child_study,
    halves,
    history,
    population,
    question,
    ranges,
    searches,
    trials_so_far,
)

st.set_page_config(initial_sidebar_state=220)
workspace = state.workspace()
bar = st.container(horizontal=True, vertical_alignment="center")
with bar:
    part = halves.part()
if part == halves.REPEAT:
    body.show(workspace)
    st.stop()
start = origin.show(workspace)
if start is None:
    st.stop()
trials = None
if start.study is not None:
    trials = start.judged(frames.trials(frames.StudyAt.now(workspace, start.study.name)))
what_if = history.current(start).now

with bar:
    on_board = board.is_on()
left, right, more = halves.open_halves(side_by_side=not on_board)
if not on_board:
    with left:
        ranges.show(start, what_if, trials)
with right:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{Plain(what_if.name(start.space))}**", width="stretch")
        history.undo_button(start)
        population.options(start, what_if)
    problem = question.problem(what_if, start)
    if problem is not None:
        refusal.show(problem)
        st.stop()
    if refused := ranges.refused(start):
        st.markdown(
            f":material/edit: No answer while {Plain(' and '.join(refused))} cannot be what was "
            "entered: change it in its row."
        )
        st.stop()
    space = what_if.narrowed(start.space)
    answer = population.NO_ANSWER
    if what_if.changes or not on_board:
        answer = population.train(start, what_if, on_board=on_board)
    if answer.inside is not None and answer.whole is not None:
        two_populations.show(
            answer.inside,
            answer.whole,
            names=("these ranges", "the whole space"),
            key="whatif_plot",
            more=partial(population.more_button, start, what_if),
            title=f"What if {what_if.name(start.space)}?",
            pictured=on_board,
        )
if on_board:
    with left:
        board.show(start, what_if, trials, population.comparison(answer))
with more:
    found = None if trials is None else trials_so_far.tiles(trials, space, start.space)
    if found is not None and start.study is not None and answer.inside is not None:
        trials_so_far.why_two_medians(found, answer.inside, start.study.sampler)
    searches.show(start, space, follows=on_board)
    child_study.show(start, space)
    if on_board:
        advice.show(start, trials, answer.whole)
if not on_board:
    with left:
        advice.show(start, trials, answer.whole)
session = history.current(start)
cards.show(start, session)
cards.compare(start, session)
