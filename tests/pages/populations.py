"""Populations, landscapes and repeats of tests: trained by the fake engine."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.fake_engine import FakeEngine, install


def install_everywhere(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Let studies and everything trained outside them use one fake engine."""
    engine = install(monkeypatch)
    monkeypatch.setattr(
        "dctaxi.populations.trainings.make_engine", lambda *_args, **_options: engine
    )
    return engine


def texts(app: AppTest) -> str:
    """Return what a page says, a line for each element."""
    return "\n".join(str(each.value) for each in (*app.markdown, *app.caption, *app.error))
