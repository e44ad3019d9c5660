from pathlib import Path

import pytest

from dctaxi.data import (
    CHAPTER_SOURCE,
    COLUMNS,
    PLACES,
    GlobSource,
    SampleSource,
    data_sets,
    rename_data_set,
    sample_trips,
)
from dctaxi.workspace import Workspace
from pages.components.shared.state import SAMPLE
from tests.data import odd_files
from tests.pages.visiting import check, errors, go, open_page, texts

DATA = "pages/search/data.py"


def csv_of(rows) -> bytes:
    lines = [",".join(COLUMNS)]
    lines += [",".join(repr(float(value)) for value in row) for row in rows]
    return "\n".join(lines).encode()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    trips = sample_trips(60, 7)
    named = {"train": trips[:30], "val": trips[30:50], "test": trips[50:]}
    for name, rows in named.items():
        (tmp_path / f"{name}.csv").write_bytes(csv_of(rows))
    return {name: f"file://{tmp_path / name}.csv" for name in named}


def use(app, **addresses: str):
    check(app.segmented_control(key="data.way").set_value("Addresses").run())
    for role, address in addresses.items():
        app.text_input(key=f"data.{role}").set_value(address)
    return check(submit(app, "Check and use"))


def submit(app, label: str):
    (button,) = [button for button in app.button if button.label == label]
    return button.click().run()


def test_starts_with_the_sample_and_says_that_it_is_synthetic() -> None:
    app = open_page(DATA)
    assert [text for text in app.caption if text.value.startswith("Synthetic")]
    assert app.subheader[0].value == SAMPLE.title
    assert [metric.value for metric in app.metric] == ["40,000", "10,000", "10,000"]
    assert not errors(app)


def test_another_sample_is_used_once_asked_for() -> None:
    app = open_page(DATA)
    app.number_input(key="data.rows").set_value(1200)
    app.number_input(key="data.seed").set_value(3)
    check(submit(app, "Use these trips"))
    assert app.session_state["working_data"]["source"] == SampleSource(1200, 3).to_json()
    assert app.metric[0].value == "800"


