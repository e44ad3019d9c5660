from streamlit.testing.v1 import AppTest


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
