"""Seconds of each stretch from nothing to the first picture, as a newcomer walks it.

``python -m benchmarks.first_minute [--source FOLDER] [--stand 20] [--json FILE]``: clones the
repository, makes an environment, installs the requirements, starts the server, opens the page in a
real browser, lets it stand, clicks, and waits for the picture. pip takes what its cache has; the
compiled kernel is always made anew. Needs git, chromium and chromedriver on the PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.path import PICTURE
from tests.browser.driver import LONG_S, Tab
from tests.browser.server import ROOT, Server

CPU_INDEX: Final = "https://download.pytorch.org/whl/cpu"


class Stretches:
    """The seconds of each stretch, in the order in which they were walked."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def walked(self, name: str) -> Iterator[None]:
        """Measure a stretch."""
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began

    @property
    def text(self) -> str:
        """Return a line for each stretch, and one for what a newcomer waits in all."""
        lines = [f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"]
        lines += [f"{seconds:7.1f} s  {name}" for name, seconds in self.seconds.items()]
        return "\n".join([*lines, f"{sum(self.seconds.values()):7.1f} s  in all"])


def main(arguments: Sequence[str] | None = None) -> None:
    """Walk and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", default=str(ROOT), help="what is cloned")
    parser.add_argument("--stand", type=float, default=20, help="seconds from page to click")
    parser.add_argument("--cpu", action="store_true", help="PyTorch's CPU build, from its index")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    options = parser.parse_args(arguments)
    stretches = Stretches()
    with tempfile.TemporaryDirectory() as folder:
        walk(Path(folder), options.source, options.stand, stretches, cpu=options.cpu)
    print(stretches.text)
    if options.json is not None:
        options.json.write_text(json.dumps(stretches.seconds, indent=1), encoding="utf-8")


def walk(folder: Path, source: str, stand_s: float, stretches: Stretches, *, cpu: bool) -> None:
    """Walk from a clone to the picture in an empty folder."""
    clone, python = folder / "dctaxi", folder / "dctaxi" / ".venv" / "bin" / "python"
    with stretches.walked("git clone"):
        _run("git", "clone", "--quiet", source, str(clone))
    with stretches.walked("python -m venv"):
        _run(sys.executable, "-m", "venv", str(python.parents[1]))
    pip = (str(python), "-m", "pip", "install", "--quiet", "--no-compile")
    with stretches.walked("pip install"):
        if cpu:
            _run(*pip, "torch", "--index-url", CPU_INDEX)
        _run(*pip, "--requirement", str(clone / "requirements.txt"))
    home = folder / "home"
    home.mkdir()
    with stretches.walked("server"):
        server = Server(
            home,
            clone / "app.py",
            python=python,
            PYTHONPATH=str(clone),
            NUMBA_CACHE_DIR="",
            PYTHONDONTWRITEBYTECODE="",  # Python keeps what it compiles, as it does by itself
        )
    try:
        tab = Tab(server)
        try:
            with stretches.walked("page"):
                tab.open("")
                tab.one(".st-key-first-study button")
            with stretches.walked("standing"):
                time.sleep(stand_s)
            with stretches.walked("click to picture"):
                tab.press("first-study")
                tab.until(lambda: tab.all(PICTURE), LONG_S)
        finally:
            tab.close()
    finally:
        server.close()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
