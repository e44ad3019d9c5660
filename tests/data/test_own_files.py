import gzip
import json
import os

import numpy as np
import pytest

from dctaxi.data.columns import COLUMNS
from dctaxi.data.features import transform_from_json
from dctaxi.data.file_look import look_at
from dctaxi.data.files.globs import normalise_glob
from dctaxi.data.loading import BadRowsError, load, load_tables
from dctaxi.data.own_files import Wishes, source_of_files, with_time_format
from dctaxi.data.proposal import propose
from dctaxi.data.rules import Rules
from dctaxi.data.sample import sample_trips
from dctaxi.data.sources import GlobSource, TripSource, source_from_json
from dctaxi.errors import DataError
from tests.data.csv_files import write_csv
from tests.data.odd_files import new_york


@pytest.fixture
def ny(tmp_path):
    path = tmp_path / "ny.csv"
    new_york().to_csv(path, index=False)
    return str(path)


def test_one_file_of_new_york_trains_with_fares_below_washingtons(ny, workspace):
    source = source_of_files(ny, workspace)
    data = load(source, "distance", workspace)
    assert [len(data.train), len(data.val), len(data.test)] == [160, 40, 40]
    assert data.num_features == 9
    assert min(data.train[:, 0]) == 2.5
    assert load_tables(source, workspace).findings == ()
    assert source_from_json(source.to_json()) == source


def written(table, name, path):
    if name == "parquet":
        table.to_parquet(path)
    elif name == "gzip":
        path.write_bytes(gzip.compress(table.to_csv(index=False).encode()))
    elif name in ("utf-16", "utf-8-sig"):
        path.write_text(table.to_csv(index=False), encoding=name)
    elif name == "windows":
        path.write_bytes(table.to_csv(index=False, lineterminator="\r\n").encode())
    elif name == "quoted":
        path.write_text(table.to_csv(index=False, quoting=1))
    else:
        path.write_text(table.to_csv(index=False, sep=name))
    return str(path)


@pytest.mark.parametrize(
    "layout", [";", "\t", "|", "parquet", "gzip", "utf-16", "utf-8-sig", "windows", "quoted"]
)
def test_every_layout_gives_the_same_numbers(layout, ny, tmp_path, workspace):
    expected = load(source_of_files(ny, workspace), "raw", workspace)
    path = written(new_york(), layout, tmp_path / "other.data")
    found = load(source_of_files(path, workspace), "raw", workspace)
    assert found.fingerprint == expected.fingerprint


def test_a_file_of_the_chapters_columns_gives_the_numbers_of_the_chapters_reader(
    tmp_path, workspace
):
    path = write_csv(tmp_path / "a.csv", np.round(sample_trips(60, 0), 6))
    plain = load_tables(GlobSource(path, path), workspace)
    own = source_of_files(path, workspace, val=path, wishes=Wishes(city="Washington"))
    assert isinstance(own, TripSource)
    np.testing.assert_allclose(load_tables(own, workspace).train, plain.train, rtol=1e-15)
    assert source_of_files(path, workspace, val=path) == GlobSource(path, path)


def test_further_columns_are_features_and_the_network_follows(ny, workspace):
    source = source_of_files(ny, workspace, wishes=Wishes(extras=("passenger_count",)))
    data = load(source, "scaled", workspace)
    assert data.num_features == 9
    assert data.feature_names == (*COLUMNS[1:], "passenger_count")


def test_a_further_column_is_none_that_was_found_for_something_else(tmp_path, workspace):
    table = new_york().drop(columns="pickup_datetime").assign(hour=7)
    path = tmp_path / "hours.csv"
    table.to_csv(path, index=False)
    assert source_of_files(str(path), workspace).mapping.hour == "hour"
    mapping = source_of_files(str(path), workspace, wishes=Wishes(extras=("hour",))).mapping
    assert (mapping.hour, mapping.extras) == (None, ("hour",))


@pytest.mark.parametrize(
    ("unseen", "extras", "names"),
    [
        (("places", "time"), (), ("distance_miles",)),
        (("places", "year", "month", "day_of_week"), (), ("hour_integer", "distance_miles")),
        (("places", "time"), ("passenger_count",), ("passenger_count", "distance_miles")),
    ],
)
def test_a_network_may_see_as_little_as_the_distance(unseen, extras, names, ny, workspace):
    wishes = Wishes(unseen=unseen, extras=extras)
    source = source_of_files(ny, workspace, wishes=wishes)
    data = load(source, "distance", workspace)
    assert data.feature_names == names
    assert data.train.shape[1] == 1 + len(names)
    whole = load(
        source_of_files(ny, workspace, wishes=Wishes(extras=extras)), "distance", workspace
    )
    np.testing.assert_allclose(data.train[:, -1], whole.train[:, -1], atol=1e-12)
    np.testing.assert_allclose(
        data.transform.miles(data.val), whole.transform.miles(whole.val), rtol=1e-9, atol=1e-9
    )
    assert source_from_json(source.to_json()) == source
    again = transform_from_json(json.loads(json.dumps(data.transform.to_json())))
    rows = load_tables(source, workspace).val
    np.testing.assert_array_equal(again(rows), data.val)