def test_files_are_checked_and_used(files: dict[str, str]) -> None:
    app = use(open_page(DATA), **files)
    assert not errors(app)
    assert app.session_state["working_data"]["source"] == GlobSource(**files).to_json()
    assert [metric.value for metric in app.metric] == ["30", "20", "10"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"a;b;c\n1;2;3\n", "semicolons"),
    ],
)
def test_a_bad_file_is_said_and_never_replaces_the_valid_choice(
    content: bytes, sentence: str, files: dict[str, str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    app = use(open_page(DATA), **(files | {"val": f"file://{bad}"}))
    (error,) = errors(app)
    assert "bad.csv" in error
    assert sentence in error.lower()
    assert "working_data" not in app.session_state
    assert app.text_input(key="data.val").value == f"file://{bad}"
    assert app.subheader[0].value == SAMPLE.title


def test_the_chapters_files_can_be_filled_in() -> None:
    app = open_page(DATA)
    check(app.segmented_control(key="data.way").set_value("Addresses").run())
    check(app.button(key="data.chapter").click().run())
    assert app.text_input(key="data.val").value == CHAPTER_SOURCE.val


def test_uploads_are_kept_in_the_workspace_and_used(workspace: Workspace) -> None:
    trips = sample_trips(40, 1)
    app = open_page(DATA)
    check(app.segmented_control(key="data.way").set_value("Upload").run())
    app.file_uploader(key="data.file.train").upload("mine.csv", csv_of(trips[:30]))
    app.file_uploader(key="data.file.val").upload("held out.csv", csv_of(trips[30:]))
    check(submit(app, "Check and use"))
    assert not errors(app)
    assert app.metric[0].value == "30"
    assert str(workspace.root) in app.session_state["working_data"]["source"]["train"]
    # Another tab does not offer the place of the copy as an address.
    other = open_page(DATA)
    assert other.segmented_control(key="data.way").value == "Upload"


def test_an_upload_without_validation_set_is_split() -> None:
    app = open_page(DATA)
    check(app.segmented_control(key="data.way").set_value("Upload").run())
    app.file_uploader(key="data.file.train").upload("mine.csv", csv_of(sample_trips(30, 1)))
    check(submit(app, "Check and use"))
    assert not errors(app)
    assert [metric.value for metric in app.metric] == ["20", "5", "5"]


def test_an_upload_without_a_file_is_refused() -> None:
    app = open_page(DATA)
    check(app.segmented_control(key="data.way").set_value("Upload").run())
    check(submit(app, "Check and use"))
    said = (
        "Expected a file of trips of at most 200 MB, got none: add one, or name a larger one by "
        "its path or address."
    )
    assert errors(app) == [said]
    assert "working_data" not in app.session_state


def test_a_file_that_is_refused_takes_the_place_of_the_one_before() -> None:
    app = open_page(DATA)
    check(app.segmented_control(key="data.way").set_value("Upload").run())
    app.file_uploader(key="data.file.train").upload("abc.csv", b"a,b,c\n1,2,3\n")
    check(submit(app, "Check and use"))
    assert [button.label for button in app.button].count("Check and use") == 2
    picture = ("picture.csv", bytes(range(256)), "text/csv")
    app.file_uploader(key="data.file.train").set_value(picture)
    first = next(button for button in app.button if button.label == "Check and use")
    check(first.click().run())
    (said,) = errors(app)
    assert said.startswith("picture.csv: expected text or Parquet")
    assert [button.label for button in app.button].count("Check and use") == 1


def test_warnings_are_shown(tmp_path: Path) -> None:
    rows = sample_trips(30, 2)
    rows[:, 0] = 3.25
    path = tmp_path / "same.csv"
    path.write_bytes(csv_of(rows))
    app = use(open_page(DATA), train=f"file://{path}", val=f"file://{path}")
    assert any("constant answer" in warning.value for warning in app.warning)


def test_sets_that_differ_are_said_first_and_can_be_split_at_random_too(
    tmp_path: Path, workspace: Workspace
) -> None:
    rows = sample_trips(600, 7).copy()
    rows[:, COLUMNS.index("year_integer")] = [2009 + n // 100 for n in range(600)]
    rows[400:, 0] += 9
    lines = csv_of(rows).decode().replace(COLUMNS[0], "fare").replace("year_integer", "year")
    (tmp_path / "city.csv").write_text(lines)
    app = use(open_page(DATA), train=f"file://{tmp_path}/city.csv")
    differ, years = [one.value for one in app.warning][:2]
    assert differ.startswith("The sets differ: mean fare in USD: training ")
    assert "are of years that training lacks" in years
    app.session_state["data.tabs"] = app.tabs[2].label
    (table,) = (one for one in check(app.run()).dataframe if "set" in one.value)
    assert list(table.value["set"][:3]) == ["training", "validation", "test"]
    check(app.button(key="data.at_random").click().run())
    assert app.session_state["working_data"]["source"]["split"]["kind"] == "random"
    assert not [one for one in app.warning if one.value.startswith("The sets differ")]
    assert len(data_sets(workspace)) == 2


def test_the_feature_set_is_kept_and_explained() -> None:
    app = open_page(DATA)
    check(app.segmented_control(key="data.feature_set").set_value("scaled").run())
    assert app.session_state["working_data"]["feature_set"] == "scaled"
    assert any("deviation" in text.value for text in app.markdown)
    go(app, "pages/search/new.py")
    go(app, DATA)
    assert app.segmented_control(key="data.feature_set").value == "scaled"


def test_fares_map_and_rows_can_be_looked_at() -> None:
    app = open_page(DATA)
    (fares,) = app.get("plotly_chart")
    assert "(40,000 rows). Validation: " in fares.proto.alt
    app.session_state["data.tabs"] = app.tabs[1].label
    (trips,) = check(app.run()).get("plotly_chart")
    assert "40,000 trips" in trips.proto.alt
    app.session_state["data.tabs"] = app.tabs[3].label
    check(app.run())
    assert len(app.dataframe[0].value) == 1000


def new_york(path: Path, **cells: str) -> str:
    table = odd_files.new_york().astype(object)
    for column, cell in cells.items():
        table.loc[5, column] = cell
    table.to_csv(path, index=False)
    return str(path)


def test_one_file_of_another_city_is_used_and_kept_under_a_name(
    tmp_path: Path, workspace: Workspace
) -> None:
    app = use(open_page(DATA), train=new_york(tmp_path / "yellow.csv"))
    assert not errors(app)
    assert [metric.value for metric in app.metric] == ["160", "40", "40"]
    assert app.subheader[0].value == "yellow"
    assert [one.name for one in data_sets(workspace)] == ["yellow"]


def test_rows_that_cannot_be_used_are_left_out_at_a_click(tmp_path: Path) -> None:
    app = use(open_page(DATA), train=new_york(tmp_path / "ny.csv", fare_amount="free"))
    assert errors(app) == ["1 of 240 rows cannot be used."]
    assert any("(line 7: free)" in said for said in texts(app).splitlines())
    assert "working_data" not in app.session_state
    check(app.button(key="data.leave_out").click().run())
    assert not errors(app)
    assert app.session_state["working_data"]["source"]["leave_out"] == "errors"
    assert "1 of 240 rows were left out" in app.info[0].value


def labelled(widgets, label: str):
    (found,) = [widget for widget in widgets if widget.label == label]
    return found


def test_columns_that_are_not_found_are_named_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    table = odd_files.new_york().rename(columns=dict(zip(
        ["fare_amount", "pickup_latitude", "pickup_longitude"], ["<b>x</b>", "y", "z"],
        strict=True,
    )))  # fmt: skip
    table.to_csv(path, index=False)
    app = use(open_page(DATA), train=str(path))
    (error,) = errors(app)
    assert "found no column for fare, origin latitude, origin longitude" in error
    labelled(app.selectbox, "Fare").set_value("<b>x</b>")
    labelled(app.selectbox, "Origin latitude").set_value("y")
    labelled(app.selectbox, "Origin longitude").set_value("z")
    labelled(app.multiselect, "Further features").set_value(["passenger_count"])
    labelled(app.text_input, "City").set_value("New York")
    labelled(app.text_input, "Currency").set_value("EUR")
    labelled(app.text_input, "Name of the data set").set_value("Mine")
    form = [button for button in app.button if button.label == "Check and use"][-1]
    check(form.click().run())
    assert not errors(app)
    source = app.session_state["working_data"]["source"]
    assert source["mapping"]["fare"] == "<b>x</b>"
    assert source["mapping"]["extras"] == ["passenger_count"]
    assert (source["city"], source["currency"]) == ("New York", "EUR")
    assert app.subheader[0].value == "Mine"
    assert "EUR" in app.metric[0].delta


def test_what_a_data_set_says_of_its_trips_is_changed_in_place(
    tmp_path: Path, workspace: Workspace
) -> None:
    app = use(open_page(DATA), train=new_york(tmp_path / "ny.csv"))
    labelled(app.text_input, "Currency").set_value("EUR")
    labelled(app.multiselect, "Kept from the network").set_value(list(PLACES))
    form = [button for button in app.button if button.label == "Check and use"][-1]
    check(form.click().run())
    assert not errors(app)
    (kept,) = data_sets(workspace)
    assert (kept.name, kept.source.currency) == ("ny", "EUR")
    # Without the places the network sees their distance, and the page says how many features.
    assert app.session_state["working_data"]["feature_set"] == "distance"
    assert any("5 features." in text.value for text in app.markdown)


def test_data_sets_are_used_renamed_and_forgotten(tmp_path: Path, workspace: Workspace) -> None:
    use(open_page(DATA), train=new_york(tmp_path / "ny.csv"))
    (kept,) = data_sets(workspace)
    app = open_page(DATA)  # another tab goes on with the draft of the first
    assert app.subheader[0].value == "ny"
    check(app.segmented_control(key="data.way").set_value("Sample").run())
    check(submit(app, "Use these trips"))
    check(app.button(key=f"data.set.{kept.id}").click().run())
    assert app.session_state["working_data"]["source"] == kept.source.to_json()
    assert app.segmented_control(key="data.way").value == "Addresses"  # where its file is
    assert app.text_input(key="data.train").value == kept.source.train
    assert any(text.value == ":material/check: **ny**" for text in app.markdown)
    rename_data_set(kept.id, "*Yellow*", workspace)
    assert app.run().subheader[0].value == r"\*Yellow\*"
