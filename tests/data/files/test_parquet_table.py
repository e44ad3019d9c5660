import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.file_look import look_of
from dctaxi.data.files import table_of
from dctaxi.data.files.text_stream import BLOCK_BYTES
from dctaxi.errors import DataError


def parquet_of(table, **written):
    content = io.BytesIO()
    pq.write_table(table, content, **written)
    return content.getvalue()


def opened(table, **written):
    return table_of(io.BytesIO(parquet_of(table, **written)), "trips.parquet")


def repeated(text, rows):
    """Return a file in which each row refers to one text."""
    column = pa.DictionaryArray.from_arrays(np.zeros(rows, np.int32), pa.array([text]))
    return pa.table({"fare": np.ones(rows), "note": column})


@pytest.mark.parametrize("written", [{}, {"compression": "zstd", "store_schema": False}])
def test_rows_that_refer_to_one_long_text_come_in_short_batches(written):
    content = parquet_of(repeated("x" * 50_000, 2_000), **written)
    assert len(content) < 60_000
    read = [
        (sum(column.nbytes for column in batch.columns.values()), len(batch.lines))
        for batch in table_of(io.BytesIO(content), "trips.parquet").batches(["fare", "note"])
    ]
    assert max(size for size, _ in read) <= BLOCK_BYTES
    assert sum(rows for _, rows in read) == 2_000


@pytest.mark.parametrize("rows", [1, 500])
@pytest.mark.parametrize("use_dictionary", [True, False])
def test_a_text_beyond_64_kib_is_refused_by_its_column(rows, use_dictionary):
    table = opened(repeated("x" * 65_537, rows), use_dictionary=use_dictionary, store_schema=False)
    with pytest.raises(
        DataError, match=r"at most 64 KiB, found one of 64 KiB in the column 'note'"
    ):
        look_of(table)


def test_texts_that_begin_as_those_before_them_come_in_short_batches():
    table = pa.table({"note": [f"{'x' * 50_000}{row}" for row in range(600)]})
    content = parquet_of(
        table, use_dictionary=False, column_encoding={"note": "DELTA_BYTE_ARRAY"}, compression=None
    )
    assert len(content) < 200_000
    batches = list(table_of(io.BytesIO(content), "trips.parquet").batches(["note"]))
    assert max(batch.columns["note"].nbytes for batch in batches) <= 256 * 2**20
    assert [text for batch in batches for text in batch.columns["note"].to_pylist()] == table[
        "note"
    ].to_pylist()


def test_pages_that_unpack_to_much_are_refused_before_they_are(monkeypatch):
    monkeypatch.setattr("dctaxi.data.files.parquet_table.MAX_PAGES_BYTES", 2**20)
    zeros = {"a": np.zeros(100_000), "b": np.zeros(100_000)}
    written = {"use_dictionary": False, "compression": "zstd", "max_rows_per_page": 100_000}
    with pytest.raises(DataError, match=r"at most 1 MiB in the largest page of each .* found 2"):
        look_of(opened(pa.table(zeros), **written))
    assert look_of(opened(pa.table(zeros), **written | {"max_rows_per_page": 10_000})).rows


def test_texts_that_rows_refer_to_are_bounded_together(monkeypatch):
    monkeypatch.setattr("dctaxi.data.files.parquet_table.MAX_DICTIONARY_BYTES", 2**16)
    texts = pa.table({"note": [f"{row}{'x' * 1_000}" for row in range(100)] * 5})
    with pytest.raises(DataError, match="in the largest dictionary, found 0 MiB"):
        look_of(opened(texts))


def test_long_texts_that_no_other_row_has_come_in_short_batches():
    texts = pa.table({"note": [f"{row}{'x' * 60_000}" for row in range(300)] + ["y"] * 30_000})
    table = opened(texts, use_dictionary=False, compression="zstd", write_batch_size=8)
    assert (
        max(batch.columns["note"].nbytes for batch in table.batches(["note"])) <= BLOCK_BYTES * 1.5
    )


def test_texts_beyond_four_gibibytes_together_are_refused(monkeypatch):
    monkeypatch.setattr("dctaxi.data.files.parquet_table.MAX_BYTES", 10 * 2**20)
    with pytest.raises(DataError, match="of text; use a part of the file"):
        list(opened(repeated("x" * 50_000, 2_000)).batches(["note"]))


def test_columns_of_lists_and_groups_are_not_read():
    table = pa.table({
        "fare": [1.5, 2.5],
        "stops": [[1] * 10, []],
        "end": [{"latitude": 38.9}, {"latitude": 38.8}],
    })  # fmt: skip
    look = look_of(opened(table))
    assert look.columns == ("fare",)
    assert look.layout == "Parquet; its columns of lists and of groups are not read"


def test_a_file_without_a_column_of_values_is_refused():
    with pytest.raises(DataError, match="expected columns of numbers or texts, found none"):
        opened(pa.table({"stops": [[1], []]}))


def test_a_name_that_stands_for_another_column_too_is_refused():
    table = opened(pa.table({"end": [1.5], "end.note": ["x" * 70_000]}))
    with pytest.raises(DataError, match=r"found 'end\.note' beside one"):
        list(table.batches(["end"]))


KINDS = {
    "text": pa.array(["a", None, "ä" * 300]),
    "large": pa.array(["a", None, "b"], pa.large_string()),
    "bytes": pa.array([b"a", None, b"\xff"]),
    "whole": pa.array([1, None, 3], pa.int16()),
    "yes": pa.array([True, None, False]),
    "amount": pa.array([None, "1.50", "12.00"]).cast(pa.decimal128(9, 2)),
    "at": pa.array([0, None, 10**9], pa.timestamp("us", "UTC")),
    "kind": pa.array(["cash", None, "card"]).dictionary_encode(),
    "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["{}", None, "[1]"])),
    "nothing": pa.nulls(3),
}  # fmt: skip


@given(
    st.lists(st.sampled_from(sorted(KINDS)), min_size=1, unique=True),
    st.integers(1, 3),
    st.fixed_dictionaries(
        {
            "use_dictionary": st.booleans(),
            "store_schema": st.booleans(),
            "data_page_version": st.sampled_from(["1.0", "2.0"]),
            "compression": st.sampled_from(["none", "snappy", "zstd", "gzip", "lz4", "brotli"]),
            "write_page_checksum": st.booleans(),
            "write_page_index": st.booleans(),
        }
    ),
)
def test_values_come_as_arrow_reads_them(names, group_rows, written):
    content = parquet_of(
        pa.table({name: KINDS[name] for name in names}),
        row_group_size=group_rows, **written,
    )  # fmt: skip
    whole = pq.read_table(pa.BufferReader(content))
    batches = list(table_of(io.BytesIO(content), "trips.parquet").batches(names))
    for name in names:
        found = [value for batch in batches for value in batch.columns[name].to_pylist()]
        assert found == whole[name].to_pylist()
    assert np.concatenate([batch.lines for batch in batches]).tolist() == [1, 2, 3]
