from typing import Any

import pytest
from streamlit.elements.plotly_chart import PlotlyState
from streamlit.testing.v1 import AppTest

from tests.pages.visiting import TIMEOUT_S


def clicked(points: list[dict[str, Any]]) -> list[int]:
    def script() -> None:
        import streamlit as st

        from pages.components.selection import selected

        selected.choose_clicked("study", "plot")
        st.session_state["picked"] = list(selected.current("study").picked)

    app = AppTest.from_function(script, default_timeout=TIMEOUT_S)
    app.session_state["plot"] = PlotlyState({"selection": {"points": points}})
    app.session_state["trial_selection_address_read"] = True
    app.session_state["trial_selections"] = {"study": {"study": "study", "picked": [99]}}
    app.run()
    assert not app.exception
    picked: list[int] = app.session_state["picked"]
    return picked


@pytest.mark.parametrize("data", [7, 7.0, [7], [7, "x"]])
def test_a_clicked_point_is_the_trial_in_its_custom_data(data: object) -> None:
    assert clicked([{"customdata": data, "point_index": 2}]) == [7]


def test_several_points_are_picked_together() -> None:
    assert clicked([{"customdata": 4}, {"customdata": 2}, {"y": 1.0}]) == [4, 2]


@pytest.mark.parametrize(
    "points", [[], [{"y": 1.0}], [{"customdata": None}], [{"customdata": "a"}]]
)
def test_a_click_beside_every_trial_changes_nothing(points: list[dict[str, Any]]) -> None:
    assert clicked(points) == [99]
