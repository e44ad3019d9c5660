"""Takes the README's pictures: ``python docs/take_pictures.py`` from the project's folder.

Starts the app on a fresh workspace, runs the chapter's study as a person would, and photographs
every page, light and dark, into ``docs/pictures/``. Needs chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the browser's driver lies beside the browser tests

from tests.browser.driver import Server, Tab  # noqa: E402

FIRST_TRAINING_S = 300
"""Compiling the engine takes about ten seconds on a quiet machine."""

HEIGHTS = {"": 760, "data": 1500, "space": 1300, "launch": 900, "run": 700, "trials": 2050}
"""Height of each page's picture in pixels, by its address; the first page has none."""


def main() -> None:
    """Run a study and photograph every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home), Path(home) / "kernels")
        try:
            run_studies(server)
            for theme in ("light", "dark"):
                photograph(server, theme, options.width, options.to)
        finally:
            server.close()


def run_studies(server: Server) -> None:
    """Launch the chapter's study through the form and wait until it has ended."""
    tab = Tab(server)
    try:
        tab.open("launch")
        tab.fill("launch_name", "chapter")
        tab.press("launch_button")
        tab.until(lambda: "100 of 100 trials" in tab.text, FIRST_TRAINING_S)
    finally:
        tab.close()


def photograph(server: Server, theme: str, width: int, folder: Path) -> None:
    """Open every page in one theme and keep a picture of it."""
    tab = Tab(server)
    try:
        if theme == "dark":
            tab.prefer_dark()
        for page, height in HEIGHTS.items():
            tab.resize(width, height)
            tab.open(page)
            tab.settle()
            tab.driver.save_screenshot(str(folder / f"{page or 'studies'}-{theme}.png"))
    finally:
        tab.close()


if __name__ == "__main__":
    main()
