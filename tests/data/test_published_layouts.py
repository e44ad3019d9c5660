"""Files as cities publish them, with what goes wrong in them, open without a mapping."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dctaxi.data.loading import load_tables
from dctaxi.data.own_files import Wishes, source_of_files
from dctaxi.data.sources import TripSource
from dctaxi.errors import DataError

ROWS = 24
PLACES = np.round(np.random.default_rng(0).normal(0, 0.02, (ROWS, 4)), 6)
FARES = np.round(3 + 7 * np.arange(ROWS) % 24 * 1.13, 2)  # in no order, each once
ORDER = np.argsort(FARES)
TIMES = pd.date_range("2014-03-01 07:45:58", periods=ROWS, freq="19h")


def read(path, workspace, **wishes):
    source = source_of_files(str(path), workspace, wishes=Wishes(**wishes))
    tables = load_tables(source, workspace)
    rows = np.concatenate([tables.train, tables.val, tables.test])
    return source, tables, rows[np.argsort(rows[:, 0])]


def check(path, workspace, latitude, longitude, **wishes):
    """Read a file of ``FARES`` at ``PLACES`` and ``TIMES``, and expect just these."""
    source, tables, rows = read(path, workspace, **wishes)
    np.testing.assert_array_equal(rows[:, 0], FARES[ORDER])
    middle = np.array([latitude, longitude] * 2)
    np.testing.assert_allclose(rows[:, 1:5], (PLACES + middle)[ORDER], atol=2e-6)
    np.testing.assert_array_equal(rows[:, 5], TIMES.year[ORDER])
    np.testing.assert_array_equal(rows[:, 6], TIMES.month[ORDER])
    np.testing.assert_array_equal(rows[:, 7], (TIMES.day_of_week[ORDER] + 1) % 7 + 1)
    np.testing.assert_array_equal(rows[:, 8], TIMES.hour[ORDER])
    assert isinstance(source, TripSource)
    assert source.split.kind == "time"
    assert tables.findings == ()


def of(names, latitude, longitude, **columns):
    """Return a table; ``names`` are the fare and the places, as the chapter orders them."""
    places = np.round(PLACES + np.array([latitude, longitude] * 2), 6)
    table = pd.DataFrame(places, columns=names[1:])
    table.insert(0, names[0], FARES)
    return table.assign(**columns)


GREEN = [
    "VendorID", "lpep_pickup_datetime", "Lpep_dropoff_datetime", "Store_and_fwd_flag", "RateCodeID",
    "Pickup_longitude", "Pickup_latitude", "Dropoff_longitude", "Dropoff_latitude",
    "Passenger_count", "Trip_distance", "Fare_amount", "Extra", "MTA_tax", "Tip_amount",
    "Tolls_amount", "Ehail_fee", "Total_amount", "Payment_type", "Trip_type ",
]  # fmt: skip


def test_green_cabs_of_new_york_whose_rows_have_two_commas_more_than_the_header(
    tmp_path, workspace
):
    moments = TIMES.strftime("%Y-%m-%d %H:%M:%S")
    table = of(["Fare_amount", "Pickup_latitude", "Pickup_longitude", "Dropoff_latitude",
                "Dropoff_longitude"], 40.75, -73.97)  # fmt: skip
    table = table.assign(lpep_pickup_datetime=moments, Lpep_dropoff_datetime=moments)
    rows = table.reindex(columns=GREEN).to_csv(index=False, header=False, lineterminator=",,\r\n")
    (tmp_path / "green.csv").write_bytes(f"{','.join(GREEN)}\r\n\r\n{rows}".encode())
    check(tmp_path / "green.csv", workspace, 40.75, -73.97)


def test_yellow_cabs_of_2009_and_of_2014_with_blanks_in_the_header(tmp_path, workspace):
    moments = TIMES.strftime("%Y-%m-%d %H:%M:%S")
    old = ["Fare_Amt", "Start_Lat", "Start_Lon", "End_Lat", "End_Lon"]
    table = of(old, 40.75, -73.97, Trip_Pickup_DateTime=moments, Trip_Dropoff_DateTime=moments,
               Total_Amt=FARES + 2, Tip_Amt=0)  # fmt: skip
    table.to_csv(tmp_path / "2009.csv", index=False)
    check(tmp_path / "2009.csv", workspace, 40.75, -73.97)
    new = [" fare_amount", " pickup_latitude", " pickup_longitude", " dropoff_latitude",
           " dropoff_longitude"]  # fmt: skip
    table = of(new, 40.75, -73.97, **{" pickup_datetime": moments, " total_amount": FARES + 2})
    head, _, rows = table.to_csv(index=False).partition("\n")
    (tmp_path / "2014.csv").write_text(f"{head}\n\n{rows}")
    check(tmp_path / "2014.csv", workspace, 40.75, -73.97)


def test_files_that_name_zones_say_what_is_wanted(tmp_path, workspace):
    zones = pd.DataFrame({"tpep_pickup_datetime": TIMES, "PULocationID": 1, "DOLocationID": 2,
                          "fare_amount": FARES})  # fmt: skip
    zones.to_parquet(tmp_path / "2019.parquet")
    with pytest.raises(DataError, match="PULocationID names a zone, and a place is wanted"):
        read(tmp_path / "2019.parquet", workspace)


def test_chicago_with_dollars_and_trips_without_a_place(tmp_path, workspace):
    names = ["Fare", "Pickup Centroid Latitude", "Pickup Centroid Longitude",
             "Dropoff Centroid Latitude", "Dropoff Centroid Longitude"]  # fmt: skip
    moments = TIMES.strftime("%m/%d/%Y %I:%M:%S %p")
    table = of(names, 41.88, -87.63, **{"Trip Start Timestamp": moments,
               "Trip End Timestamp": moments, "Pickup Community Area": 8, "Trip Seconds": "1,200",
               "Trip Total": "$1,234.50"})  # fmt: skip
    table["Fare"] = [f"${fare:.2f}" for fare in FARES]
    lost = table.assign(**dict.fromkeys(names[1:3]))
    pd.concat([table, lost]).to_csv(tmp_path / "chicago.csv", index=False)
    source, tables, rows = read(tmp_path / "chicago.csv", workspace, leave_out="errors")
    assert (tables.left_out.errors, list(rows[:, 0])) == (ROWS, sorted(FARES))
    assert source.mapping.time == "Trip Start Timestamp"


def test_chicago_with_positions_only_of_which_some_are_missing(tmp_path, workspace):
    at = np.round(PLACES + np.array([41.88, -87.63] * 2), 6)
    points = [[f"POINT ({row[i + 1]} {row[i]})" for row in at] for i in (0, 2)]
    table = pd.DataFrame({
        "Trip Start Timestamp": TIMES.strftime("%m/%d/%Y %I:%M:%S %p"),
        "Fare": FARES, "Pickup Centroid Location": points[0],
        "Dropoff Centroid  Location": points[1],
    })  # fmt: skip
    table.to_csv(tmp_path / "chicago.csv", index=False)
    check(tmp_path / "chicago.csv", workspace, 41.88, -87.63)
    lost = table.assign(**{"Pickup Centroid Location": "", "Dropoff Centroid  Location": "there"})
    pd.concat([table, lost[:9]]).to_csv(tmp_path / "lost.csv", index=False)
    _, tables, _ = read(tmp_path / "lost.csv", workspace, leave_out="errors")
    assert tables.left_out.errors == 9
    assert "9 rows with no position in 'Dropoff Centroid  Location'" in tables.left_out.sentence
    whole = {"origin_latitude": "Pickup Centroid Location"}  # names it for the longitude too
    source, _, _ = read(tmp_path / "chicago.csv", workspace, columns=whole)
    assert source.mapping.origin_longitude == "Pickup Centroid Location"


def test_san_francisco_whose_years_come_first_and_noon_is_twelve(tmp_path, workspace):
    names = ["meter_fare_amount", "pickup_location_latitude", "pickup_location_longitude",
             "dropoff_location_latitude", "dropoff_location_longitude"]  # fmt: skip
    moments = TIMES.strftime("%Y/%m/%d %I:%M:%S %p")
    table = of(names, 37.77, -122.42, start_time_local=moments, end_time_local=moments,
               total_fare_amount=FARES + 2, tip=0)  # fmt: skip
    table.to_csv(tmp_path / "sf.csv", index=False)
    check(tmp_path / "sf.csv", workspace, 37.77, -122.42)


@pytest.mark.parametrize("end", ["LATITUDE LONGITUDE", "LAT LONG", "LAT LON"])
def test_washington_with_bars_and_null(end, tmp_path, workspace):
    latitude, longitude = end.split()
    names = ["FAREAMOUNT", "ORIGIN_BLOCK_LATITUDE", "ORIGIN_BLOCK_LONGITUDE",
             f"DESTINATION_BLOCK_{latitude}", f"DESTINATION_BLOCK_{longitude}"]  # fmt: skip
    moments = TIMES.strftime("%m/%d/%Y %H:%M")
    table = of(names, 38.9, -77.03, OBJECTID=range(ROWS), ORIGINDATETIME_TR=moments,
               DESTINATIONDATETIME_TR=moments, TOTALAMOUNT=FARES, MILEAGE=1)  # fmt: skip
    lost = table.assign(FAREAMOUNT="NULL", ORIGIN_BLOCK_LATITUDE="NULL")
    pd.concat([table, lost]).to_csv(tmp_path / "dc.txt", index=False, sep="|")
    check_left = read(tmp_path / "dc.txt", workspace, leave_out="errors")
    assert check_left[1].left_out.errors == ROWS
    table.to_csv(tmp_path / "clean.txt", index=False, sep="|")
    check(tmp_path / "clean.txt", workspace, 38.9, -77.03)


PLAIN = ["fare", "pickup_lat", "pickup_lon", "dropoff_lat", "dropoff_lon"]


@pytest.mark.parametrize(
    "names",
    [
        PLAIN,
        ["price", "lat1", "lon1", "lat2", "lon2"],
        ["cost", "slat", "slon", "elat", "elon"],
        ["fare", "pickup_y", "pickup_x", "dropoff_y", "dropoff_x"],
        ["fareUSD", "startLat", "startLng", "endLat", "endLng"],
    ],
)
def test_short_names_of_places(names, tmp_path, workspace):
    table = of(names, 52.5, 13.4, trip_start_day=5, when=TIMES.strftime("%Y-%m-%d %H:%M"))
    table.to_csv(tmp_path / "x.csv", index=False)
    check(tmp_path / "x.csv", workspace, 52.5, 13.4)


@pytest.mark.parametrize(
    "written",
    [
        "%d-%b-%Y %H:%M:%S",
        "%m/%d/%y %H:%M:%S",
        "%Y%m%d%H%M%S",
        "%Y%m%d %H:%M:%S",
        "%b %d, %Y %H:%M",
    ],
)
def test_times_that_are_written_otherwise(written, tmp_path, workspace):
    table = of(PLAIN, 52.5, 13.4, pickup_time=TIMES.strftime(written))
    table.to_csv(tmp_path / "x.csv", index=False)
    check(tmp_path / "x.csv", workspace, 52.5, 13.4)


@pytest.mark.parametrize("day", ["%Y-%m-%d", "%m/%d/%Y", "%Y%m%d"])
def test_a_day_and_an_hour_in_two_columns(day, tmp_path, workspace):
    table = of(PLAIN, 52.5, 13.4, date=TIMES.strftime(day), hour=TIMES.hour)
    table.to_csv(tmp_path / "x.csv", index=False)
    check(tmp_path / "x.csv", workspace, 52.5, 13.4)


def test_dates_and_clocks_of_parquet_belong_together(tmp_path, workspace):
    table = pa.Table.from_pandas(of(PLAIN, 52.5, 13.4), preserve_index=False)
    table = table.append_column("pickup_date", pa.array(TIMES.date))
    pq.write_table(table.append_column("clock", pa.array(TIMES.time)), tmp_path / "x.parquet")
    check(tmp_path / "x.parquet", workspace, 52.5, 13.4)


def test_a_file_without_times_and_one_of_days_only_say_so(tmp_path, workspace):
    of(PLAIN, 52.5, 13.4).to_csv(tmp_path / "none.csv", index=False)
    days = of(PLAIN, 52.5, 13.4, date=TIMES.strftime("%Y-%m-%d"))
    days.to_csv(tmp_path / "days.csv", index=False)
    said = [
        [one.message for one in read(tmp_path / f"{name}.csv", workspace)[1].findings]
        for name in ("none", "days")
    ]
    assert said[0] == [
        "No column of times is read, so the network sees neither days nor hours; name the column, "
        "and its format, if there is one."
    ]
    assert said[1][0].startswith("All times in 'date' are midnight, so the network sees no hours")


def test_decimal_commas_of_a_semicolon_file_are_no_thousands(tmp_path, workspace):
    table = of(PLAIN, 52.5, 13.4, pickup_time=TIMES.strftime("%d.%m.%Y %H:%M"))
    table["fare"] = [f"{fare:.3f}" for fare in FARES]
    table.to_csv(tmp_path / "x.csv", index=False, sep=";", decimal=",")
    text = (tmp_path / "x.csv").read_text().splitlines()
    commas = [line.replace(".", ",", 1) if i else line for i, line in enumerate(text)]
    (tmp_path / "x.csv").write_text("\n".join(commas))
    check(tmp_path / "x.csv", workspace, 52.5, 13.4)


def test_a_column_that_stands_twice_is_asked_for(tmp_path, workspace):
    table = of(PLAIN, 52.5, 13.4, pickup_time=TIMES.strftime("%Y-%m-%d %H:%M"), again=1.0)
    table.rename(columns={"again": "fare"}).to_csv(tmp_path / "x.csv", index=False)
    with pytest.raises(DataError, match="the column 'fare' twice, with different values"):
        read(tmp_path / "x.csv", workspace)
    check(tmp_path / "x.csv", workspace, 52.5, 13.4, columns={"fare": "fare"})


def test_a_header_with_another_number_of_names_than_every_row_has_values(tmp_path, workspace):
    (tmp_path / "x.csv").write_text("fare,a,b,c,d\n" + "5,1,2,3,4,5\n" * 9)
    with pytest.raises(DataError, match="expected 5 values in each row, as the first line has, fo"):
        read(tmp_path / "x.csv", workspace)


def test_a_column_that_was_said_to_be_the_fare_is_no_place_as_well(tmp_path, workspace):
    of(PLAIN, 52.5, 13.4).to_csv(tmp_path / "x.csv", index=False)
    with pytest.raises(DataError, match="found no column for origin latitude among"):
        read(tmp_path / "x.csv", workspace, columns={"fare": "pickup_lat"})
