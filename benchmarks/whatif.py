"""How long it takes from moving a range to the numbers on the What if page.

``python benchmarks/whatif.py [--json FILE]``: the page runs as a server runs it, without the
browser; the engine trains for real. Imports and the compilation of the kernel are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MOVES = 10
"""Ranges that are tried one after another; the median of their times is reported."""


def main() -> None:
    """Measure in a workspace of its own and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the times to this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DCTAXI_HOME"] = folder
        os.environ.pop("DCTAXI_STORAGE", None)
        result = measure()
    print(f"{result['device']}, {result['cores']} cores")
    print(f"256 trainings, from a moved range to numbers: {result['page_s']:.2f} s on the page, ")
    print(f"of which {result['engine_s']:.2f} s in the engine (medians of {MOVES})")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


def measure() -> dict[str, Any]:
    """Return the times in seconds, with the device that they were measured on."""
    from dctaxi.populations import POPULATIONS
    from dctaxi.training import make_engine
    from dctaxi.workspace import Workspace

    page_s = _page()
    populations = POPULATIONS.list(Workspace.current())
    return {
        "device": make_engine("fused").device,
        "cores": os.cpu_count(),
        "page_s": statistics.median(page_s),
        "engine_s": statistics.median(one.wall_s for one in populations),
        "pages_s": page_s,
    }


def _page() -> list[float]:
    """Move the learning rate again and again; return how long each answer took."""
    from streamlit import config
    from streamlit.testing.v1 import AppTest

    from dctaxi.training.fused.preparation import ensure_prepared

    ensure_prepared()
    config.get_option("server.port")  # reads the files, which would override what follows
    # AppTest keeps format functions in session state, which a server never does. Streamlit's
    # call has no keyword for the value.
    config.set_option("runner.enforceSerializableSessionState", False)  # noqa: FBT003
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.run()
    app.switch_page(str(ROOT / "pages/explore/whatif.py")).run()
    app.button(key="whatif_train").click().run()
    while _at_work():
        time.sleep(0.05)
    app.run()
    times = []
    for number in range(MOVES + 1):
        field = app.text_input(key="whatif_text_lr").set_value(f"0.0{10 + number}:0.05")
        began = time.perf_counter()
        field.run()
        asked = any(button.key == "whatif_train" for button in app.button)
        if asked:  # the machine is too slow, or its speed not yet known, to train at once
            app.button(key="whatif_train").click().run()
        while "Compared with" not in " ".join(caption.value for caption in app.caption):
            app.run()
        times.append(time.perf_counter() - began)
    return times[1:]  # the first one imports what draws the answer


def _at_work() -> bool:
    from dctaxi.runner import runner_for
    from dctaxi.workspace import Workspace

    return any(not job.state.finished for job in runner_for(Workspace.current()).snapshot())


if __name__ == "__main__":
    main()
