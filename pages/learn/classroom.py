"""Class: where a teacher leads a lesson that everybody's page follows."""

import streamlit as st

from dctaxi.classroom import live
from dctaxi.errors import ClassError
from pages.components.classroom import guess, lead, people, start
from pages.components.shared import navigation, sitemap, who
from pages.components.shared.plain import Plain

settings = who.classroom()
if settings is None:
    raise ClassError(
        "This server serves no class. Start one with `python -m dctaxi serve --class`."
    )
if who.teaches():
    run = live(settings)
    if run is not None:
        lead.show(settings, run)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if run is None:
            start.show(settings)
        people.show(settings)
    with right:
        navigation.link(sitemap.STAGE, label="Open the stage, for the projector")
        people.way_in(settings)
else:
    run = live(settings)
    if run is None:
        st.markdown(
            f"**{Plain(settings.title)}**: when a lesson begins, its page opens here by itself."
        )
    else:
        st.markdown(f"**{Plain(run.lesson.title)}**")
        guess.show(run)
