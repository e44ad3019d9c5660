import json

import pytest

from dctaxi.program import python_source
from dctaxi.space import (
    PRESETS,
    Choices,
    Fixed,
    FloatRange,
    IntRange,
    load_space,
    save_space,
    saved_spaces,
    space_from_json,
    space_to_link,
)
from dctaxi.workspace import Workspace
from tests.pages.visiting import check, errors, go, open_page, texts

pytestmark = pytest.mark.usefixtures("_begins_with_the_chapters_ranges")

PAGE = "pages/search/new.py"
CHAPTER = PRESETS["chapter"].space


def working(app):
    return space_from_json(app.session_state["working_space"])


def shown(app, name, field):
    return app.session_state[f"space.{name}.{field}"]


def test_shows_a_space() -> None:
    app = open_page(PAGE)
    assert working(app) == CHAPTER
    assert not errors(app)
    assert "10 values to search, 3 fixed: more configurations" in texts(app)


def test_a_space_in_which_nothing_is_fixed_names_nothing_fixed() -> None:
    free = FloatRange(0.1, 0.5)
    space = CHAPTER.replace("weight_decay", free).replace("momentum", free)
    app = open_page(PAGE, space=space_to_link(space.replace("gradient_clip_val", free)))
    assert "13 values to search: " in texts(app)


def test_a_changed_bound_changes_the_space() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="space.lr.low").set_value(0.001).run())
    assert working(app)["lr"] == FloatRange(0.001, 0.07, log=True)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("space.lr.low", 0.5, "Low: expected a number below high"),
        ("space.lr.low", 0.0, "Low: expected"),
        ("space.seed.step", 0, "Step: expected a number above 0"),
        ("space.max_batches.high", 10, "Low: expected a number below high"),
    ],
)
def test_a_bad_bound_is_said_at_its_row_and_replaces_nothing(key, value, sentence) -> None:
    app = open_page(PAGE)
    check(app.number_input(key=key).set_value(value).run())
    row = app.get_by_key("row-" + key.split(".")[1])
    assert working(app) == CHAPTER
    assert app.number_input(key=key).value == value
    assert [error.value.startswith(sentence) for error in row.error] == [True]
    assert any(
        "Until then the last valid space is used" in warning.value for warning in app.warning
    )


def test_bad_choices_are_said_at_their_row() -> None:
    app = open_page(PAGE)
    for text, sentence in (
        ("", "Values: expected at least one choice"),
        ("0", "Choice 1: expected a whole number from 1"),
        ("2, many", "Choice 2: expected a whole number"),
        ("2, 2", "Choice 2: expected each choice once"),
    ):
        check(app.text_input(key="space.num_layers.choices").set_value(text).run())
        (error,) = app.get_by_key("row-num_layers").error
        assert error.value.startswith(sentence)
        assert working(app) == CHAPTER


def test_what_cannot_be_trained_is_said_at_the_row_that_was_changed() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="space.batch_size.low").set_value(1).run())
    (error,) = app.get_by_key("row-batch_size").error
    assert "batch" in error.value
    assert working(app) == CHAPTER


def test_a_range_without_log_over_decades_is_warned_of_at_its_row() -> None:
    app = open_page(PAGE)
    app.number_input(key="space.lr.high").set_value(0.9)
    check(app.toggle(key="space.lr.log").set_value(False).run())
    (warning,) = app.get_by_key("row-lr").warning
    assert "switch log on" in warning.value
    assert working(app)["lr"] == FloatRange(0.009, 0.9)


def test_a_parameter_can_be_fixed_and_searched_again_without_losing_its_range() -> None:
    app = open_page(PAGE)
    check(app.toggle(key="space.lr.searched").set_value(False).run())
    check(app.number_input(key="space.lr.fixed").set_value(0.02).run())
    assert working(app)["lr"] == Fixed(0.02)
    check(app.toggle(key="space.lr.searched").set_value(True).run())
    assert working(app)["lr"] == CHAPTER["lr"]


def test_every_parameter_can_be_fixed() -> None:
    app = open_page(PAGE)
    for name in CHAPTER.parameters:
        check(app.toggle(key=f"space.{name}.searched").set_value(False).run())
    assert not errors(app)
    assert working(app).size() == 1


