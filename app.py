"""The app's frame: page settings, navigation, and one place where errors become sentences.

``streamlit run app.py`` runs this file before every page, also when a page's address is opened
directly.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from dctaxi.errors import DcTaxiError
from pages.components.lessons import panel
from pages.components.shared import refusal, tour


class Entry(NamedTuple):
    """One page in the navigation; the file's name is the page's address."""

    file: str
    title: str
    icon: str
    help: str


SECTIONS = {
    "Search": (
        Entry(
            "pages/search/studies.py",
            "Studies",
            ":material/science:",
            "Every study of this workspace: open one, repeat it with changes, or start the next.",
        ),
        Entry(
            "pages/search/data.py",
            "Data",
            ":material/dataset:",
            "The taxi trips that the next study trains on, and what the checks say about them.",
        ),
        Entry(
            "pages/search/space.py",
            "Space",
            ":material/tune:",
            "What the next study searches: a range, a list or a fixed value per hyperparameter.",
        ),
        Entry(
            "pages/search/launch.py",
            "Launch",
            ":material/rocket_launch:",
            "Name the next study, choose sampler, engine and budget, and start it.",
        ),
        Entry(
            "pages/search/run.py",
            "Run",
            ":material/monitoring:",
            "The study that trains now: its progress, its best configuration, and how to stop it.",
        ),
    ),
    "Explore": (
        Entry(
            "pages/explore/trials.py",
            "Trials",
            ":material/table_chart:",
            "The trials of one study beside the plots that suggest narrower ranges.",
        ),
        Entry(
            "pages/explore/plots.py",
            "Plots",
            ":material/insights:",
            "Further views of one study, each with the question that it answers.",
        ),
        Entry(
            "pages/explore/compare.py",
            "Compare",
            ":material/compare_arrows:",
            "Two to six studies side by side, and whether one is better beyond noise.",
        ),
        Entry(
            "pages/explore/whatif.py",
            "What if",
            ":material/psychology_alt:",
            "Move a range and see, by models trained for the question, what it would change.",
        ),
        Entry(
            "pages/explore/landscape.py",
            "Landscape",
            ":material/landscape:",
            "Two hyperparameters on a grid, every cell answered by real trainings.",
        ),
        Entry(
            "pages/explore/seeds.py",
            "Seeds",
            ":material/casino:",
            "Was the winner lucky? The best trials, trained again with seeds they never had.",
        ),
    ),
    "Learn": (
        Entry(
            "pages/learn/scale.py",
            "Linear or log?",
            ":material/straighten:",
            "Where the samples of a range fall in either scale, and which finds better networks.",
        ),
        Entry(
            "pages/learn/network.py",
            "A network from a list",
            ":material/account_tree:",
            "Type a list of layers: see the network that it makes, what is trained in it, and how "
            "it learns.",
        ),
        Entry(
            "pages/learn/batch_norm.py",
            "Batch normalisation, honestly",
            ":material/balance:",
            "What batch normalisation does for a short training, and what it only pretends.",
        ),
        Entry(
            "pages/learn/luck.py",
            "The seed",
            ":material/grain:",
            "One configuration with many seeds: the spread that is pure luck, and where the winner "
            "of a search stands in it.",
        ),
        Entry(
            "pages/learn/tpe.py",
            "How TPE chooses",
            ":material/psychology:",
            "The reasons of the chapter's sampler: what it knew before a trial, what it weighed, "
            "and what it took.",
        ),
        Entry(
            "pages/learn/race.py",
            "Race",
            ":material/sports_score:",
            "Samplers on the same budget, several times over, and whether the winner was lucky.",
        ),
        Entry(
            "pages/learn/replay.py",
            "Replay",
            ":material/replay:",
            "A study from its first trial to its last, at the pace of watching.",
        ),
        Entry(
            "pages/learn/ranges.py",
            "From plots to ranges",
            ":material/target:",
            "The chapter's loop as a task: read three plots, choose the next ranges, test them.",
        ),
        Entry(
            "pages/learn/lessons.py",
            "Lessons",
            ":material/school:",
            "Tasks in the order of the chapter, and a place to make your own and send its link.",
        ),
        Entry(
            "pages/learn/glossary.py",
            "Glossary",
            ":material/menu_book:",
            "Every word, hyperparameter, sampler, number and plot in a paragraph, with a way to "
            "the page where it is met.",
        ),
    ),
}
"""The navigation: sections in the order of the work, each with its pages."""

HOME = SECTIONS["Search"][0]

# A Material icon would be fetched from Google's servers to become the tab's icon; a file is not.
LOGO = Path(__file__).with_name("pages") / "components" / "shared" / "taxi.svg"

st.set_page_config(page_title="DC Taxi", page_icon=str(LOGO), layout="wide")
st.logo(str(LOGO), size="large")

page = st.navigation(
    {
        section: [
            st.Page(
                entry.file,
                title=entry.title,
                icon=entry.icon,
                help=entry.help,
                default=entry is HOME,
            )
            for entry in entries
        ]
        for section, entries in SECTIONS.items()
    },
    position="top",
)
st.title(page.title, icon=page.icon)
stop = tour.step(home=page.url_path == "")
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(page.help, width="stretch")
    if page.url_path != "glossary":
        st.page_link("pages/learn/glossary.py", icon=":material/menu_book:")
    tour.button(stop)

try:
    panel.take_link()
    address = page.url_path or "studies"
    tour.show(stop, address)
    panel.show(address)
    page.run()
except DcTaxiError as error:
    refusal.show(error)
except Exception:
    logging.getLogger("dctaxi.app").exception("The page %r failed", page.title)
    st.error(
        "This page failed for a reason that it did not foresee: your studies are kept and the "
        "terminal that runs the app has the details; reload the page to try again.",
        icon=":material/error:",
    )
