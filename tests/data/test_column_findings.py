import numpy as np
import pandas as pd
import pytest

from dctaxi.data.loading import load_tables
from dctaxi.data.own_files import Wishes, source_of_files

ROWS = 60
PLACES = np.round(np.random.default_rng(0).normal(0, 0.02, (ROWS, 4)) + [4.6, -74.1] * 2, 5)


def warnings_of(table, tmp_path, workspace, **wishes):
    named = pd.DataFrame(PLACES, columns=["from_lat", "from_lon", "to_lat", "to_lon"])
    named.insert(0, "fare", 5 + np.arange(ROWS) * 7 % 31 / 2)
    pd.concat([named, table], axis=1).to_csv(tmp_path / "x.csv", index=False)
    source = source_of_files(str(tmp_path / "x.csv"), workspace, wishes=Wishes(**wishes))
    return [one.message for one in load_tables(source, workspace).findings]


def times(written, freq="3h"):
    begun = pd.date_range("2016-02-05", periods=ROWS, freq=freq)
    return pd.DataFrame({"started_at": begun.strftime(written)})


@pytest.mark.parametrize(
    ("written", "first", "other"),
    [("%d/%m/%Y %H:%M", "month", "%d/%m/%Y %H:%M"), ("%d-%m-%Y %H:%M", "day", "%m-%d-%Y %H:%M")],
)
def test_where_no_day_is_above_the_twelfth_the_order_taken_is_said(
    written, first, other, tmp_path, workspace
):
    [said] = warnings_of(times(written), tmp_path, workspace)
    assert said.startswith("No day in 'started_at' is above 12, so nothing tells days from months:")
    assert f"the {first} is taken to stand before" in said
    assert said.endswith(f", {other}.")


def test_a_day_above_the_twelfth_and_an_order_of_one_meaning_leave_nothing_open(
    tmp_path, workspace
):
    assert warnings_of(times("%d/%m/%Y %H:%M", "7h"), tmp_path, workspace) == []
    assert warnings_of(times("%Y-%m-%d %H:%M:%S"), tmp_path, workspace) == []
    assert warnings_of(times("%d.%m.%Y %H:%M"), tmp_path, workspace) == []


def test_rows_that_are_no_later_are_said_to_be_drawn_where_the_split_is_by_time(
    tmp_path, workspace
):
    one_day = times("%Y-%m-%d %H:%M:%S", "1s").assign(started_at="2016-02-05 08:00:00")
    [said] = warnings_of(one_day, tmp_path, workspace)
    assert said.startswith(
        "20 of 20 rows to validate and test on are no later than rows of the set"
    )
    assert warnings_of(one_day, tmp_path, workspace, split="random") == []
    parts = pd.DataFrame({"year": [2016] * ROWS, "month": np.arange(ROWS) // 30 + 1})
    [said] = warnings_of(parts, tmp_path, workspace)
    assert "name a finer column of the time" in said


@pytest.mark.parametrize(
    ("written", "lost"), [("%I:%M", True), ("%I:%M %p", False), ("%H:%M", False)]
)
def test_hours_of_a_clock_without_am_and_pm_are_said_to_be(written, lost, tmp_path, workspace):
    moments = pd.date_range("2016-02-05", periods=200, freq="3h17min")
    rows = np.tile(PLACES, (4, 1))[:200] + np.arange(200)[:, None] / 1e5
    table = pd.DataFrame(rows, columns=["from_lat", "from_lon", "to_lat", "to_lon"])
    table.insert(0, "fare", 5 + np.arange(200) * 7 % 31 / 2)
    table["started_at"] = moments.strftime(f"%m/%d/%Y {written}")
    table.to_csv(tmp_path / "x.csv", index=False)
    source = source_of_files(str(tmp_path / "x.csv"), workspace)
    said = [one.message for one in load_tables(source, workspace).findings]
    assert [one.startswith("All hours in 'started_at' are from 1 to 12") for one in said] == (
        [True] if lost else []
    )


def test_a_few_rows_of_one_time_at_the_edge_of_a_set_are_not_worth_a_word(tmp_path, workspace):
    table = times("%Y-%m-%d %H:%M:%S")
    table.loc[49, "started_at"] = table.loc[50, "started_at"]
    assert warnings_of(table, tmp_path, workspace) == []


def test_an_estimate_that_is_read_as_the_fare_is_named(tmp_path, workspace):
    paid = times("%Y-%m-%d %H:%M:%S").assign(est_fare=5 + np.arange(ROWS) * 7 % 31 / 2)
    assert warnings_of(paid, tmp_path, workspace) == []
    [said] = warnings_of(paid, tmp_path, workspace, columns={"fare": "est_fare"})
    assert said.startswith("The fare is read from 'est_fare', by its name an estimate:")
