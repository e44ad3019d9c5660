import json
from base64 import b64decode
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray
from streamlit.elements.plotly_chart import PlotlyState
from streamlit.testing.v1 import AppTest

from dctaxi.analysis import (
    cell_noise,
    cell_noise_sentences,
    landscape_cells,
)
from dctaxi.analysis.reading import parameters_of, read_trials
from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.plots.study.landscape import landscape_data, landscape_text
from dctaxi.populations import LANDSCAPES, Landscape
from dctaxi.space import Fixed
from dctaxi.workspace import Workspace
from tests.fake_engine import FakeEngine, every
from tests.pages.visiting import check, open_page, texts
from tests.pages.waiting import until, until_idle
from tests.studies import SPACE, train_study

PAGE = "pages/explore/landscape.py"


def small(app: AppTest) -> AppTest:
    """Ask for eight cells a side and two trainings in each."""
    check(app.segmented_control(key="landscape_grid").set_value(8).run())
    return check(app.select_slider(key="landscape_seeds").set_value(2).run())


def train(app: AppTest) -> AppTest:
    return check(app.button(key="landscape_train").click().run())


def figures(app: AppTest) -> list[go.Figure]:
    return [go.Figure(json.loads(chart.proto.spec)) for chart in app.get("plotly_chart")]


def numbers(values: Any) -> NDArray[Any]:
    """Return an array of a figure that travelled as base64."""
    flat = np.frombuffer(b64decode(values["bdata"]), dtype=values["dtype"])
    return flat.reshape([int(side) for side in values.get("shape", str(flat.size)).split(",")])


def click(app: AppTest, *customdata: int) -> AppTest:
    """Do what a click on a point of the trained map does; a browser test makes the real click."""
    from pages.components.landscape import cell

    point = {"customdata": list(customdata) if len(customdata) > 1 else customdata[0]}
    (kept,) = LANDSCAPES.list(Workspace.current())
    state = {"landscape_map": PlotlyState({"selection": {"points": [point]}})}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cell.st, "session_state", state)
        cell.choose_clicked(LANDSCAPES.load(kept.id, Workspace.current()), "landscape_map")
    for name, value in state.items():
        if name != "landscape_map":
            app.session_state[name] = value
    return check(app.run())


def loaded(workspace: Workspace) -> Landscape:
    (one,) = LANDSCAPES.list(workspace)
    return LANDSCAPES.load(one.id, workspace)


def test_cells_trainings_and_time_are_said_before(study: str, engine: FakeEngine) -> None:
    app = small(open_page(PAGE, study=study))
    assert "8 by 8 are 64 cells, 2 each: 128 trainings." in texts(app)
    assert "trainings, from " in texts(app)
    assert not engine.trained


def test_parameters_of_few_values_have_a_cell_for_each(study: str) -> None:
    app = open_page(PAGE, study=study)
    check(app.selectbox(key="landscape_x").set_value("optimizer").run())
    assert "2 by 16 are 32 cells" in texts(app)


def test_a_landscape_shows_the_trials_on_top(
    workspace: Workspace, study: str, engine: FakeEngine
) -> None:
    app = train(small(open_page(PAGE, study=study)))
    assert len(engine.trained) == 128
    (landscape,) = figures(app)
    shown = numbers(landscape.data[-1].customdata)
    assert sorted(shown) == read_trials(workspace, study)["number"].to_list()
    assert "128 trainings" in texts(app)


def test_spread_and_divergence_are_other_layers(study: str, workspace: Workspace) -> None:
    app = train(small(open_page(PAGE, study=study)))
    check(app.segmented_control(key="landscape_layer").set_value("diverged").run())
    kept = loaded(workspace)
    data = landscape_data(landscape_cells(kept), parameters_of(kept.plan.space), "diverged")
    assert "0%" in landscape_text(data)
    assert landscape_text(data) in texts(app)


def test_a_pair_of_the_same_parameter_is_refused(study: str) -> None:
    app = open_page(PAGE, study=study)
    across = app.selectbox(key="landscape_x").value
    check(app.selectbox(key="landscape_y").set_value(across).run())
    assert "Expected two parameters" in app.error[0].value


