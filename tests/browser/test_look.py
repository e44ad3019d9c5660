"""Pictures fit the theme, also where the reader changes it while they stand there."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of

_INK = "return getComputedStyle(arguments[0].querySelector('.xtick text')).fill"


def test_pictures_are_drawn_anew_where_the_theme_changes(
    server: Server, new_tab: Callable[[], Tab]
) -> None:
    keep_study(plan_of("mine"), server.workspace, [3.0, 2.0, 4.0, 5.0])
    tab = new_tab()
    tab.open("trials?study=mine&view=history")
    picture = ".st-key-view_history .js-plotly-plot"

    def ink() -> str:
        return str(tab.driver.execute_script(_INK, tab.one(picture)))

    tab.until(ink)
    before = ink()
    tab.prefer_dark()
    tab.until(lambda: ink() != before)
