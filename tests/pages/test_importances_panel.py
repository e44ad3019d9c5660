import json
import math

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dctaxi.analysis.importance import evidence
from dctaxi.populations import POOLS, PopulationPlan, pool_plan, setting_of, train
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine
from tests.pages.visiting import check, open_page
from tests.studies import train_study
from tests.waiting import until

PAGE = "pages/explore/trials.py"


def bars(app: AppTest) -> list[go.Figure]:
    charts = [c for c in app.get("plotly_chart") if c.proto.id.endswith("plot_importances")]
    return [go.Figure(json.loads(chart.proto.spec)) for chart in charts]


def captions(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*app.markdown, *app.caption))


@pytest.mark.usefixtures("workspace")
def test_fanova_fills_in_behind_a_page_that_is_there_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "FORESTS", 2)
    monkeypatch.setattr("dctaxi.runner.background._PATIENCE_S", math.inf)  # a run may take long
    train_study(workspace, "six")
    app = open_page(PAGE, study="six")
    (figure,) = bars(app)
    names = [name for _, name, _ in figure.data[0].customdata]
    assert set(names) > {"lr", "seed"}
    assert "reaches the best tenth?" in captions(app)
    assert "50 are the fewest" in captions(app)
    (table,) = [t.value for t in app.dataframe if "trials needed" in t.value]
    assert len(names) == 5  # the first of them; the table has all
    assert table["parameter"].tolist()[: len(names)] == names

    app.segmented_control(key="plot_importances_evaluator").set_value("fanova")
    check(app.run())
    assert "explain the variance" in captions(app)

    def filled_in() -> bool:
        return bool(bars(check(app.run())))

    until(filled_in)
    assert list(bars(app)[0].data[0].x) != list(figure.data[0].x)


@pytest.mark.parametrize(("sampler", "pooled"), [("tpe", True), ("random", False)])
def test_after_a_sampler_that_learns_random_trainings_of_the_space_come_first(
    workspace: Workspace, sampler: str, *, pooled: bool
) -> None:
    plan = train_study(workspace, "six", sampler=sampler)
    setting = {**setting_of(plan), "engine": plan.engine, "device": plan.device}
    asked = pool_plan(PopulationPlan(plan.space, **setting))
    engine = FakeEngine(value=lambda spec, _step: float(spec.batch_size))
    train(
        asked, POOLS, workspace, engine=engine, should_stop=lambda: len(engine.trained) >= 200
    )  # fmt: skip
    app = open_page(PAGE, study="six")
    assert ("Over 200 random trainings" in captions(app)) == pooled
    assert ("tries more and more of what already worked" in captions(app)) == pooled
    keys = [chart.proto.id for chart in app.get("plotly_chart")]
    assert any(key.endswith("plot_importances_own") for key in keys) == pooled
    assert len(bars(app)) == 1
    (table,) = [t.value for t in app.dataframe if "trials needed" in t.value]
    assert "lr" in table["parameter"].tolist()
    trials = next(t.value for t in app.dataframe if "value" in t.value)
    ranked = [name for name in trials if name.startswith("params_")]
    assert (ranked[0] == "params_batch_size") == pooled
