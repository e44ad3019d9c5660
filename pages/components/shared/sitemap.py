"""The pages of the app: each one's file, address, title, icon and help, and their order.

The library names a page by its id, which is also its address; what file that is, only this module
knows.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dctaxi.teaching import learn_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGES = Path(__file__).parents[2]


class Entry(NamedTuple):
    """One page. ``id`` is its address and the name of its file in the folder ``section``."""

    section: str
    id: str
    title: str
    icon: str
    help: str

    @property
    def file(self) -> str:
        """The page's script; absolute, so that it is found wherever the server was started."""
        return str(_PAGES / self.section / f"{self.id}.py")


STUDIES = Entry(
    "search",
    "studies",
    "Studies",
    ":material/science:",
    "Every study of this workspace: open one, repeat it with changes, or start the next.",
)
DATA = Entry(
    "search",
    "data",
    "Data",
    ":material/dataset:",
    "The taxi trips that the next study trains on, and what the checks say about them.",
)
NEW_STUDY = Entry(
    "search",
    "new",
    "New study",
    ":material/add_circle:",
    "What the next study searches, how, and how long it will take. All of it is kept as you go.",
)
TRIALS = Entry(
    "explore",
    "trials",
    "Trials",
    ":material/table_chart:",
    "The trials of one study beside the plots that suggest narrower ranges.",
)
COMPARE = Entry(
    "explore",
    "compare",
    "Compare",
    ":material/compare_arrows:",
    "Two to six searches side by side, and whether one is better.",
)
RACE = Entry(
    "explore",
    "race",
    "Race",
    ":material/sports_score:",
    "Samplers on the same budget, several times over, and whether the winner was lucky.",
)
WHATIF = Entry(
    "explore",
    "whatif",
    "What if",
    ":material/psychology_alt:",
    "Move a range, or repeat the best trials with other seeds: models are trained to answer you.",
)
MODEL = Entry(
    "explore",
    "model",
    "Model",
    ":material/local_taxi:",
    "The winner as a model to take along: fitted, judged on test rows, asked what a trip costs.",
)
LEARN = Entry(
    "learn",
    "learn",
    "Learn",
    ":material/school:",
    "Lessons in the order of the chapter, and six pages with one question each.",
)
LEARN_PAGES = tuple(
    Entry("learn", page.id, page.title, page.icon, page.question)
    for page in learn_pages.LEARN_PAGES
)
"""Reached from *Learn*."""

CLASSROOM = Entry(
    "learn",
    "classroom",
    "Class",
    ":material/groups:",
    "A lesson for everybody at once: guesses stay hidden until the reveal, which trains the truth.",
)
STAGE = Entry(
    "learn",
    "stage",
    "Stage",
    ":material/co_present:",
    "For the projector: how to join, the question, and trainings that fall into the picture.",
)
GLOSSARY = Entry(
    "learn",
    "glossary",
    "Glossary",
    ":material/menu_book:",
    "Every word, hyperparameter, sampler, number and plot in a paragraph, with a link to the "
    "page that uses it.",
)

HOME = STUDIES

WHATIF_PART = "ask"
"""Name of the URL parameter that says what *What if* asks."""

REPEAT: Mapping[str, str] = {WHATIF_PART: "repeat"}
"""What the address of *What if* says where the best trials are trained again."""

SECTIONS: Mapping[str, tuple[Entry, ...]] = {
    "Search": (
        STUDIES,
        DATA,
        NEW_STUDY,
    ),
    "Explore": (
        TRIALS,
        COMPARE,
        RACE,
        WHATIF,
        MODEL,
    ),
    "Learn": (LEARN,),
}
"""The menu: sections in the order of the work, each with its pages."""

HIDDEN: tuple[Entry, ...] = (*LEARN_PAGES, GLOSSARY)
"""Pages with an address and no place in the menu."""

OPEN = (*(entry for entries in SECTIONS.values() for entry in entries), *HIDDEN)
"""Every page that is there without a class."""

BY_ID: Mapping[str, Entry] = {entry.id: entry for entry in (*OPEN, CLASSROOM, STAGE)}
"""Every page that an address may name."""
