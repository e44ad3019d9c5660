import pytest

from dctaxi.data.file_look import look_at
from dctaxi.data.files.globs import normalise_glob
from dctaxi.data.own_files import Wishes, mapping_of
from dctaxi.data.proposal import propose
from dctaxi.errors import DataError
from tests.data.odd_files import (
    lines_of,
    new_york,
)


def look(path, content, workspace):
    path.write_text(content)
    return look_at(normalise_glob(str(path)), workspace)


def proposed_mapping(seen):
    return mapping_of(seen, Wishes())


def test_parts_of_a_time_and_days_that_begin_at_zero(tmp_path, workspace):
    text = lines_of(
        ["price", "start_lat", "start_lng", "end_lat", "end_lng", "month", "weekday", "hour"],
        ["5", "48.85", "2.35", "48.86", "2.36", "5", "0", "13"], ",",
    )  # fmt: skip
    mapping = proposed_mapping(look(tmp_path / "p.csv", text, workspace))
    assert mapping.time_parts == ("month", "day_of_week", "hour")
    assert mapping.first_day == 0


PARTS = ["fare", "start_lat", "start_lng", "end_lat", "end_lng"]


def parts_of(names, cells, tmp_path, workspace):
    lines = [",".join(["5", "48.85", "2.35", "48.86", "2.36", *row]) for row in cells]
    text = "\n".join([",".join([*PARTS, *names]), *lines]) + "\n"
    found = proposed_mapping(look(tmp_path / "p.csv", text, workspace))
    return {part: getattr(found, part) for part in found.time_parts}


@pytest.mark.parametrize(
    ("names", "cells", "weekday"),
    [
        (["month", "day", "hour"], [["1", "3", "7"], ["1", "7", "9"]], None),
        (["day", "hour"], [["3", "7"], ["31", "9"]], None),
        (["day", "hour"], [["3", "7"], ["7", "9"]], "day"),
        (["month", "day"], [["1", "Mon"], ["1", "Sunday"]], "day"),
        (["month", "day_of_week"], [["1", "3"], ["1", "7"]], "day_of_week"),
        (["mes", "dia_semana"], [["1", "3"], ["1", "7"]], "dia_semana"),
        (["year_of_car", "trip_hours"], [["2009", "1"], ["2011", "0"]], None),
    ],
)  # fmt: skip
def test_a_day_of_the_month_is_no_day_of_the_week(names, cells, weekday, tmp_path, workspace):
    found = parts_of(names, cells, tmp_path, workspace)
    assert found.get("day_of_week") == weekday
    assert not {"year_of_car", "trip_hours"} & {*found.values()}


@pytest.mark.parametrize(
    ("traps", "wanted"),
    [
        (["estimated_fare", "fare_class", "discount_amount", "fare_charged"], "fare_charged"),
        (["surge_price_multiplier", "booking_fee", "price_per_km", "trip_price"], "trip_price"),
        (["total_amount", "tip_amount", "estimated_fare"], "estimated_fare"),
        (["est_fare", "actual_price"], "actual_price"),
        (["price_per_mile", "price_per_trip"], "price_per_trip"),
        (["trip_cost_per_ride", "fare_class"], "trip_cost_per_ride"),
        (["Fare (per ride)", "passenger_count"], "Fare (per ride)"),
        (["fare_per_passenger", "ride_price"], "ride_price"),
        (["passenger_count", "fare_class"], "fare_class"),
    ],
)
def test_what_only_looks_like_a_fare_is_not_taken_for_it(traps, wanted, tmp_path, workspace):
    columns = [*PARTS[1:], *traps]
    text = lines_of(columns, ["48.85", "2.35", "48.86", "2.36", *"1234"[: len(traps)]], ",")
    assert proposed_mapping(look(tmp_path / "f.csv", text, workspace)).fare == wanted


@pytest.mark.parametrize(
    "names",
    [
        ["discount_amount", "total_amount"],
        ["passenger_count", "estimated_duration"],
        ["price_per_km", "cost per hour"],
    ],
)
def test_without_a_fare_none_is_made_up(names, tmp_path, workspace):
    columns = [*PARTS[1:], *names]
    text = lines_of(columns, ["48.85", "2.35", "48.86", "2.36", "1", "9"], ",")
    with pytest.raises(DataError, match="found no column for fare"):
        proposed_mapping(look(tmp_path / "f.csv", text, workspace))


def test_the_clock_on_the_wall_comes_before_that_of_greenwich(tmp_path, workspace):
    moment = "2016-01-31 17:45:00"
    text = lines_of(
        [*PARTS, "start_time_utc", "start_time_local"],
        ["5", "48.85", "2.35", "48.86", "2.36", moment, moment], ",",
    )  # fmt: skip
    assert proposed_mapping(look(tmp_path / "u.csv", text, workspace)).time == "start_time_local"


def test_a_file_without_a_header_of_nine_columns_is_in_the_chapters_order(tmp_path, workspace):
    row = "9.73,38.8967,-77.0091,38.9111,-77.0435,2017,3,2,14\n"
    seen = look(tmp_path / "bare.csv", row * 12, workspace)
    assert seen.layout == "CSV, separated by commas, without a header"
    assert propose(seen).mapping is not None
    assert len(seen.rows) == 12


def test_a_column_that_names_the_sets(tmp_path, workspace):
    table = new_york().assign(split=["train"] * 200 + ["valid"] * 20 + ["test"] * 20)
    seen = look(tmp_path / "ny.csv", table.to_csv(index=False), workspace)
    assert propose(seen).split_column == "split"


