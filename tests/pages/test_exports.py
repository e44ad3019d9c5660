"""Taking plots away: what the menus offer, and that every picture has its words and its table."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.plots import LOOKS, gallery
from dctaxi.plots.study.pareto import PARETO
from dctaxi.teaching.learn_pages import LEARN_PAGES
from dctaxi.workspace import Workspace
from pages.components.shared import plot_panel
from tests.pages.visiting import ROOT, check, components, open_page
from tests.studies import train_study

TRIALS = {"plot_importances", "plot_parallel", "plot_contour", "view_history"}

TABLED = re.compile(r"plot_panel\.(table|drawn_table)\(|cells_table\(|st\.(dataframe|table)\(")
BESIDE = {
    "shared/vega.py": "it draws what others show, each with its table",
    "trained/distribution.py": "whoever shows it has the numbers below",
    "shared/learning_curve.py": "the details of a trial have its table",
    "studies/first_visit.py": "the page of the data has the tables of both",
    "study/live.py": "the trials of its history stand in the table below",
}
"""Components whose table is drawn by another one."""


def pictures(app: AppTest) -> dict[str, Any]:
    """Return what the menu that is open hands to the browser for pictures."""
    (found,) = [
        json.loads(component.proto.json)
        for component in app.get("bidi_component")
        if component.proto.component_name.endswith("plot_pictures")
    ]
    return dict(found)


def test_plotlys_code_is_sent_to_those_who_open_the_menu(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page("pages/explore/trials.py", study="six")
    assert components(app) == ["dctaxi.parallel_lines"]


@pytest.mark.parametrize("key", sorted(TRIALS))
def test_a_plot_of_a_dark_trials_page_is_offered_as_light_page_and_picture(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    train_study(workspace, "six")
    app = open_page("pages/explore/trials.py", study="six")
    app.session_state[f"{key}_export"] = True
    monkeypatch.setattr(plot_panel, "template", lambda: "dark")
    found = pictures(check(app.run()))
    assert app.get("download_button")
    title = gallery.PLOTS[key.partition("_")[2]].title
    assert found["title"] == title
    assert found["name"] == title.lower().replace(" ", "-")
    assert len(found["takeaway"]) > 20
    layout = json.loads(found["figure"])["layout"]
    assert layout["paper_bgcolor"].lower() == LOOKS["light"].background.lower()
    assert layout["template"]["layout"]["font"]["color"].lower() == LOOKS["light"].text.lower()
    assert layout["title"]["text"] == title


def test_every_further_view_can_be_taken_away(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page("pages/explore/trials.py", study="six")
    for view in (view.name for view in gallery.FURTHER if view is not PARETO):
        app.session_state[f"view_{view}_export"] = True
        check(app.pills(key="plot_view").set_value(view).run())
        assert pictures(app)["title"] == gallery.PLOTS[view].title


def test_a_study_can_be_taken_away_as_a_report(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page("pages/explore/trials.py", study="six")
    report = next(one for one in app.get("download_button") if one.label == "Report")
    assert not report.disabled


def test_every_picture_of_a_result_has_a_table_beside_or_behind_it() -> None:
    drawing = re.compile(r"plot_panel\.show\(|st\.(line|vega_lite)_chart\(")
    learn = {page.id for page in LEARN_PAGES}  # their pictures move under the hand
    parts = Path(ROOT, "pages", "components")
    without = {
        str(file.relative_to(parts))
        for file in parts.rglob("*.py")
        if file.parent.name not in learn
        and drawing.search(text := file.read_text("utf-8"))
        and not TABLED.search(text)
    }
    assert "shared/vega.py" in without
    assert without <= BESIDE.keys()
