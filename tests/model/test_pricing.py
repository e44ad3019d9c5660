import gzip
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dctaxi.data import COLUMNS, sample_trips
from dctaxi.errors import DataError
from dctaxi.model import price_csv, row_sentences, trips_of

NAMES = COLUMNS[1:]
GOOD = "38.9,-77.0,38.92,-77.03,2016,5,3,12"


def csv_of(*lines: str, header: str = ",".join(NAMES)) -> bytes:
    return "\n".join((header, *lines, "")).encode()


def test_rows_keep_their_cells_and_order_and_get_their_fare(model):
    header = f"note,{','.join(reversed(NAMES))}"
    row = ",".join(reversed(GOOD.split(",")))
    content = csv_of(f'"a, ""b""",{row}', f"=1+1,{row}", header=header)
    priced = price_csv(content, model, "trips.csv")
    table = pd.read_csv(io.BytesIO(priced.content), dtype={"note": str})
    assert list(table) == [*header.split(","), "prediction", "spread"]
    assert list(table["note"]) == ['a, "b"', "=1+1"]
    trip = dict(zip(NAMES, map(float, GOOD.split(",")), strict=True))
    fare, spread = model.fare(**trip)
    np.testing.assert_allclose(table["prediction"], fare, rtol=1e-12)
    np.testing.assert_allclose(table["spread"], spread, rtol=1e-12)
    assert (priced.rows, len(priced.wrong)) == (2, 0)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_stays_and_gzip_is_unpacked(model, separator):
    content = csv_of(GOOD, GOOD).decode().replace(",", separator).encode()
    priced = price_csv(gzip.compress(content), model, "trips.csv.gz")
    assert priced.content.decode().splitlines()[1].startswith(GOOD.replace(",", separator))
    assert priced.content.decode().splitlines()[0].count(separator) == len(NAMES) + 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_in_any_encoding_that_trains_is_priced(model, encoding):
    content = csv_of(f"Zürich,{GOOD}", header=f"Straße,{','.join(NAMES)}").decode()
    priced = price_csv(content.encode(encoding), model, "trips.csv")
    head, row, _ = priced.content.decode().split("\n")
    assert head.startswith("Straße,")
    assert row.startswith(f"Zürich,{GOOD},")


def test_a_last_cell_in_a_windows_encoding_is_written_as_it_is(model):
    content = csv_of(f"{GOOD},Bogotá", header=f"{','.join(NAMES)},zone").decode()
    priced = price_csv(content.encode("cp1252"), model, "trips.csv")
    assert ",Bogotá," in priced.content.decode()


def test_lines_with_nothing_in_them_are_said_to_be_left_out(model):
    priced = price_csv(csv_of(GOOD, "," * (len(NAMES) - 1), "", GOOD), model, "trips.csv")
    assert priced.rows == 2
    assert list(row_sentences(priced, 20)) == ["Empty lines that are left out: 2."]


def test_quotes_stand_only_around_cells_that_need_them(model):
    row = ",".join(f'"{cell}"' for cell in GOOD.split(","))
    content = csv_of(f'"a, b",{row}', f'"say ""hi""",{row}', header=f"note,{','.join(NAMES)}")
    lines = price_csv(content, model, "trips.csv").content.decode().splitlines()
    assert lines[1].startswith(f'"a, b",{GOOD},')
    assert lines[2].startswith(f'"say ""hi""",{GOOD},')


def test_empty_lines_are_no_rows_and_lines_are_counted_as_an_editor_does(model):
    priced = price_csv(csv_of(GOOD, "", GOOD.replace("12", "noon"), ""), model, "trips.csv")
    assert (priced.rows, list(priced.wrong)) == (2, [4])
    assert len(priced.content.decode().splitlines()) == 3


def test_lines_of_too_few_and_too_many_values_keep_their_place_and_are_left_empty(model):
    other = GOOD.replace("2016", "2017")
    content = csv_of("38.9,-77.0", GOOD, f"{GOOD},9,8", "", other, '"a,b",1')
    priced = price_csv(content, model, "trips.csv")
    table = pd.read_csv(io.BytesIO(priced.content))
    assert list(table["prediction"].isna()) == [True, False, True, False, True]
    alone = pd.read_csv(io.BytesIO(price_csv(csv_of(GOOD, other), model, "trips.csv").content))
    np.testing.assert_allclose(table["prediction"].dropna(), alone["prediction"], rtol=1e-12)
    assert list(table[NAMES[4]].iloc[1:4]) == [2016, 2016, 2017]
    assert table[NAMES[0]].iloc[4] == "a,b"
    said = list(row_sentences(priced, 20))
    assert said[0] == "3 rows cannot be priced, in line 2, 4, 7."
    assert "line 2: 2 values, line 4: 10 values, line 7: 2 values" in said[1]


def test_a_line_too_many_of_whose_values_is_very_long_is_left_empty(model):
    priced = price_csv(csv_of(GOOD, f"{GOOD},{'x' * 200_000}"), model, "trips.csv")
    assert priced.wrong.tolist() == [3]
    assert priced.content.decode().splitlines()[2] == f"{GOOD},,"


def test_a_file_of_nothing_but_ragged_lines_is_left_empty(model):
    priced = price_csv(csv_of("1,2", "3"), model, "trips.csv")
    assert (priced.rows, list(priced.wrong)) == (2, [2, 3])


def test_decimal_commas_of_a_file_separated_by_semicolons_are_read(model):
    content = csv_of(GOOD, header=",".join(NAMES)).decode().replace(",", ";")
    comma = price_csv(content.replace(".", ",").encode(), model, "trips.csv").content.decode()
    point = price_csv(content.encode(), model, "trips.csv").content.decode()
    assert comma.splitlines()[1].split(";")[8:] == point.splitlines()[1].split(";")[8:]


