"""A study that a killed server left behind, as whoever comes back finds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.load import finished
from tests.browser.driver import ENDLESS, Tab
from tests.browser.server import Server


@pytest.mark.slow
def test_a_killed_servers_study_goes_on_with_one_click_from_where_one_lands(
    server: Server, tmp_path: Path, new_tab: Callable[[], Tab]
) -> None:
    tab = new_tab()
    tab.open("new")
    tab.launch("long", ENDLESS)
    tab.until(lambda: tab.finished_trials() > 30)
    server.process.kill()
    server.process.wait()
    kept = finished(server)
    assert 30 < kept < ENDLESS

    again = Server(tmp_path)
    try:
        tab.server = again
        tab.open("")
        assert "long" in tab.text
        tab.press("job_resume_card_long")
        tab.until(lambda: finished(again) > kept)
        tab.until(lambda: "long" in tab.text)
    finally:
        again.close()