def test_without_the_places_their_distance_has_to_be_seen(ny, workspace):
    source = source_of_files(ny, workspace, wishes=Wishes(unseen=("places",)))
    with pytest.raises(DataError, match="expected the features distance, found raw"):
        load(source, "raw", workspace)


def test_a_format_belongs_to_the_column_that_it_was_found_in(ny, workspace):
    look = look_at(normalise_glob(ny), workspace)
    found = propose(look).found
    named = {name: found[name] for name in ("fare", "time", "time_format")}
    assert with_time_format(look, named, found) == named
    assert with_time_format(look, {**named, "time": "key"}, found)["time_format"] == "seconds"
    said = {**named, "time": "key", "time_format": "milliseconds"}
    assert with_time_format(look, said, found) == said
    assert with_time_format(look, {"fare": "f", "time_format": "seconds"}, found) == {"fare": "f"}


def spoilt(tmp_path):
    table = new_york(60).astype(object)
    table.loc[3, "fare_amount"] = "free"
    table.loc[4, "pickup_latitude"] = 95
    table.loc[5, ["dropoff_latitude", "dropoff_longitude"]] = 0
    table.loc[6, "pickup_datetime"] = "yesterday"
    table.loc[7, "pickup_longitude"] = None
    table.loc[8, "fare_amount"] = "inf"
    path = tmp_path / "spoilt.csv"
    path.write_text(table.to_csv(index=False) + "1,2\n\n")
    return str(path)


def test_one_report_says_how_many_rows_are_wrong_in_which_way(tmp_path, workspace):
    source = source_of_files(spoilt(tmp_path), workspace)
    with pytest.raises(BadRowsError) as caught:
        load_tables(source, workspace)
    assert (caught.value.bad, caught.value.total) == (7, 61)
    for words in (
        "7 of 61 rows cannot be used",
        "1 row with text instead of a number in 'fare_amount' (line 5: free)",
        "1 row with no latitude from -90 to 90 degrees in 'pickup_latitude' (line 6: 95)",
        "a position of 0/0, which stands for none, as destination (line 7)",
        "no time in 'pickup_datetime' (line 8: yesterday)",
        "nothing in 'pickup_longitude' (line 9)",
        "an infinite number in 'fare_amount' (line 10: inf)",
        "other than the 8 values that the first line has (line 62: 2 values)",
    ):
        assert words in str(caught.value)


def test_leaving_them_out_is_said_and_kept(tmp_path, workspace):
    source = source_of_files(
        spoilt(tmp_path), workspace, wishes=Wishes(split="random", leave_out="errors")
    )
    tables = load_tables(source, workspace)
    assert len(tables.train) + len(tables.val) + len(tables.test) == 54
    assert (tables.left_out.errors, tables.left_out.of) == (7, 61)
    assert tables.left_out.sentence.startswith("7 of 61 rows were left out")
    assert load(source, "raw", workspace).left_out == tables.left_out


def test_one_report_over_all_three_sets_of_the_chapters_files(tmp_path, workspace):
    paths = []
    for name, line in (("train", 3), ("val", 4), ("test", 5)):
        path = tmp_path / f"{name}.csv"
        write_csv(path, sample_trips(30, 0))
        lines = path.read_text().splitlines()
        lines[line] = "word" + lines[line][lines[line].index(",") :]
        path.write_text("\n".join(lines) + "\n")
        paths.append(str(path))
    with pytest.raises(BadRowsError) as caught:
        load_tables(GlobSource(*paths), workspace)
    assert str(caught.value).startswith("3 of 90 rows cannot be used")
    for path, line in zip(paths, (4, 5, 6), strict=True):
        assert f"{path}: 1 row with text" in str(caught.value)
        assert f"(line {line}: word)" in str(caught.value)
    tables = load_tables(GlobSource(*paths, "errors"), workspace)
    assert (len(tables.train), tables.left_out.errors) == (29, 3)


