"""Takes the pictures of the README: ``python docs/take_pictures.py`` from the project's folder.

Starts the app on a fresh workspace, runs the chapter's study as a person would, and photographs
pages into ``docs/pictures/``. Needs chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the browser's driver lies beside the browser tests

from dctaxi.space import PRESETS  # noqa: E402
from dctaxi.study import StudyPlan, create_study, run_study  # noqa: E402
from tests.browser.driver import Tab  # noqa: E402
from tests.browser.server import Server  # noqa: E402

FIRST_TRAINING_S = 300
"""Compiling the engine takes about ten seconds on a quiet machine."""


class Picture(NamedTuple):
    """A page to photograph."""

    address: str
    theme: Literal["light", "dark"]
    height: int

    @property
    def file(self) -> str:
        """The picture's name."""
        return f"{self.address.partition('?')[0]}-{self.theme}.png"


ASKED_BY_OPTUNA = "chapter-optuna"
"""The study whose choices *How TPE chooses* can show."""

PICTURES = (
    Picture("trials", "light", 800),
    Picture("new", "light", 900),
    Picture(f"tpe?study={ASKED_BY_OPTUNA}&trial=63&parameter=lr", "dark", 860),
)

MOVING = "board.webp"
"""The board of *What if* under the hand, frame by frame."""

FRAME_MS, PAUSE_MS = 110, 1_800
EDGE = 10
"""Pixels left around the board."""

SHARES = (0.98, 0.4, 0.65)
"""Where a drag over the learning rate begins, turns and ends, as shares of the histogram."""


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
            for picture in PICTURES:
                photograph(server, picture, options.width, options.to)
            film(server, options.width, options.to / MOVING)
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


def photograph(server: Server, picture: Picture, width: int, folder: Path) -> None:
    """Open a page and keep its picture once it stands still."""
    tab = Tab(server)
    try:
        if picture.theme == "dark":
            tab.prefer_dark()
        tab.resize(width, picture.height)
        tab.open(picture.address)
        tab.settle()
        tab.driver.save_screenshot(str(folder / picture.file))
    finally:
        tab.close()


def film(server: Server, width: int, file: Path) -> None:
    """Drag over the board of a study on distances and keep what the reader sees."""
    plan = StudyPlan("distance", PRESETS["chapter"].space, feature_set="distance", n_trials=100)
    create_study(plan, server.workspace)
    run_study(plan.name, server.workspace)
    tab = Tab(server)
    try:
        tab.resize(width, 1_000)
        tab.open(f"whatif?study={plan.name}")
        tab.press("whatif_board_train")
        tab.until(lambda: "in the pool" in board_text(tab), FIRST_TRAINING_S)
        tab.until(lambda: "more arrive" not in board_text(tab), FIRST_TRAINING_S)
        tab.settle()
        frames = [frame(tab)]
        field = tab.inside("whatif_board", ".axis:not(.listed) .field")[0]
        wide = field.size["width"]
        hand = ActionChains(tab.driver, duration=30)
        hand.move_to_element_with_offset(field, round(wide * (SHARES[0] - 0.5)), 0)
        hand.click_and_hold().perform()
        for start, end in pairwise(SHARES):
            steps = round(abs(end - start) * 30)
            for _ in range(steps):
                by = round(wide * (end - start) / steps)
                ActionChains(tab.driver, duration=30).move_by_offset(by, 0).perform()
                frames.append(frame(tab))
        ActionChains(tab.driver, duration=30).release().perform()
        next(one for one in tab.inside("whatif_board", ".choice") if "Adam" in one.text).click()
        frames += [frame(tab) for _ in range(4)]
        tab.until(lambda: "fresh trainings" in board_text(tab), FIRST_TRAINING_S)
        tab.settle()
        frames.append(frame(tab))
    finally:
        tab.close()
    still = [PAUSE_MS, *[FRAME_MS] * (len(frames) - 2), 2 * PAUSE_MS]
    frames[0].save(
        file, save_all=True, append_images=frames[1:], duration=still, loop=0, quality=70, method=6
    )


def board_text(tab: Tab) -> str:
    """Return what the tiles of the board say."""
    return " ".join(part.text for part in tab.inside("whatif_board", ".answer, .legend"))


def frame(tab: Tab) -> Image.Image:
    """Return the board as it looks now."""
    box = tab.driver.execute_script(
        "const box = arguments[0].getBoundingClientRect();"
        "return [box.left, box.top, box.right, box.bottom]",
        tab.one(".st-key-whatif_board"),
    )
    left, top, right, bottom = box
    picture = Image.open(io.BytesIO(tab.driver.get_screenshot_as_png()))
    return picture.convert("RGB").crop((left - EDGE, top - EDGE, right + EDGE, bottom + EDGE))


if __name__ == "__main__":
    main()
