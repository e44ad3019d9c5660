"""Takes the README's pictures: ``python docs/take_pictures.py`` from the project's folder.

Starts the app on a fresh workspace, runs the chapter's study as a person would, and photographs
every page, light and dark, into ``docs/pictures/``. Needs chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the browser's driver lies beside the browser tests

from tests.browser.driver import Server, Tab  # noqa: E402

FIRST_TRAINING_S = 300
"""Compiling the engine takes about ten seconds on a quiet machine."""

QUIET = {"": 720, "data": 1000, "space": 1000, "launch": 960, "trials": 1500}
BUSY = {"run": 720}
"""Height of each page's picture in pixels, by its address; the first page has none.

The run is photographed while a study trains, the others before.
"""


def main() -> None:
    """Run studies and photograph every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), Path(home) / "kernels")
        try:
            for name, trials, pages in (("chapter", 100, QUIET), ("thorough", 5000, BUSY)):
                launch(server, name, trials, until_ended=pages is QUIET)
                for theme in ("light", "dark"):
                    photograph(server, theme, pages, options.width, options.to)
        finally:
            server.close()


def launch(server: Server, name: str, trials: int, *, until_ended: bool) -> None:
    """Launch a study through the form; wait until it has ended, or has a best trial."""
    tab = Tab(server)
    try:
        tab.open("launch")
        tab.fill("launch_name", name)
        tab.fill("launch_n_trials", str(trials))
        tab.press("launch_button")
        sign = "Trials and plots" if until_ended else "Learning curve of the last trial"
        tab.until(lambda: sign in tab.text, FIRST_TRAINING_S)
    finally:
        tab.close()


def photograph(
    server: Server, theme: str, pages: Mapping[str, int], width: int, folder: Path
) -> None:
    """Open pages in one theme and keep a picture of each."""
    tab = Tab(server)
    try:
        if theme == "dark":
            tab.prefer_dark()
        for page, height in pages.items():
            tab.resize(width, height)
            tab.open(page)
            if pages is QUIET:
                tab.settle()
            tab.driver.save_screenshot(str(folder / f"{page or 'studies'}-{theme}.png"))
    finally:
        tab.close()


if __name__ == "__main__":
    main()
