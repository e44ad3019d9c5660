from typing import Any

import pytest
from streamlit.elements.plotly_chart import PlotlyState
from streamlit.testing.v1 import AppTest


def clicked(points: list[dict[str, Any]]) -> int | None:
    def script() -> None:
        from pages.components import trial_selection

        trial_selection.choose_clicked("study", "plot")

    app = AppTest.from_function(script)
    app.session_state["plot"] = PlotlyState({"selection": {"points": points}})
    app.run()
    assert not app.exception
    if "trial_selected_study" not in app.session_state:
        return None
    number: int = app.session_state["trial_selected_study"]
    return number


@pytest.mark.parametrize("data", [7, 7.0, [7], [7, "x"]])
def test_a_clicked_point_is_the_trial_in_its_custom_data(data: object) -> None:
    assert clicked([{"customdata": data, "point_index": 2}]) == 7


@pytest.mark.parametrize(
    "points", [[], [{"y": 1.0}], [{"customdata": None}], [{"customdata": "a"}]]
)
def test_a_click_beside_every_trial_chooses_none(points: list[dict[str, Any]]) -> None:
    assert clicked(points) is None