def test_the_others_can_be_those_of_a_trial(study: str, engine: FakeEngine) -> None:
    app = small(open_page(PAGE, study=study))
    check(app.segmented_control(key="landscape_others").set_value("trial").run())
    train(app)
    assert len({spec.seed for spec in engine.trained}) == 128  # every cell has its own
    assert len({(s.optimizer, s.max_batches, s.num_hidden_neurons) for s in engine.trained}) == 1
    check(app.number_input(key="landscape_trial").set_value(99).run())
    assert "There is no finished trial 99" in app.error[0].value


def test_a_click_on_a_cell_shows_its_trainings(study: str, engine: FakeEngine) -> None:
    app = train(small(open_page(PAGE, study=study)))
    assert "Click on a cell" in texts(app)
    click(app, 3, 5)
    table = app.dataframe[0].value
    assert len(table) == 2
    assert table["lr"].nunique() == table["batch_size"].nunique() == 1
    specs = {(spec.lr, spec.batch_size) for spec in engine.trained}
    assert (table["lr"].iloc[0], table["batch_size"].iloc[0]) in specs


def test_a_click_on_a_trial_is_no_cell(study: str) -> None:
    app = train(small(open_page(PAGE, study=study)))
    click(app, 7)
    assert "Click on a cell" in texts(app)


def test_a_cell_opens_a_population(study: str) -> None:
    app = train(small(open_page(PAGE, study=study)))
    click(app, 0, 0)
    check(app.button(key="landscape_population").click().run())
    assert [title.value for title in app.title] == ["What if"]
    assert ";lr=0.0" in str(app.query_params["whatif"])
    assert ";batch_size=3" in str(app.query_params["whatif"])


def test_the_picture_fills_in_while_it_trains_and_stopping_keeps_what_is_done(
    workspace: Workspace, study: str, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_first_part(), "fused", 20)
    engine.go.clear()
    engine.permits.release(50)
    app = train(small(open_page(PAGE, study=study)))
    until(lambda: len(engine.trained) == 50)
    check(app.run())
    (filling,) = figures(app)
    assert 0 < np.isfinite(numbers(filling.data[0].z)).sum() < 64
    check(app.button(key="landscape_stop").click().run())
    until_idle(workspace)
    check(app.run())
    assert "stopped, 128 were planned" in texts(app)
    assert len(figures(app)) == 1


def _first_part() -> dict[str, int]:
    from dctaxi.populations import asking

    return asking._FIRST_PART  # type: ignore[return-value]


def test_all_diverged_leaves_no_map(study: str, engine: FakeEngine) -> None:
    engine.diverges = every
    app = train(small(open_page(PAGE, study=study)))
    assert "No cell has a number yet" in texts(app)


def test_the_working_space_has_a_landscape_without_trials() -> None:
    app = train(small(open_page(PAGE)))
    assert len(figures(app)) == 1
    assert "landscape_others" not in [each.key for each in app.segmented_control]


def test_a_space_of_one_range_has_no_landscape(workspace: Workspace) -> None:
    values = dict(zip(HYPERPARAMETERS, (1, 0, "Adam", None, 2, 7, 32, 40), strict=False))
    space = SPACE
    for name, value in values.items():
        space = space if value is None else space.replace(name, Fixed(value))
    train_study(workspace, "narrow", space=space)
    assert "needs two hyperparameters" in texts(open_page(PAGE, study="narrow"))


def test_a_failure_is_one_sentence(study: str, engine: FakeEngine) -> None:
    engine.problem = "no room"
    app = train(small(open_page(PAGE, study=study)))
    assert "no room" in app.error[0].value


def test_cells_that_cannot_be_told_apart_are_trained_four_times_as_often_by_a_button(
    study: str, engine: FakeEngine, workspace: Workspace
) -> None:
    app = open_page(PAGE, study=study)
    # The fake objective knows nothing of these two, so every cell is noise alone.
    check(app.selectbox(key="landscape_x").set_value("optimizer").run())
    check(app.selectbox(key="landscape_y").set_value("num_layers").run())
    app = train(app)
    for sentence in cell_noise_sentences(cell_noise(loaded(workspace))):
        assert sentence in texts(app)
    assert "cannot be told apart" in texts(app)
    engine.trained.clear()
    check(app.button(key="landscape_more").click().run())
    until_idle(workspace)
    check(app.run())
    assert len(engine.trained) == 4 * 8 * 4
    assert app.select_slider(key="landscape_seeds").value == 32
