"""What tests of *Trials* read of it."""

import json

import plotly.graph_objects as go
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput, SelectSlider

from tests.pages.visiting import check

PAGE = "pages/explore/trials.py"


def texts(app: AppTest) -> str:
    return "\n".join(
        str(each.value) for each in (*app.subheader, *app.markdown, *app.caption, *app.error)
    )


def figure(app: AppTest, key: str) -> go.Figure:
    (chart,) = [c for c in app.get("plotly_chart") if c.proto.id.endswith(key)]
    return go.Figure(json.loads(chart.proto.spec))


def slider(app: AppTest, column: str) -> SelectSlider:
    """Return the filter of a column that has a range."""
    (found,) = [s for s in app.select_slider if s.key.startswith(f"filter_slider_{column}_")]
    return found


def more_trials(app: AppTest) -> NumberInput:
    """Return the field for how many more trials a study is run."""
    (found,) = [n for n in app.number_input if str(n.key).startswith("job_more_trials_")]
    return found


def choose(app: AppTest, study: str, number: int) -> AppTest:
    """Do what the click on a row or a point does; a browser test makes the real click."""
    app.session_state["trial_selections"] = {study: {"study": study, "picked": [number]}}
    return check(app.run())


def labels_of(app: AppTest) -> list[str]:
    return [button.label for button in app.button]