def test_choices_can_be_generated() -> None:
    app = open_page(PAGE)
    check(app.button(key="space.num_layers.choices.use").click().run())
    assert working(app) == CHAPTER  # 256 layers are too many: said at the row, replaced nothing
    assert app.get_by_key("row-num_layers").error
    check(
        app.segmented_control(key="space.num_hidden_layer_neurons.choices.rule")
        .set_value("Arithmetic")
        .run()
    )
    check(app.button(key="space.num_hidden_layer_neurons.choices.use").click().run())
    assert shown(app, "num_hidden_layer_neurons", "choices") == "10, 20, 30, 40, 50"


def test_a_layer_can_have_neurons_of_its_own() -> None:
    app = open_page(PAGE)
    check(app.multiselect(key="space.own_layers").set_value([1]).run())
    check(app.text_input(key="space.num_hidden_layer_1_neurons.choices").set_value("3, 5").run())
    assert working(app).parameters["num_hidden_layer_1_neurons"] == Choices((3, 5))
    check(app.text_input(key="space.num_layers.choices").set_value("1").run())
    assert "num_hidden_layer_1_neurons" not in working(app).parameters
    check(app.text_input(key="space.num_layers.choices").set_value("2, 3").run())
    assert working(app).parameters["num_hidden_layer_1_neurons"] == Choices((3, 5))


def test_rows_keep_their_values_when_pages_change() -> None:
    app = open_page(PAGE)
    check(app.number_input(key="space.lr.low").set_value(0.5).run())
    go(app, "pages/search/data.py")
    go(app, PAGE)
    assert app.number_input(key="space.lr.low").value == 0.5
    assert app.get_by_key("row-lr").error
    assert working(app) == CHAPTER


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_fills_every_row(name: str) -> None:
    app = open_page(PAGE, space=space_to_link(PRESETS[name].space))
    assert working(app) == PRESETS[name].space
    assert not errors(app)


def test_a_damaged_link_is_refused_with_a_sentence() -> None:
    app = open_page(PAGE, space="nonsense")
    assert any("copy the whole link again" in error for error in errors(app))
    assert working(app) == CHAPTER


def test_a_space_can_be_saved_and_opened_again(workspace: Workspace) -> None:
    app = open_page(PAGE)
    app.number_input(key="space.lr.low").set_value(0.001)
    app.text_input(key="space.name").set_value("mine")
    check(app.run())
    check(app.button(key="space.save").click().run())
    assert saved_spaces(workspace) == ("mine",)
    assert load_space("mine", workspace)["lr"] == FloatRange(0.001, 0.07, log=True)
    save_space(PRESETS["wide"].space, "other", workspace)
    check(app.run())
    app.selectbox(key="space.saved").set_value("other")
    check(app.button(key="space.open").click().run())
    assert working(app) == PRESETS["wide"].space
    assert shown(app, "max_batches", "high") == 4000


def test_a_name_that_is_no_file_name_is_refused(workspace: Workspace) -> None:
    app = open_page(PAGE)
    app.text_input(key="space.name").set_value("../up")
    check(app.button(key="space.save").click().run())
    assert errors(app)
    assert saved_spaces(workspace) == ()


def test_a_space_can_be_uploaded() -> None:
    wide = PRESETS["wide"].space
    app = open_page(PAGE)
    content = json.dumps(wide.to_json()).encode()
    check(app.file_uploader(key="space.upload").upload("wide.json", content).run())
    assert working(app) == wide


def test_an_upload_that_is_no_space_is_refused_and_replaces_nothing() -> None:
    app = open_page(PAGE)
    check(app.file_uploader(key="space.upload").upload("no.json", b"[1, 2]").run())
    assert errors(app)
    assert working(app) == CHAPTER


def test_shows_the_source_that_runs_the_space() -> None:
    app = open_page(PAGE)
    (source,) = [code.value for code in app.code if code.language == "python"]
    assert source == python_source(CHAPTER, feature_set="raw").strip()


def test_an_integer_range_takes_the_place_of_choices() -> None:
    app = open_page(PAGE)
    check(app.segmented_control(key="space.num_layers.kind").set_value("range").run())
    assert working(app)["num_layers"] == IntRange(2, 3)
