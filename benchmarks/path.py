"""Seconds and clicks from an idea to its answer, in a real browser.

``python -m benchmarks.path [--ideas 3] [--json FILE]`` starts the app on a fresh workspace, runs
the first study, and then asks, once for each idea: what if the learning rate's range were narrower?
The answer is the picture of the new study's importances. A click is a press of the mouse
that a person makes; fields are what is typed. Needs chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.browser.driver import LONG_S, Tab
from tests.browser.server import Server

PICTURE = ".st-key-panel_importances .js-plotly-plot"


class Walked(NamedTuple):
    """What one way took."""

    way: str
    seconds: float
    clicks: int
    fields: int


def first_picture(tab: Tab) -> Walked:
    """Go from an empty workspace to its first picture."""
    begin = time.monotonic()
    tab.open("")
    tab.press("first-study")
    tab.until(lambda: tab.all(PICTURE), LONG_S)
    return Walked("empty workspace to first picture", time.monotonic() - begin, 1, 0)


def answer(tab: Tab, high: str) -> Walked:
    """Go from a study's trials to those of one with a narrower range of the learning rate."""
    begin = time.monotonic()
    tab.visit("Search", "New study")  # two clicks
    tab.fill("space-lr-high", high)
    name = tab.one(".st-key-launch_name input").get_attribute("value")
    tab.press("launch_button")
    tab.until(lambda: f"study={name}" in tab.driver.current_url and tab.all(PICTURE), LONG_S)
    return Walked(f"lr up to {high}: idea to answer", time.monotonic() - begin, 3, 1)


def main() -> None:
    """Walk and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=3)
    parser.add_argument("--json", type=Path, help="file for the numbers")
    options = parser.parse_args()
    ideas: int = options.ideas
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        tab = Tab(server)
        try:
            walks = [first_picture(tab)]
            walks += [answer(tab, f"{0.06 - 0.005 * turn:.4g}") for turn in range(1, ideas + 1)]
        finally:
            tab.close()
            server.close()
    if options.json is not None:
        options.json.write_text(json.dumps([walked._asdict() for walked in walks]), "utf-8")
    for walked in walks:
        sys.stdout.write(
            f"{walked.way:36s} {walked.seconds:6.1f} s  {walked.clicks} clicks, "
            f"{walked.fields} fields\n"
        )


if __name__ == "__main__":
    main()
