import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import read_trials
from dctaxi.space import PRESETS, Choices, Fixed, FloatRange
from dctaxi.workspace import Workspace
from tests.pages.visiting import check, go, open_page
from tests.studies import train_study

TRIALS = "pages/explore/trials.py"
QUERY = {
    "status": "finished",
    "range": "params_lr:0.01:0.03",
    "only": 'params_optimizer:"Adam"',
    "top": "50",
    "picked": "3,7",
}
ASKED = (
    Selection("forty", ("finished",), top_percent=50, picked=(3, 7))
    .with_range("params_lr", 0.01, 0.03)
    .with_values("params_optimizer", ["Adam"])
)


def shown(app: AppTest) -> list[int]:
    numbers: list[int] = app.dataframe[0].value["number"].tolist()
    return numbers


def best_first(trials: pd.DataFrame) -> list[int]:
    numbers: list[int] = trials.sort_values("value", kind="stable")["number"].tolist()
    return numbers


def chips(app: AppTest) -> list[str]:
    return [
        button.label for button in app.button if (button.key or "").startswith("selection_drop_")
    ]


def address(app: AppTest) -> dict[str, str]:
    query = {name: app.query_params.get(name) for name in QUERY}
    return {name: text for name, text in query.items() if text}


@pytest.fixture
def expected(workspace: Workspace, study: str) -> list[int]:
    """Numbers of the trials that ``QUERY`` leaves, best first: few, and not none."""
    numbers = best_first(ASKED.apply(read_trials(workspace, study)))
    assert 0 < len(numbers) < 20
    return numbers


def test_a_link_shows_the_same_trials_in_a_fresh_tab(study: str, expected: list[int]) -> None:
    first = open_page(TRIALS, study=study, **QUERY)
    assert shown(first) == expected
    assert chips(first) == ["finished", "lr 0.01–0.03", "optimizer Adam", "top 50 %",  # noqa: RUF001
                            "trials 3, 7 picked"]  # fmt: skip
    assert address(first) == QUERY
    second = open_page(TRIALS, study=study, **address(first))
    assert (shown(second), chips(second)) == (shown(first), chips(first))


def test_what_the_reader_sets_comes_back_from_the_address(study: str) -> None:
    app = open_page(TRIALS, study=study)
    app.button_group(key=f"filter_top_{study}").set_value(10.0)
    check(app.run())
    app.button_group(key=f"filter_values_params_optimizer_{study}").set_value([1])
    check(app.run())
    assert len(chips(app)) == 2
    again = open_page(TRIALS, study=study, **address(app))
    assert (shown(again), chips(again)) == (shown(app), chips(app))


def test_one_click_clears_and_one_takes_a_condition_away(
    workspace: Workspace, study: str, expected: list[int]
) -> None:
    app = open_page(TRIALS, study=study, **QUERY)
    check(app.button(key="selection_drop_params_lr").click().run())
    assert len(shown(app)) > len(expected)
    assert "range" not in address(app)
    check(app.button(key="selection_clear").click().run())
    assert shown(app) == best_first(read_trials(workspace, study))
    assert (address(app), chips(app)) == ({}, [])
    assert "selection_clear" not in [button.key for button in app.button]


def test_a_selection_is_kept_across_pages_and_each_study_has_its_own(
    workspace: Workspace, study: str, expected: list[int]
) -> None:
    train_study(workspace, "other", n_trials=3)
    app = open_page(TRIALS, study=study, **QUERY)
    wanted = chips(app)
    go(app, "pages/search/new.py")
    go(app, TRIALS)
    assert (shown(app), chips(app)) == (expected, wanted)
    check(app.selectbox(key="trial_study").set_value("other").run())
    others = best_first(read_trials(workspace, "other"))
    assert (shown(app), chips(app), address(app)) == (others, [], {})
    check(app.selectbox(key="trial_study").set_value(study).run())
    assert (shown(app), address(app)) == (expected, QUERY)


def test_what_an_address_says_wrongly_is_left_out_with_a_sentence(study: str) -> None:
    app = open_page(TRIALS, study=study, range="params_lr:a:b", top="10")
    assert "range: expected a column with two finite ends" in app.warning[0].value
    assert chips(app) == ["top 10 %"]
    check(app.run())
    assert not app.warning


def test_a_parameter_that_a_trial_lacks_can_be_asked_for(workspace: Workspace) -> None:
    train_study(
        workspace,
        "layers",
        n_trials=20,
        space=PRESETS["chapter"].space.replace("num_layers", Choices((11, 13, 17, 19))),
    )
    trials = read_trials(workspace, "layers")
    unused = best_first(trials[trials["params_num_hidden_layer_12_neurons"].isna()])
    assert 0 < len(unused) < 20
    app = open_page(TRIALS, study="layers", only="params_num_hidden_layer_12_neurons:null")
    assert shown(app) == unused
    assert chips(app) == ["num_hidden_layer_12_neurons not used"]
    columns = app.multiselect(key="filter_columns_layers").value
    kept = [column for column in columns if "12" not in column]
    check(app.multiselect(key="filter_columns_layers").set_value(kept).run())
    assert (len(shown(app)), chips(app)) == (20, [])


def test_the_ranges_become_a_what_if(study: str) -> None:
    app = open_page(TRIALS, study=study, **QUERY)
    app.session_state["population_start"] = "space"
    check(app.button(key="selection_whatif").click().run())
    assert app.query_params["whatif"] == "n=256;seed=0;optimizer=Adam;lr=0.01:0.03"
    assert app.query_params["study"] == study


def test_the_ranges_become_the_space_of_a_new_study(study: str) -> None:
    app = open_page(TRIALS, study=study, **QUERY)
    check(app.button(key="selection_space").click().run())
    space = PRESETS["chapter"].space
    expected = space.replace("lr", FloatRange(0.01, 0.03, log=True))
    assert app.session_state["working_space"] == (
        expected.replace("optimizer", Fixed("Adam")).to_json()
    )


def test_without_a_range_there_is_nothing_to_use(study: str) -> None:
    app = open_page(TRIALS, study=study, top="10", range="value::9")
    assert any("filters first" in caption.value for caption in app.caption)
    assert "selection_whatif" not in [button.key for button in app.button]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the buttons for files would give, by their label."""
    offered: dict[str, Callable[[], bytes]] = {}

    def record(label: str, *, data: Any, **_: Any) -> None:
        offered[label] = data

    monkeypatch.setattr(st, "download_button", record)
    return offered


def test_files_hold_what_the_table_shows(
    study: str, expected: list[int], files: dict[str, Callable[[], bytes]]
) -> None:
    app = open_page(TRIALS, study=study, **QUERY)
    for _ in range(2):
        table = app.dataframe[0]
        parquet = pd.read_parquet(io.BytesIO(files["Parquet"]()))
        csv = pd.read_csv(io.BytesIO(files["CSV"]()))
        assert list(parquet) == list(csv) == list(table.proto.column_order)
        for name in ("number", "value"):
            assert parquet[name].tolist() == csv[name].tolist() == table.value[name].tolist()
        check(app.segmented_control(key=f"trial_view_{study}").set_value("Best five").run())
    assert len(parquet) == min(5, len(expected))