@pytest.mark.parametrize(
    "names",
    [
        ("Fahrpreis", "Start_Breite", "Start_Länge", "Ziel_Breite", "Ziel_Länge", "Abfahrt"),
        ("prix", "latitude_départ", "longitude_départ", "latitude_arrivée", "longitude_arrivée",
         "heure_départ"),
        ("tarifa", "origen_latitud", "origen_longitud", "destino_latitud", "destino_longitud",
         "fecha_hora"),
        ("prezzo", "latitudine_partenza", "longitudine_partenza", "latitudine_arrivo",
         "longitudine_arrivo", "data_ora"),
        ("preço", "lat_origem", "long_origem", "lat_destino", "long_destino", "data"),
        ("RitPrijs", "vertrekLat", "vertrekLon", "aankomstLat", "aankomstLon", "tijd"),
    ],
)  # fmt: skip
def test_names_of_other_languages_are_recognised(names, tmp_path, workspace):
    shuffled = (*names[::-1], "Trinkgeld")
    row = ["31.01.2016 17:45", "2,36", "48,861", "2,35", "48,85", "9,50", "1,00"]
    seen = look(tmp_path / "x.csv", lines_of(shuffled, row, ";"), workspace)
    mapping = proposed_mapping(seen)
    assert mapping.names == names
    assert mapping.time_format == "%d.%m.%Y %H:%M"


def test_a_day_and_its_time_of_day_in_two_columns_belong_together(tmp_path, workspace):
    columns = ["fare", "start_lat", "start_lng", "end_lat", "end_lng", "end_time", "start_date",
               "note", "start_time"]  # fmt: skip
    row = ["5", "48.85", "2.35", "48.86", "2.36", "18:10", "2016-01-31", "a", "17:45"]
    mapping = proposed_mapping(look(tmp_path / "x.csv", lines_of(columns, row, ","), workspace))
    assert (mapping.time, mapping.time_of_day) == ("start_date", "start_time")
    assert mapping.time_format == "%Y-%m-%d %H:%M"


def test_milliseconds_since_1970_are_recognised_by_their_size(tmp_path, workspace):
    columns = ["fare", "start_lat", "start_lng", "end_lat", "end_lng", "end_time", "start_time"]
    row = ["5", "48.85", "2.35", "48.86", "2.36", "1454262900000", "1454262300000"]
    mapping = proposed_mapping(look(tmp_path / "x.csv", lines_of(columns, row, ","), workspace))
    assert (mapping.time, mapping.time_format) == ("start_time", "milliseconds")


def test_what_is_not_found_is_named(tmp_path, workspace):
    seen = look(tmp_path / "x.csv", "fare,height\n3,4\n", workspace)
    assert propose(seen).lacking[0] == "Origin latitude"
    with pytest.raises(DataError, match="found no column for origin latitude, origin longitude"):
        proposed_mapping(seen)


@pytest.mark.parametrize("form", ["POINT ({} {})", "SRID=4326;point({} {})"])
def test_a_column_of_positions_is_both_parts_of_its_end(form, tmp_path, workspace):
    columns = ["Fare", "Trip Start Timestamp", "Pickup Centroid Location", "Drop-off location"]
    row = ["$9.25", "01/31/2016 05:45:00 PM", form.format(-87.62, 41.88),
           form.format(-87.6, 41.9)]  # fmt: skip
    mapping = proposed_mapping(look(tmp_path / "x.csv", lines_of(columns, row, ","), workspace))
    assert mapping.origin_latitude == mapping.origin_longitude == "Pickup Centroid Location"
    assert mapping.destination_latitude == mapping.destination_longitude == "Drop-off location"
    assert mapping.names == ("Fare", *columns[2:], "Trip Start Timestamp")


def test_degrees_in_columns_of_their_own_come_before_positions(tmp_path, workspace):
    table = new_york().assign(pickup_point="(1.0; 2.0)", dropoff_point="(1.0; 2.0)")
    mapping = proposed_mapping(look(tmp_path / "x.csv", table.to_csv(index=False), workspace))
    assert mapping.origin_latitude == "pickup_latitude"


def test_months_and_weekdays_may_have_names(tmp_path, workspace):
    text = lines_of(
        ["price", "start_lat", "start_lng", "end_lat", "end_lng", "month", "weekday", "hour"],
        ["5", "48.85", "2.35", "48.86", "2.36", "May", "mon", "05 PM"], ",",
    )  # fmt: skip
    mapping = proposed_mapping(look(tmp_path / "p.csv", text, workspace))
    assert (mapping.month, mapping.day_of_week, mapping.hour) == ("month", "weekday", "hour")


@pytest.mark.parametrize(
    ("columns", "row", "said"),
    [
        (["fare", "POLYLINE"], ["5", "[[-8.6 41.1] [-8.7 41.2]]"], "POLYLINE holds whole routes"),
        (["fare", "pickup_location"], ["5", "41.9 -87.6"], r"'41.9 -87.6': write positions as"),
        (["fare", "start_lat"], ["5", "41.9 N"], "start_lat holds '41.9 N', and degrees are want"),
        (["TAXI_ID", "POLYLINE"], ["5", "[]"], "found no column for fare, origin latitude"),
        (["a", "b"], ["5", "6"], "under Columns, split and rules, or with --column fare=NAME"),
        (
            ["fare", "a"],
            ["free", "5"],
            "'fare' holds 'free', and an amount is wanted.* --column fare=NAME",
        ),
    ],
)
def test_what_stands_in_the_place_of_places_is_said(columns, row, said, tmp_path, workspace):
    seen = look(tmp_path / "x.csv", lines_of(columns, row, ","), workspace)
    with pytest.raises(DataError, match=said):
        proposed_mapping(seen)
