"""Files of one's own, from a command to a plan."""

import pytest

from dctaxi.cli.data_options import source_of
from dctaxi.cli.main import make_parser
from dctaxi.data import GlobSource, Rules, SampleSource, Split, TripSource, sample_trips
from tests.data.csv_files import write_csv
from tests.data.odd_files import new_york


@pytest.fixture
def ny(tmp_path):
    path = tmp_path / "ny.csv"
    new_york().to_csv(path, index=False)
    return str(path)


@pytest.fixture
def spoilt(tmp_path):
    table = new_york().astype(object)
    table.loc[5, "fare_amount"] = "free"
    path = tmp_path / "spoilt.csv"
    table.to_csv(path, index=False)
    return str(path)


def named(*arguments):
    return source_of(make_parser().parse_args(["study", "run", "--name", "a", *arguments]))


def test_one_file_is_split(ny):
    source = named("--data", ny)
    assert isinstance(source, TripSource)
    assert source.split == Split()
    assert named("--data", ny, "--split", "random", "--split-seed", "3").split == Split(
        "random", seed=3
    )
    by_column = named("--data", ny, "--split", "passenger_count", "--test-share", "0").split
    assert (by_column.kind, by_column.column, by_column.test_share) == (
        "column", "passenger_count", 0.0
    )  # fmt: skip


def test_what_is_said_of_a_file_is_in_its_source(ny):
    source = named(
        "--data", ny, "--column", "fare=passenger_count", "--feature-column", "fare_amount",
        "--rule", "fare_max=100", "--rule", "year_min=2001", "--city", "New York",
        "--currency", "EUR", "--leave-out-bad-rows",
    )  # fmt: skip
    assert source.mapping.fare == "passenger_count"
    assert source.mapping.extras == ("fare_amount",)
    assert source.rules == Rules(fare_max=100.0, year_min=2001)
    assert (source.city, source.currency, source.leave_out) == ("New York", "EUR", "errors")
    assert named("--data", ny, "--leave-out-broken-rules").leave_out == "errors and rules"


def test_globs_of_the_chapters_columns_stay_globs(tmp_path):
    path = write_csv(tmp_path / "a.csv", sample_trips(30, 0))
    assert named("--train-glob", path, "--val-glob", path) == GlobSource(path, path)
    assert isinstance(named("--train-glob", path, "--val-glob", path, "--city", "X"), TripSource)
    assert named() == SampleSource()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--train-glob", "a.csv"], "both --train-glob and --val-glob, or one file"),
        (["--data", "a.csv", "--val-glob", "b.csv"], "got both"),
        (["--train-glob", "a", "--val-glob", "b", "--split", "time"], "--split divides one file"),
        (["--currency", "EUR"], "--currency is for files"),
        (["--data", "a.csv", "--rule", "fare_max"], "expected WHAT=NAME"),
        (["--data", "a.csv", "--rule", "speed=3"], "expected one of fare_min"),
        (["--data", "a.csv", "--rule", "fare_max=much"], "expected NAME=NUMBER"),
    ],
)
def test_what_cannot_be_asked_is_wrong_usage(arguments, words, refusal):
    assert words in refusal("study", "run", "--name", "a", *arguments, status=2)


def test_bad_rows_end_a_command_unless_they_are_to_be_left_out(spoilt, refusal, answer):
    said = refusal("data", "add", "mine", "--data", spoilt)
    assert "1 of 240 rows cannot be used" in said
    assert said.endswith("Add --leave-out-bad-rows to go on without them.")
    kept = answer("data", "add", "mine", "--data", spoilt, "--leave-out-bad-rows")
    assert (kept["name"], kept["left_out"]) == ("mine", 1)
    assert kept["train"] + kept["val"] + kept["test"] == 239


def test_check_reports_on_all_rows(ny, spoilt, answer, capsys):
    from dctaxi.cli.main import main

    report = answer("data", "check", "--data", ny)
    assert (report["ok"], report["rows"]) == (True, {"train": 160, "val": 40, "test": 40})
    assert main(["data", "check", "--data", spoilt]) == 1
    said = capsys.readouterr().err
    assert "error: " in said
    assert "(line 7: free)" in said


def test_data_sets_are_kept_used_renamed_and_forgotten(ny, answer, refusal):
    kept = answer("data", "add", "NY trips", "--data", ny, "--split", "random")
    assert [one["id"] for one in answer("data", "list")] == [kept["id"]]
    assert named("--data", "NY trips").split.kind == "random"
    assert answer("data", "rename", "NY trips", "Yellow")["name"] == "Yellow"
    assert "leave out --split" in refusal(
        "study", "run", "--name", "a", "--data", "Yellow", "--split", "time", status=2
    )
    assert answer("data", "delete", kept["id"])["name"] == "Yellow"
    assert answer("data", "list") == []
    assert "There is no data set" in refusal("data", "delete", "Yellow")


def test_what_stands_out_in_files_is_said_when_they_are_kept(ny, answer, capsys):
    from dctaxi.cli.main import main

    kept = answer("data", "add", "dear", "--data", ny, "--rule", "fare_max=1")
    assert any("rows with a fare below 0 or above 1" in one["message"] for one in kept["findings"])
    assert main(["data", "add", "again", "--data", ny, "--rule", "fare_max=1"]) == 0
    assert "warning: " in capsys.readouterr().out
