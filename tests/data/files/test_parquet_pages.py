import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.files.parquet_pages import pages_of


def written(**options):
    content = io.BytesIO()
    table = pa.table({"a": np.arange(1_000.0), "b": [f"text {row}" for row in range(1_000)]})
    pq.write_table(table, content, **options)
    return content.getvalue()


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("use_dictionary", [True, False])
@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_pages_are_those_that_were_written(version, use_dictionary, compression):
    content = written(
        use_dictionary=use_dictionary, compression=compression, data_page_version=version,
        max_rows_per_page=100, write_batch_size=100, write_page_checksum=True,
    )  # fmt: skip
    described = pq.read_metadata(pa.BufferReader(content)).row_group(0)
    for place in range(2):
        pages = list(pages_of(content, described.column(place)))
        assert [page.values for page in pages if not page.dictionary] == [100] * 10
        assert sum(page.dictionary for page in pages) == use_dictionary
        unpacked = described.column(place).total_uncompressed_size
        assert 0.5 * unpacked < sum(page.size for page in pages) <= unpacked  # headers beside them


class Chunk:
    has_dictionary_page, data_page_offset, num_values = False, 0, 10

    def __init__(self, content):
        self.total_compressed_size = len(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_pages_or_none(content):
    try:
        pages = list(pages_of(content, Chunk(content)))
    except ValueError:
        return
    assert all(page.size >= 0 for page in pages)
