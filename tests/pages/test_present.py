"""Presenting: the switch, the address, one picture of several, and the way out."""

import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.runner import runner_for
from dctaxi.workspace import Workspace
from pages.components.shared.plain import Plain
from tests.pages.visiting import check, components, go, keys, open_page, texts
from tests.studies import train_study

TRIALS, DATA = "pages/explore/trials.py", "pages/search/data.py"


def timeless(app: AppTest) -> list[str]:
    """Return what a page says but for how long ago its study began."""
    return [line for line in texts(app).splitlines() if not line.startswith("Started ")]


@pytest.fixture
def study(workspace: Workspace) -> Workspace:
    train_study(workspace, "many", n_trials=12)
    return workspace


@pytest.mark.usefixtures("study")
def test_the_switch_presents_and_leaving_shows_the_page_as_it_was() -> None:
    app = open_page(TRIALS, study="many")
    before = timeless(app)
    check(app.button(key="present_begin").click().run())
    assert app.query_params["present"] == "1"
    assert "present_begin" not in keys(app)
    check(app.button(key="present_leave").click().run())
    assert "present" not in app.query_params
    assert timeless(app) == before


@pytest.mark.usefixtures("study")
def test_the_title_and_what_the_picture_shows_stand_around_it() -> None:
    app = open_page(TRIALS, study="many")
    takeaway = app.get("plotly_chart")[0].proto.alt
    check(app.button(key="present_begin").click().run())
    assert app.header[0].value == "Importances"
    assert takeaway
    briefly = takeaway.partition(". ")[0]
    assert [each.value for each in app.markdown if each.value.startswith(Plain(briefly))]
    assert Plain(takeaway) not in [each.value for each in app.caption]


@pytest.mark.usefixtures("study")
def test_every_picture_of_trials_is_among_them_and_says_its_finding_briefly() -> None:
    app = open_page(TRIALS, study="many", present="1")
    titles = {header.value for header in app.header}
    assert titles == {
        "Importances",
        "Parallel coordinates",
        "Contour",
        "Optimisation history",
        "Learning curve",
    }
    assert components(app) == ["dctaxi.parallel_lines"]
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.usefixtures("study")
def test_pictures_follow_each_other_and_begin_again() -> None:
    app = open_page(TRIALS, study="many", present="1")
    pictures = len(app.header)
    assert pictures > 1
    seen = []
    for _ in range(pictures + 1):
        seen.append(next(text for text in texts(app).splitlines() if f" of {pictures}" in text))
        check(app.button(key="present_next").click().run())
    assert seen == [*(f"{number} of {pictures}" for number in range(1, pictures + 1)), seen[0]]
    check(app.button(key="present_previous").click().run())
    assert f"1 of {pictures}" in texts(app)


def test_an_address_presents_on_every_page_of_its_tab_and_trains_nothing(study: Workspace) -> None:
    app = open_page("pages/explore/race.py", present="1")
    assert "This page shows no picture yet" in texts(app)
    assert not runner_for(study).snapshot()
    go(app, DATA)
    assert app.query_params["present"] == "1"
    assert "present_leave" in keys(app)


def test_a_page_that_stops_early_shows_the_way_out() -> None:
    app = open_page(TRIALS, present="1")
    assert "There is no study yet" in texts(app)
    check(app.button(key="present_leave").click().run())
    assert "present_begin" in keys(app)


def test_any_other_value_in_the_address_presents_nothing() -> None:
    assert "present_begin" in keys(open_page(DATA, present="0"))