def test_a_column_that_comes_twice_is_numbered_as_when_trained_on(model):
    content = csv_of(f"{GOOD},9", header=",".join((*NAMES, NAMES[0])))
    head = price_csv(content, model, "trips.csv").content.decode().splitlines()[0]
    assert head.split(",")[8] == f"{NAMES[0]} (2)"


def test_rows_that_cannot_be_priced_are_named_and_left_empty(model):
    rows = [
        GOOD,
        GOOD.replace("38.92", "95"),
        GOOD.replace("38.9,-77.0", "0,0"),
        GOOD.replace("12", "noon"),
        GOOD.replace("2016", ""),
        GOOD.replace(",5,", ",5.5,"),
        GOOD,
    ]
    priced = price_csv(csv_of(*rows), model, "trips.csv")
    found = pd.read_csv(io.BytesIO(priced.content))["prediction"].isna()
    assert list(found) == [False, *[True] * 5, False]
    said = "\n".join(row_sentences(priced, 20))
    assert said.startswith("5 rows cannot be priced, in line 3, 4, 5, 6, 7.")
    for words in (
        "latitude from -90 to 90 degrees",
        "line 3: 95",
        "a position of 0/0",
        "line 5: noon",
        "1 row with nothing in 'year_integer' (line 6)",
        "line 7: 5.5",
    ):
        assert words in said
    assert "in line 3, 4 and 3 more." in next(iter(row_sentences(priced, 2)))
    assert not list(row_sentences(price_csv(csv_of(GOOD), model, "trips.csv"), 2))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "header"),
        (b"a,b\n1,2\n", "origin_block_latitude_double is missing"),
        (csv_of(GOOD + ",9", header=",".join((*NAMES, "prediction"))), "no column prediction"),
        (csv_of(), "at least one row"),
        (b"\xff\xfea", "found one column"),
        (b"PK\x03\x04", "a zip archive"),
        (b"\x1f\x8bnothing", "gzip"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(model, content, words):
    with pytest.raises(DataError, match=words) as error:
        price_csv(content, model, "trips.csv")
    assert str(error.value).startswith("trips.csv: ") or "is missing" in str(error.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.text(max_size=60) | st.just(GOOD), max_size=6))
def test_any_text_gives_a_table_or_one_sentence(model, lines):
    try:
        priced = price_csv(csv_of(*lines), model, "trips.csv")
    except DataError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
        return
    assert b"prediction" in priced.content
    assert len(priced.wrong) <= priced.rows


def test_a_frame_is_priced_with_its_own_index(model):
    trips = pd.DataFrame(sample_trips(50, 1), columns=list(COLUMNS), index=range(100, 150))
    trips.loc[110, "hour_integer"] = np.nan
    fares = model.predict(trips.drop(columns="fareamount_double"))
    assert list(fares.index) == list(trips.index)
    assert list(fares.index[fares.isna()]) == [110]
    np.testing.assert_allclose(
        fares.drop(110), model.answers(trips.drop(110).to_numpy()).mean(axis=1), rtol=1e-12
    )
    with pytest.raises(DataError, match="hour_integer is missing"):
        model.predict(trips.drop(columns="hour_integer"))


def test_many_rows_are_answered_as_few_are(model, monkeypatch):
    rows = sample_trips(1000, 2)
    whole = model.answers(rows)
    monkeypatch.setattr("dctaxi.model.fare_model.CHUNK_ROWS", 7)
    np.testing.assert_allclose(model.answers(rows), whole, rtol=1e-12)


def test_a_parquet_file_becomes_csv(model):
    buffer = io.BytesIO()
    trips = pd.DataFrame(sample_trips(20, 3), columns=list(COLUMNS))
    trips.to_parquet(buffer)
    priced = pd.read_csv(io.BytesIO(price_csv(buffer.getvalue(), model, "trips").content))
    np.testing.assert_allclose(priced["prediction"], model.predict(trips), rtol=1e-12)
    with pytest.raises(DataError, match="damaged"):
        price_csv(buffer.getvalue()[:-9], model, "trips")


def test_numbers_in_text_are_read_and_words_are_not(model):
    frame = pd.DataFrame([GOOD.split(","), [" 38.9 ", "-77", *GOOD.split(",")[2:]]], columns=NAMES)
    assert not len(trips_of(frame, model.columns, model.provenance.source).wrong)


def test_a_frame_whose_column_mixes_numbers_and_text_is_read_cell_by_cell(model):
    values = dict(zip(NAMES, map(float, GOOD.split(",")), strict=True))
    frame = pd.DataFrame([values] * 3).astype({NAMES[0]: object})
    frame.loc[1, NAMES[0]] = "somewhere"
    frame.loc[2, NAMES[0]] = str(values[NAMES[0]])
    found = trips_of(frame, COLUMNS, model.provenance.source)
    assert list(found.wrong) == [2]
    assert found.rows[2, 1] == found.rows[0, 1] == values[NAMES[0]]


def test_a_file_that_unpacks_to_more_than_memory_has_is_refused(model, monkeypatch):
    monkeypatch.setattr("dctaxi.model.pricing.MAX_UNPACKED_BYTES", 2**20)
    content = gzip.compress(
        csv_of(*[f"{'x' * 999},{GOOD}"] * 2_000, header=f"note,{','.join(NAMES)}")
    )
    with pytest.raises(
        DataError, match="at most 1 MiB of trips, unpacked; price the file in parts"
    ):
        price_csv(content, model, "trips.csv.gz")
