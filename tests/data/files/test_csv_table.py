import io

import pytest

from dctaxi.data.files import csv_table, table_of
from dctaxi.data.files.text_stream import Utf8Stream
from dctaxi.errors import DataError


def opened(content, *, keep_ragged=False):
    table = table_of(io.BytesIO(content), "trips.csv")
    table.keep_ragged = keep_ragged
    return table


def test_a_look_at_the_first_rows_leaves_nobody_reading(monkeypatch):
    left = []
    monkeypatch.setattr(Utf8Stream, "leave", lambda _: left.append(True))
    assert len(next(opened(b"a,b\n" + b"1,2\n" * 3_000_000).batches(["a"])).lines)
    assert left == [True]


@pytest.mark.parametrize("limit", ["MAX_RAGGED", "_MAX_RAGGED_BYTES"])
def test_lines_of_another_width_are_remembered_up_to_a_limit(limit, monkeypatch):
    monkeypatch.setattr(csv_table, limit, 20)
    table = opened(b"a,b,c\n" + b"1,2\n" * 1_000, keep_ragged=True)
    with pytest.raises(
        DataError, match=r"expected 3 values in each row, found another number in \d+ lines"
    ):
        list(table.batches(["a"]))
    assert len(table.ragged) <= 21


def test_fewer_lines_of_another_width_are_counted(monkeypatch):
    monkeypatch.setattr(csv_table, "MAX_RAGGED", 20)
    table = opened(b"a,b,c\n1,2,3\n" + b"1,2\n" * 20)
    assert sum(len(batch.lines) for batch in table.batches(["a"])) == 1
    assert len(table.ragged) == 20


@pytest.mark.parametrize("content", [b"1," + b"x" * 9_000_000 + b"\n1,2\n", b"1,2" * 3_000_000])
def test_a_line_without_an_end_is_refused(content):
    with pytest.raises(DataError, match="expected lines of at most 8 MiB, found a longer one"):
        list(opened(b"a,b\n" + content).batches(["a"]))
