"""What is set for the next study outlives the tab: reloads, other tabs, another server."""

import json

import pytest

from dctaxi.data import SampleSource
from dctaxi.space import PRESETS, FloatRange, space_from_json, space_to_link
from dctaxi.study import Draft, latest_draft, load_draft, save_draft
from dctaxi.workspace import Workspace
from tests.fake_engine import install
from tests.pages.visiting import check, go, open_page, texts

pytestmark = pytest.mark.usefixtures("_begins_with_the_chapters_ranges")

PAGE, DATA = "pages/search/new.py", "pages/search/data.py"
CHAPTER = PRESETS["chapter"].space


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


def written(workspace: Workspace) -> list[str]:
    return sorted(path.stem for path in (workspace.root / "drafts").glob("*.json"))


def space_of(app):
    return space_from_json(app.session_state["working_space"])


def set_everything(app):
    app.number_input(key="space.lr.high").set_value(0.05)
    check(app.toggle(key="space.weight_decay.searched").set_value(True).run())
    check(app.number_input(key="space.batch_size.low").set_value(60).run())  # above its high
    app.selectbox(key="launch_feature_set").set_value("distance")
    check(app.run())
    app.text_input(key="launch_name").set_value("mine")
    app.number_input(key="launch_n_trials").set_value(7)
    app.number_input(key="launch_minutes").set_value(2.5)
    app.selectbox(key="launch_sampler").set_value("random")
    app.selectbox(key="launch_objective").set_value("val_rmse")
    app.number_input(key="launch_round_size").set_value(3)
    return check(app.run())


def assert_everything(app) -> None:
    assert space_of(app)["lr"] == FloatRange(0.009, 0.05, log=True)
    assert space_of(app)["batch_size"] == CHAPTER["batch_size"]
    assert app.number_input(key="space.batch_size.low").value == 60
    assert app.get_by_key("row-batch_size").error
    assert app.toggle(key="space.weight_decay.searched").value
    assert app.selectbox(key="launch_feature_set").value == "distance"
    assert app.text_input(key="launch_name").value == "mine"
    assert app.number_input(key="launch_n_trials").value == 7
    assert app.number_input(key="launch_minutes").value == 2.5
    assert app.selectbox(key="launch_sampler").value == "random"
    assert app.selectbox(key="launch_objective").value == "val_rmse"
    assert app.number_input(key="launch_round_size").value == 3


def test_everything_that_was_set_is_there_after_a_reload_and_in_the_bare_page(
    workspace: Workspace,
) -> None:
    app = set_everything(open_page(PAGE))
    draft = app.query_params["draft"]
    assert written(workspace) == [draft]
    assert_everything(open_page(PAGE, draft=draft))
    again = open_page(PAGE)
    assert_everything(again)
    assert "draft" not in again.query_params  # nothing was set in this tab
    check(again.number_input(key="launch_n_trials").set_value(8).run())
    assert len(written(workspace)) == 2
    assert open_page(PAGE, draft=draft).number_input(key="launch_n_trials").value == 7


def test_a_range_comes_back_to_what_it_was_before_it_was_fixed() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="space.lr.high").set_value(0.05).run())
    check(app.toggle(key="space.lr.searched").set_value(False).run())
    again = open_page(PAGE, draft=app.query_params["draft"])
    check(again.toggle(key="space.lr.searched").set_value(True).run())
    assert space_of(again)["lr"] == FloatRange(0.009, 0.05, log=True)


def test_opening_an_address_writes_nothing(workspace: Workspace) -> None:
    wide = PRESETS["wide"].space
    app = open_page(PAGE, space=space_to_link(wide))
    check(app.run())
    assert space_of(app) == wide
    assert written(workspace) == []
    assert app.query_params["space"] == space_to_link(wide)  # so that a reload opens it again
    check(app.number_input(key="space.lr.high").set_value(0.5).run())
    (draft,) = written(workspace)
    assert app.query_params["draft"] == draft
    assert "space" not in app.query_params
    assert space_of(open_page(PAGE, draft=draft))["max_batches"] == wide["max_batches"]


def test_two_tabs_on_one_address_keep_what_each_has_set(workspace: Workspace) -> None:
    first = open_page(PAGE)
    check(first.number_input(key="launch_n_trials").set_value(7).run())
    (draft,) = written(workspace)
    second = open_page(PAGE, draft=draft)
    assert second.number_input(key="launch_n_trials").value == 7
    check(second.selectbox(key="launch_sampler").set_value("random").run())
    check(first.number_input(key="space.lr.high").set_value(0.05).run())
    assert first.selectbox(key="launch_sampler").value == "random"
    both = load_draft(draft, workspace)
    assert (both.n_trials, both.sampler) == (7, "random")
    assert both.space["lr"] == FloatRange(0.009, 0.05, log=True)


def test_the_data_of_the_draft_are_set_on_their_page_too(workspace: Workspace) -> None:
    app = open_page(DATA)
    app.number_input(key="data.rows").set_value(1200)
    (use,) = [button for button in app.button if button.label == "Use these trips"]
    check(use.click().run())
    draft = latest_draft(workspace)
    assert draft is not None
    assert load_draft(draft, workspace).source == SampleSource(1200, SampleSource().seed)
    assert app.query_params["draft"] == draft
    used = SampleSource(1200, SampleSource().seed)
    assert open_page(DATA, draft=draft).subheader[0].value == used.title
    assert used.title in [link.proto.label for link in open_page(PAGE).get("page_link")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "Invalid JSON in line 1"),
        (json.dumps(Draft(CHAPTER).to_json() | {"version": 2}), "newer"),
    ],
)
def test_a_draft_that_cannot_be_read_is_one_sentence_and_a_fresh_one(
    workspace: Workspace, content: str, sentence: str
) -> None:
    path = workspace.folder("drafts") / "mine.json"
    path.write_text(content)
    for query in ({"draft": "mine"}, {}):
        app = open_page(PAGE, **query)
        assert [sentence in error.value for error in app.error] == [True]
        assert space_of(app) == CHAPTER
    check(app.number_input(key="launch_n_trials").set_value(7).run())
    assert path.read_text() == content
    assert len(written(workspace)) == 2


def test_an_address_of_no_draft_says_so() -> None:
    app = open_page(PAGE, draft="nothere")
    assert "There is no draft 'nothere'" in texts(app)
    assert not check(app.run()).error


def test_a_draft_with_rows_that_no_form_can_show_opens_without_them(workspace: Workspace) -> None:
    rows = {"lr": {"low": "many"}, "seed": {}, "dropout": {"low": 1}, "num_layers": {"kind": []}}
    save_draft("mine", Draft(CHAPTER, rows=rows), workspace)
    app = open_page(PAGE, draft="mine")
    assert not app.error
    assert app.number_input(key="space.lr.low").value == 0.009


def test_after_a_launch_the_draft_waits_for_the_next_study(workspace: Workspace) -> None:
    app = open_page(PAGE)
    app.text_input(key="launch_name").set_value("mine")
    check(app.number_input(key="launch_n_trials").set_value(2).run())
    check(app.button(key="launch_button").click().run())
    (draft,) = written(workspace)
    for tab in (go(app, PAGE), open_page(PAGE, draft=draft)):
        assert tab.text_input(key="launch_name").value == "mine-2"
        assert tab.number_input(key="launch_n_trials").value == 2
