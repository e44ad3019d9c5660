"""Race: the same budget for every sampler, several times over; is the winner better or lucky?"""

import streamlit as st

from dctaxi.teaching.race import RACES
from pages.components.race import form, result, trap
from pages.components.shared import term_link
from pages.components.trained import train_button

st.subheader("Is TPE better than drawing at random?", anchor=False)
st.markdown(
    f"Every {term_link.word('sampler', 'sampler')} searches the same space several times. "
    "All pairs are tested at once: bands that end apart are of samplers that differ."
)
plan = form.show()
if plan is not None:
    (work,) = train_button.ensure(
        [plan],
        RACES,
        key="race",
        label="Start the race",
        note=form.slow_sampler(plan),
        at_once=False,
    )
    if work.at_work and work.job is not None:
        result.live(work.job)
    elif work.trained is not None:
        trap.explain(work.trained, result.show(work.trained))
trap.invite()
