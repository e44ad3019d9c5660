"""Why there is one small file directly in ``pages/`` for every page's address.

A server that has just started knows only the files directly in ``pages/``: until app.py has called
``st.navigation`` once, it answers the address of any other page with "Page not found", and runs
those files alone, without app.py. Each of them hands over to app.py, which finds the page that the
address means.
"""

from __future__ import annotations

import runpy
from pathlib import Path


def hand_over() -> None:
    """Run app.py, which shows the page of the address that was opened."""
    runpy.run_path(str(Path(__file__).parents[2] / "app.py"), run_name="__main__")
