from streamlit.testing.v1 import AppTest

from dctaxi.workspace import Workspace
from tests.pages.visiting import TIMEOUT_S, check, open_page
from tests.studies import train_study

PAGE = "pages/explore/trials.py"


def axes_after(across: str) -> tuple[str, str]:
    def script(name: str) -> None:
        from pages.components.trials import contour

        contour.put_across(name)

    app = AppTest.from_function(script, default_timeout=TIMEOUT_S, args=(across,))
    app.session_state["plot_contour_x"] = "batch_size"
    app.session_state["plot_contour_y"] = "lr"
    app.run()
    assert not app.exception
    return app.session_state["plot_contour_x"], app.session_state["plot_contour_y"]


def test_a_parameter_goes_across() -> None:
    assert axes_after("max_batches") == ("max_batches", "lr")


def test_a_parameter_that_is_up_changes_places() -> None:
    assert axes_after("lr") == ("lr", "batch_size")


def test_the_pair_of_a_contour_opens_as_a_map_of_trainings(workspace: Workspace) -> None:
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    check(app.selectbox(key="plot_contour_x").set_value("num_layers").run())
    check(app.button(key="map_link").click().run())
    assert app.title[0].value == "What if"
    assert app.session_state["whatif_map"] == ["num_layers", "lr"]
