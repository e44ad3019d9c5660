import base64

import numpy as np
from streamlit.testing.v1 import AppTest

from dctaxi.study import leave_out
from dctaxi.workspace import Workspace
from tests.pages.trials_page import figure
from tests.pages.visiting import check, open_page
from tests.studies import train_study

PAGE = "pages/explore/trials.py"


def charts(app: AppTest) -> list[str]:
    return [chart.key for chart in app.get("plotly_chart")]


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def axes_after(across: str) -> tuple[str, str]:
    def script(name: str) -> None:
        from pages.components.trials import contour

        contour.put_across(name)

    app = AppTest.from_function(script, args=(across,))
    app.session_state["plot_contour_x"] = "batch_size"
    app.session_state["plot_contour_y"] = "lr"
    app.run()
    assert not app.exception
    return app.session_state["plot_contour_x"], app.session_state["plot_contour_y"]


def test_a_parameter_goes_across() -> None:
    assert axes_after("max_batches") == ("max_batches", "lr")


def test_a_parameter_that_is_up_changes_places() -> None:
    assert axes_after("lr") == ("lr", "batch_size")


def test_the_contour_becomes_a_matrix_of_the_pairs_that_are_chosen(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    assert "plot_contour" in charts(app)
    assert app.button(key="landscape_link").label == "Train this landscape"
    check(app.segmented_control(key="plot_contour_view").set_value("Matrix").run())
    assert "plot_contour_matrix" in charts(app)
    assert "plot_contour" not in charts(app)
    assert "Of 6 pairs the lowest median objective of a cell" in captions(app)
    chosen = app.multiselect(key="plot_contour_matrix_names_six")
    check(chosen.set_value(["lr"]).run())
    assert "Choose two to 5 hyperparameters." in captions(app)
    assert "plot_contour_matrix" not in charts(app)


def test_trials_that_are_left_out_are_in_no_cell_of_a_matrix(workspace: Workspace) -> None:
    train_study(workspace, "six")
    leave_out("six", range(3, 6), workspace)
    app = open_page(PAGE, study="six")
    check(app.segmented_control(key="plot_contour_view").set_value("Matrix").run())
    traces = figure(app, "plot_contour_matrix").data
    points = [trace.customdata for trace in traces if trace.type.startswith("scatter")]
    numbers = [np.frombuffer(base64.b64decode(own["bdata"]), own["dtype"]) for own in points]
    assert set(np.concatenate(numbers).tolist()) == {0, 1, 2}


def test_the_pair_of_a_contour_can_be_trained_as_a_landscape(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    check(app.selectbox(key="plot_contour_x").set_value("num_layers").run())
    check(app.button(key="landscape_link").click().run())
    assert app.title[0].value == "Landscape"
    assert app.selectbox(key="landscape_x").value == "num_layers"
    assert app.selectbox(key="landscape_y").value == "lr"
