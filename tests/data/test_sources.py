import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.sources import CHAPTER_SOURCE, GlobSource, SampleSource, source_from_json
from dctaxi.errors import DataError


@pytest.mark.parametrize(
    "arguments", [(11,), (1_000_001,), (6000, -1), (6000.0,), (True,), ("6000",), (6000, None)]
)
def test_refuses_a_sample_of_an_impossible_size_or_seed(arguments):
    with pytest.raises(DataError, match="of the sample data as a whole number from"):
        SampleSource(*arguments)


glob_texts = st.from_regex(r"(file:///|https://|s3://)[a-z0-9._-]{1,20}\.csv", fullmatch=True)
any_source = st.builds(
    SampleSource, rows=st.integers(12, 1_000_000), seed=st.integers(0, 2**63 - 1)
) | st.builds(GlobSource, glob_texts, glob_texts, st.none() | glob_texts)


@given(any_source)
def test_sources_survive_json(source):
    assert source_from_json(json.loads(json.dumps(source.to_json()))) == source


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        ([], "source: expected a JSON object, got []."),
        ({}, "source.kind: expected sample, globs or trips, but it is missing"),
        ({"kind": "sql"}, "source.kind: expected sample, globs or trips, got 'sql'"),
        ({"kind": ["sample"]}, "source.kind: expected sample, globs or trips, got ['sample']"),
        (
            {"kind": "sample", "rowz": 5},
            "source.rowz: expected only kind, rows, seed; remove this key",
        ),
        ({"kind": "sample", "rows": "many"}, "found 'many'"),
        ({"kind": "globs", "train": "a.csv"}, "source.val: expected this key, but it is missing"),
        ({"kind": "globs", "train": "a.csv", "val": 5}, "source.val: expected text, got 5."),
        ({"kind": "globs", "train": "ftp://a", "val": "b"}, "found ftp://"),
    ],
)
def test_refuses_json_that_is_no_source(obj, words):
    with pytest.raises(DataError) as caught:
        source_from_json(obj)
    assert words in str(caught.value)


def test_titles_say_where_the_trips_come_from():
    assert SampleSource().title == "Sample DC taxi data (6,000 synthetic trips)"
    assert SampleSource(600, 4).title == "Sample DC taxi data (600 synthetic trips, seed 4)"
    assert CHAPTER_SOURCE.title == "The chapter's CSVs (osipov/smlbook)"
    assert GlobSource("/d/a.csv", "/d/b.csv", "/d/b.csv").title == "a.csv, b.csv in d"
    assert (
        GlobSource("s3://bucket/x/*.csv", "s3://bucket/v.csv").title == "*.csv, v.csv from bucket"
    )
