"""Takes the pictures of the README: ``python docs/take_pictures.py`` from the project's folder.

Starts the app on a fresh workspace, runs the chapter's study as a person would, and photographs
pages into ``docs/pictures/``. Needs chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the browser's driver lies beside the browser tests

from dctaxi.space import PRESETS  # noqa: E402
from dctaxi.study import StudyPlan, create_study, run_study  # noqa: E402
from tests.browser.driver import Tab  # noqa: E402
from tests.browser.server import Server  # noqa: E402

FIRST_TRAINING_S = 300
"""Compiling the engine takes about ten seconds on a quiet machine."""


class Picture(NamedTuple):
    """A page to photograph; ``press`` is the key of a button that its content waits for.

    ``name`` is the picture's where it is not the page's.
    """

    address: str
    theme: Literal["light", "dark"]
    height: int
    press: str = ""
    name: str = ""

    @property
    def file(self) -> str:
        """The picture's name."""
        return f"{self.name or self.address.partition('?')[0]}-{self.theme}.png"


ASKED_BY_OPTUNA = "chapter-optuna"
"""The study whose choices *How TPE chooses* can show."""

OF_A_STUDY = (
    Picture("trials", "light", 800),
    Picture("new", "light", 900),
    Picture("whatif?whatif=n=256;seed=0;lr=0.02:0.05", "light", 860, "whatif_train"),
    Picture(f"tpe?study={ASKED_BY_OPTUNA}&trial=63&parameter=lr", "dark", 860),
)
OF_A_RUN = (Picture("trials?study=thorough", "dark", 800, name="run"),)
LONG_TRIALS = 50_000
"""So many that the study still trains while it is photographed."""


def main() -> None:
    """Run studies and photograph pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        try:
            launch(server, "chapter", 100, "All 100 trials")
            plan = StudyPlan(ASKED_BY_OPTUNA, PRESETS["chapter"].space, asker="optuna")
            create_study(plan, server.workspace)
            run_study(plan.name, server.workspace)
            for picture in OF_A_STUDY:
                photograph(server, picture, options.width, options.to, still=True)
            launch(server, "thorough", LONG_TRIALS, "Follow every")
            for picture in OF_A_RUN:
                photograph(server, picture, options.width, options.to, still=False)
        finally:
            server.close()


def launch(server: Server, name: str, trials: int, sign: str) -> None:
    """Launch a study through the form and wait until its page shows ``sign``."""
    tab = Tab(server)
    try:
        tab.open("new")
        tab.launch(name, trials)
        tab.until(lambda: sign in tab.text, FIRST_TRAINING_S)
    finally:
        tab.close()


def photograph(server: Server, picture: Picture, width: int, folder: Path, *, still: bool) -> None:
    """Open a page and keep its picture, once it stands still if it ever does."""
    tab = Tab(server)
    try:
        if picture.theme == "dark":
            tab.prefer_dark()
        tab.resize(width, picture.height)
        tab.open(picture.address)
        if picture.press and tab.all(f".st-key-{picture.press} button"):
            tab.press(picture.press)
        if still:
            tab.settle()
        else:
            tab.until(lambda: tab.all(".st-key-panel_contour .js-plotly-plot"))
        tab.driver.save_screenshot(str(folder / picture.file))
    finally:
        tab.close()


if __name__ == "__main__":
    main()