def test_broken_rules_warn_and_may_be_left_out(ny, workspace):
    rules = Rules(fare_max=20.0)
    warned = load_tables(source_of_files(ny, workspace, wishes=Wishes(rules=rules)), workspace)
    breaking = int((np.concatenate([warned.train, warned.val, warned.test])[:, 0] > 20).sum())
    assert breaking > 0
    (finding,) = warned.findings
    assert finding.message.startswith(f"{ny}: {breaking} rows with a fare below 0 or above 20")
    without = load_tables(
        source_of_files(ny, workspace, wishes=Wishes(rules=rules, leave_out="errors and rules")),
        workspace,
    )
    assert max(without.train[:, 0]) <= 20
    assert (without.left_out.errors, without.left_out.rules) == (0, breaking)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        (Wishes(columns={"colour": "key"}), "found 'colour'"),
        (Wishes(columns={"fare": "price"}), "expected a column 'price'"),
        (Wishes(split="driver"), "found 'driver'"),
        (Wishes(extras=("colour",)), "expected a column 'colour'"),
    ],
)
def test_wishes_that_cannot_be_are_refused_in_a_sentence(wishes, words, ny, workspace):
    with pytest.raises(DataError, match=words):
        load_tables(source_of_files(ny, workspace, wishes=wishes), workspace)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty file"),
        (b"\n\n", "empty file"),
        (b"fare\n3\n", "found one column"),
        (b"PK\x03\x04....", "a zip archive"),
        (b"<html>", "a web page"),
        (b"PAR1 and no more", "a damaged one"),
        (b"\x1f\x8b\x08 broken", "a damaged one"),
        (b"a,b\n\x00\x01", "other bytes"),
        (b"fare,lat\n", "at least one row"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(content, words, tmp_path, workspace):
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        source_of_files(str(path), workspace)


def test_devices_and_pipes_are_not_opened(tmp_path, workspace):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (str(tmp_path / "pipe.csv"), "/dev/zero", str(tmp_path)):
        with pytest.raises(DataError):
            source_of_files(path, workspace)


def test_text_that_unpacks_without_end_is_cut_off(tmp_path, workspace, monkeypatch):
    monkeypatch.setattr("dctaxi.data.files.text_stream.MAX_BYTES", 2**20)
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(new_york().to_csv(index=False).encode() + b"1,2\n" * 2**19))
    with pytest.raises(DataError, match="use a part"):
        source_of_files(str(path), workspace)


@pytest.mark.parametrize("named", [{}, {"time": "day"}])
def test_a_time_of_day_that_is_named_brings_its_own_format(named, tmp_path, workspace):
    lines = [
        f"{5 + i},4.65,-74.0{i},4.6,-74.1,{i + 10}/01/2016,17:4{i},05:4{i} PM" for i in range(9)
    ]
    head = "fare,from_lat,from_lon,to_lat,to_lon,day,start_time,clock"
    (tmp_path / "x.csv").write_text("\n".join([head, *lines]))
    wishes = Wishes(columns={**named, "time_of_day": "clock"})
    source = source_of_files(str(tmp_path / "x.csv"), workspace, wishes=wishes)
    assert source.mapping.time_format == "%d/%m/%Y %I:%M %p"
    assert (load_tables(source, workspace).train[:, 8] == 17).all()


@pytest.mark.parametrize(
    ("column", "line"),
    [("fare", "1e200,4.65,-74.02,4.6,-74.1,1"), ("luggage", "5,4.65,-74.02,4.6,-74.1,-1e200")],
)
def test_numbers_whose_squares_have_no_sum_cannot_be_used(column, line, tmp_path, workspace):
    lines = ["5,4.65,-74.02,4.6,-74.1,1"] * 9
    head = "fare,from_lat,from_lon,to_lat,to_lon,luggage"
    lines[3] = line
    (tmp_path / "x.csv").write_text("\n".join([head, *lines]))
    source = source_of_files(str(tmp_path / "x.csv"), workspace, wishes=Wishes(extras=("luggage",)))
    with pytest.raises(
        BadRowsError, match=f"a number beyond 1e.100 in '{column}' .line 5: -?1e200"
    ):
        load_tables(source, workspace)


@pytest.mark.parametrize("below", ["", "\n", "\n\n", ",,,,\n,,,,\n"])
def test_a_header_with_nothing_below_it_is_said_to_be_one(below, tmp_path, workspace):
    (tmp_path / "x.csv").write_text("fare,from_lat,from_lon,to_lat,to_lon\n" + below)
    with pytest.raises(DataError, match="expected at least one row below the header, found none"):
        source_of_files(str(tmp_path / "x.csv"), workspace)
