"""What a new tab searches: First study on the sample, My data on trips of one's own."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from dctaxi.data import COLUMNS, sample_trips
from dctaxi.space import PRESETS, SearchSpace, space_from_json
from tests.pages.visiting import check, go, open_page

NEW, DATA = "pages/search/new.py", "pages/search/data.py"


def working(app: AppTest) -> SearchSpace:
    return space_from_json(app.session_state["working_space"])


def use_own_trips(app: AppTest, folder: Path) -> AppTest:
    rows = [",".join(map(repr, row)) for row in sample_trips(60, 7).tolist()]
    file = folder / "trips.csv"
    file.write_text("\n".join([",".join(COLUMNS), *rows]))
    check(app.segmented_control(key="data.way").set_value("Addresses").run())
    app.text_input(key="data.train").set_value(f"file://{file}")
    (button,) = [one for one in app.button if one.label == "Check and use"]
    return check(button.click().run())


def test_a_new_tab_searches_the_first_study_on_distances() -> None:
    app = open_page(NEW)
    assert working(app) == PRESETS["first"].space
    assert app.selectbox(key="launch_feature_set").value == "distance"
    assert app.selectbox(key="launch_objective").value == "val_rmse_all"


def test_ranges_that_nobody_touched_follow_the_trips(tmp_path: Path) -> None:
    app = go(use_own_trips(open_page(DATA), tmp_path), NEW)
    assert working(app) == PRESETS["my-data"].space
    draft = app.query_params["draft"]
    assert working(open_page(NEW, draft=draft)) == PRESETS["my-data"].space


def test_ranges_that_were_set_stay_when_the_trips_change(tmp_path: Path) -> None:
    app = open_page(NEW)
    check(app.number_input(key="space.lr.low").set_value(0.002).run())
    mine = working(app)
    use_own_trips(go(app, DATA), tmp_path)
    assert working(go(app, NEW)) == mine


def test_the_chapter_is_a_click_away_on_raw_columns() -> None:
    app = open_page(NEW)
    check(app.menu_button(key="space.preset").click("chapter").run())
    assert working(app) == PRESETS["chapter"].space
    assert app.selectbox(key="launch_feature_set").value == "raw"
    assert app.selectbox(key="launch_objective").value == "train_val_rmse"
