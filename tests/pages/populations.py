"""Populations, landscapes and repeats of tests: trained by the fake engine."""

from __future__ import annotations

import pytest

from tests.pages.fake_engine import FakeEngine, install


def install_everywhere(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Let studies and everything trained outside them use one fake engine."""
    engine = install(monkeypatch)
    monkeypatch.setattr("dctaxi.search.trainings.make_engine", lambda *_args, **_options: engine)
    return engine
