"""The further views of a study on Trials, and what they say."""

import json

import pandas as pd
import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.reading import read_trials
from dctaxi.plots import gallery, scene_of
from dctaxi.plots.study.pareto import PARETO
from dctaxi.workspace import Workspace
from tests.pages.visiting import check, open_page, texts
from tests.studies import train_study

PAGE = "pages/explore/trials.py"
VIEWS = [view.name for view in gallery.FURTHER]


def figure(app: AppTest) -> go.Figure:
    return go.Figure(json.loads(app.get("plotly_chart")[-1].proto.spec))


def choose(app: AppTest, view: str) -> AppTest:
    return check(app.pills(key="plot_view").set_value(view).run())


def test_every_view_says_what_it_answers_and_what_it_found(workspace: Workspace) -> None:
    train_study(workspace, "many", n_trials=12)
    app = open_page(PAGE, study="many")
    for view in VIEWS:
        choose(app, view)
        if view == PARETO.name:
            assert PARETO.missing(scene_of("many", workspace)) in texts(app)
            continue
        assert gallery.PLOTS[view].question.partition("?")[0] in texts(app)
        chart = app.get("plotly_chart")[-1]
        assert len(chart.proto.alt) > 20
        assert chart.proto.alt in texts(app)
        assert len(figure(app).data) > 0
        assert app.query_params["view"] == view


def test_a_link_from_another_page_opens_its_view_whatever_was_seen_last(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six")
    app = choose(open_page(PAGE, study="six"), "slice")
    assert app.pills(key="plot_view").value == "slice"
    app.query_params["view"] = "honesty"
    check(app.run())
    assert app.pills(key="plot_view").value == "honesty"


def test_a_random_studys_history_has_the_expected_best_as_long_as_nothing_is_filtered(
    workspace: Workspace,
) -> None:
    train_study(workspace, "many", n_trials=20)
    app = open_page(PAGE, study="many")
    assert "2 random trials of this space is expected at" in texts(app)
    kept = open_page(PAGE, study="many", top="50")
    assert "is expected at" not in texts(kept)


def test_the_table_behind_a_view_is_made_once_it_is_opened(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six", view="history")
    tables = len(app.dataframe)
    app.session_state["view_history_numbers"] = True
    check(app.run())
    assert len(app.dataframe) == tables + 1
    rows: pd.DataFrame = app.dataframe[-1].value
    assert rows["number"].tolist() == list(range(6))


def test_a_picked_trial_is_drawn_among_the_curves_and_shown_beside_them(
    workspace: Workspace,
) -> None:
    train_study(workspace, "six")
    worst = int(read_trials(workspace, "six")["value"].idxmax())
    app = choose(open_page(PAGE, study="six", picked=str(worst)), "curves")
    assert f"trial {worst} (picked)" in [trace.name for trace in figure(app).data]
    assert f"### Trial {worst} " in texts(app)
    check(app.number_input(key="view_curves_best").set_value(0).run())
    assert {trace.legendgroup for trace in figure(app).data} == {str(worst)}
