"""How tests open pages: as a person does, looking for errors after every step."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent.parent

TIMEOUT_S = 240
"""The first run of a process imports Optuna and plotly, on a machine that may be busy."""


def open_page(page: str, **query: str | list[str]) -> AppTest:
    """Open the address of a page, named by its file, in a new tab with these parameters."""
    app = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=TIMEOUT_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.session_state["whatif_plain"] = True  # the board needs a browser
    return go(app, page)


def go(app: AppTest, page: str) -> AppTest:
    """Change to another page in the same tab."""
    return check(app.switch_page(str(ROOT / page)).run())


def errors(app: AppTest) -> list[str]:
    """Return what a page says is wrong."""
    return [error.value for error in app.error]


def check(app: AppTest) -> AppTest:
    """Assert that a run raised nothing, foreseen or not, and left plain values behind."""
    assert not app.exception
    assert not [error.value for error in app.error if "failed unexpectedly" in error.value]
    for value in app.session_state.values():
        # A component of our own has a dictionary whose class Streamlit makes anew for each run.
        pickle.dumps(dict(value) if isinstance(value, dict) else value)
    return app


def texts(app: AppTest) -> str:
    """Return what a page says, a line for each element, without the marks that keep it plain."""
    said = "\n".join(str(each.value) for each in (*app.markdown, *app.caption, *app.error))
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", said).replace("\u2060", "")


def components(app: AppTest) -> list[str]:
    """Return the names of a page's own components, without those that the frame brings."""
    names = (str(one.proto.component_name) for one in app.get("bidi_component"))
    return [name for name in names if name not in ("dctaxi.look", "dctaxi.own_steps")]


def keys(app: AppTest) -> set[str]:
    """Return the keys of the controls that a page shows."""
    blocks = (app.button, app.number_input, app.pills, app.segmented_control, app.toggle,
              app.text_input)  # fmt: skip
    return {str(each.key) for widgets in blocks for each in widgets}
