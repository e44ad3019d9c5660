import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from dctaxi.data import SampleSource
from dctaxi.populations import kept_file, parts
from dctaxi.populations.population import POPULATIONS, PopulationPlan
from dctaxi.populations.rows import InMemory, OnDisk, Pieces, pieces_of, table_of
from dctaxi.populations.trainings import train
from dctaxi.space import PRESETS
from tests.fake_engine import FakeEngine, every, none

PLAN = PopulationPlan(PRESETS["chapter"].space, n=40, source=SampleSource(rows=60))


def rows_of(*members: int, words: bool = True) -> pd.DataFrame:
    frame = pd.DataFrame({"member": members, "value": [float(m) for m in members]})
    return (
        frame.assign(status=["finished" if m % 2 else "diverged" for m in members])
        if words
        else frame
    )


def written(frame: pd.DataFrame, path):
    parts.write_rows(InMemory(frame), b"", path)
    return path


def test_pieces_are_one_frame_and_their_columns_those_of_it(tmp_path):
    pieces = Pieces([written(rows_of(0, 1), tmp_path / "a.parquet"), table_of(rows_of(2, 5))])
    whole = rows_of(0, 1, 2, 5)
    assert len(pieces) == 4
    assert_frame_equal(pieces.frame, whole)
    for name in whole:
        assert_series_equal(pieces.column(name), whole[name])


def test_rows_on_the_disk_are_a_piece_that_stays_there(tmp_path, monkeypatch):
    monkeypatch.setattr("dctaxi.populations.rows.ROWS_AT_ONCE", 1)
    before = OnDisk(written(rows_of(0, 1, 2), tmp_path / "a.parquet"))
    pieces = Pieces([*pieces_of(before), *pieces_of(InMemory(rows_of(5)))])
    monkeypatch.setattr(OnDisk, "frame", None)
    parts.write_rows(pieces, b"", tmp_path / "a.parquet")
    monkeypatch.undo()
    assert_frame_equal(OnDisk(tmp_path / "a.parquet").frame, rows_of(0, 1, 2, 5))
    assert_frame_equal(pieces.frame, rows_of(0, 1, 2, 5))
    assert pieces_of(InMemory(rows_of(5)[:0])) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_pieces_out_of_order_and_twice_are_put_in_order(tmp_path, order):
    both = [rows_of(0, 1, 3), rows_of(1, 2)]
    pieces = Pieces([table_of(both[place]) for place in order])
    assert_frame_equal(pieces.frame, rows_of(0, 1, 2, 3))
    assert len(pieces) == 4
    assert pieces.column("member").tolist() == [0, 1, 2, 3]
    parts.write_rows(pieces, b"x", tmp_path / "all.parquet")
    assert_frame_equal(OnDisk(tmp_path / "all.parquet").frame, rows_of(0, 1, 2, 3))


def test_a_column_that_was_not_measured_is_nothing(tmp_path):
    whole = rows_of(0, 1, words=False)
    for rows in (
        InMemory(whole),
        Pieces([table_of(whole)]),
        OnDisk(written(whole, tmp_path / "a.parquet")),
    ):
        assert np.isnan(rows.column("val_rmse_all")).tolist() == [True, True]


def test_pieces_of_other_columns_are_written_as_the_frame_of_all(tmp_path):
    pieces = Pieces([table_of(rows_of(0, 1, words=False)), table_of(rows_of(2, 3))])
    parts.write_rows(pieces, b"", tmp_path / "all.parquet")
    assert_frame_equal(OnDisk(tmp_path / "all.parquet").frame, pieces.frame)


def test_an_open_file_stays_what_it_was_when_it_is_replaced_or_deleted(tmp_path):
    path = written(rows_of(0, 1), tmp_path / "a.parquet")
    before = OnDisk(path)
    written(rows_of(7), path)
    path.unlink()
    assert before.column("member").tolist() == [0, 1]
    assert_frame_equal(before.frame, rows_of(0, 1))


@pytest.mark.parametrize("diverges", [none, every])
def test_many_rows_stay_on_the_disk_and_say_the_same(workspace, monkeypatch, diverges):
    few = train(PLAN, POPULATIONS, workspace, engine=FakeEngine(diverges=diverges))
    POPULATIONS.delete(PLAN.key, workspace)
    monkeypatch.setattr(kept_file, "ROWS_AT_ONCE", 10)
    monkeypatch.setattr(parts, "_EVERY_ROWS", 1)
    monkeypatch.setattr("dctaxi.populations.asking._FIRST_PART", {"fused": 8, "lightning": 8})
    many = train(PLAN, POPULATIONS, workspace, engine=FakeEngine(diverges=diverges))
    assert isinstance(many.rows, OnDisk)
    assert (many.done, many.diverged, many.complete) == (few.done, few.diverged, few.complete)
    np.testing.assert_array_equal(many.values, few.values)
    assert_frame_equal(many.frame, few.frame)
