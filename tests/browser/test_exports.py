"""Plots and studies as files: made in a real browser, opened in one without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.browser.driver import Tab
from tests.browser.server import Server
from tests.studies import keep_study, plan_of

SVG = "{http://www.w3.org/2000/svg}"
TAKEAWAY = "The best of 4 trials is 3.00 USD"


@pytest.fixture
def tab(server: Server, new_tab: Callable[[], Tab], tmp_path: Path) -> Iterator[Tab]:
    """A dark tab on a study of four trials, whose downloads lie in ``tmp_path / "taken"``."""
    keep_study(plan_of("told"), server.workspace, [5.0, 4.0, 3.0, 6.0])
    opened = new_tab()
    opened.prefer_dark()
    opened.keep_downloads(tmp_path / "taken")
    return opened


def taken(tab: Tab, file: Path) -> bytes:
    tab.until(file.exists)
    return file.read_bytes()


@pytest.mark.slow
def test_a_dark_plot_leaves_as_light_page_png_and_svg(tab: Tab, tmp_path: Path) -> None:
    tab.open("trials?study=told&view=history")
    tab.press("view_history_export")
    for kind in ("png", "svg"):
        tab.until(lambda kind=kind: tab.inside("view_history_pictures", f"[data-format={kind}]"))
        tab.inside("view_history_pictures", f"[data-format={kind}]")[0].click()
        taken(tab, tmp_path / "taken" / f"optimisation-history.{kind}")
    tab.press("view_history_html")
    page = tmp_path / "taken" / "optimisation-history.html"
    taken(tab, page)

    with Image.open(page.with_suffix(".png")) as picture:
        assert picture.size == (1800, 828)
        assert picture.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    drawing = ET.parse(page.with_suffix(".svg")).getroot()
    title, words = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Optimisation history"
    assert words is not None
    assert (words.text or "").startswith(TAKEAWAY)

    tab.open_file(page)
    assert tab.all(".js-plotly-plot .scatterlayer .trace")
    assert TAKEAWAY in tab.text


@pytest.mark.slow
def test_a_study_leaves_as_a_report_that_draws_itself_without_a_network(
    tab: Tab, tmp_path: Path
) -> None:
    tab.open("trials?study=told")
    tab.press("study_report")
    report = tmp_path / "taken" / "told.html"
    assert len(taken(tab, report)) < 5_000_000
    tab.open_file(report)
    drawn = tab.all("figure .js-plotly-plot")
    assert len(drawn) == 4
    assert all(figure.get_attribute("aria-label") for figure in drawn)
    for heading in ("Best trials", "Was the winner lucky?", "Versions"):
        assert heading in tab.text
    assert tab.console_errors() == []
