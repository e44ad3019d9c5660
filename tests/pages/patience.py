"""Pages that wait for what they were asked for as long as it takes, on a machine that is slow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from pages.components.shared import state
from pages.components.trained import work
from tests.fake_engine import FakeEngine, install
from tests.waiting import until


def patient_engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Let everything be trained with one fake engine, and pages wait until that has ended.

    Else they do so for a moment only, and show progress where it is over. They wait no longer where
    the engine itself is held up.
    """
    engine = install(monkeypatch)

    def wait(works: Iterable[work.Work[Any]], _seconds: float) -> None:
        ids = [one.job.id for one in works if one.job is not None]
        runner = state.runner()
        until(lambda: engine.held_up or runner.wait_for_end(ids, 0))

    monkeypatch.setattr(work, "wait", wait)
    return engine
