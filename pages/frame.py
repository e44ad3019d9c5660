"""The frame around every page: settings, navigation, lesson and tour, and errors as sentences."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dctaxi.errors import DcTaxiError
from dctaxi.workspace import Workspace
from pages.components.classroom import bar, following
from pages.components.lessons import opening, panel, tour
from pages.components.search import draft, job_list
from pages.components.shared import (
    consent,
    look,
    money,
    navigation,
    own_steps,
    present,
    refusal,
    sitemap,
    state,
    term_link,
    who,
)
from pages.components.shared.plain import Markdown, Plain
from pages.components.trained import origin

# A Material icon would be fetched from Google's servers to become the tab's icon; a file is not.
LOGO = str(Path(__file__).parent / "components" / "shared" / "taxi.svg")

st.set_page_config(page_title="DC Taxi", page_icon=LOGO, layout="wide")
st.logo(LOGO, size="large")
st.html(Path(__file__).with_name("frame.css"))
own_steps.watch()
look.watch()

page = st.navigation(navigation.pages(), position="top")
shown = sitemap.BY_ID[page.url_path or sitemap.HOME.id]
try:
    Workspace.current()  # which refuses one of another version
    who.follow()
except DcTaxiError as error:
    st.title(shown.title, icon=shown.icon)
    refusal.show(error)
    st.stop()
present.follow()
stop = tour.step()
chapter = term_link.word("chapter", "chapter 11 of Carl Osipov's MLOps Engineering at Scale")
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="page_head"):
    st.title(
        shown.title,
        icon=shown.icon,
        width="content",
        help=Markdown(f"{Plain(shown.help)} The chapter is {chapter}."),
    )
    if shown not in sitemap.LEARN_PAGES:  # whose question stands below
        with st.container(key="page_about"):
            st.caption(shown.help)
    if shown is not sitemap.STUDIES:  # which lists them
        job_list.indicator(state.runner())
    if shown is not sitemap.GLOSSARY:
        navigation.link(sitemap.GLOSSARY)
    tour.button(stop)
    present.button()
    bar.show()

# The server's application answers for errors too, but a test that runs this file has no server.
try:
    money.use(None)
    consent.note(shown.id, carried={opening.LINK_PARAMETER, origin.SPACE_PARAMETER})
    opening.take_link()
    draft.follow()
    following.follow()
    bar.note()
    tour.show(stop, shown.id)
    panel.show(shown.id)
    controls = present.open_controls()
    page.run()
    present.fill_controls(controls)
except DcTaxiError as error:
    refusal.show(error)
except Exception as error:
    refusal.unforeseen(error, f"The page {shown.title!r} failed")
