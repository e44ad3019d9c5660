"""Trials: the table of one study beside the plots that suggest narrower ranges, also as it runs."""

import streamlit as st

from pages.components.shared import guess_first
from pages.components.study import opening, standing
from pages.components.trials import body, follow

st.set_page_config(initial_sidebar_state=260)
if guess_first.question_open():
    guess_first.wait()
else:
    with st.container(gap="xsmall", key="trials_page"):
        opened = opening.show(live_head=opening.LiveHead(follow.switch, held=follow.held()))
        if not opened.running:
            standing.show(opened.study, opened.plan, opened.trials)
        selection = follow.sidebar(opened)
        follow.draw(opened, selection, body.show)
