import pytest

from dctaxi.data.currency import currency_of
from dctaxi.data.file_look import look_at
from dctaxi.data.files.globs import normalise_glob
from dctaxi.data.own_files import Wishes, source_of_files


def look(tmp_path, workspace, name, *cells):
    path = tmp_path / "fares.csv"
    path.write_text("\n".join([f"{name};n", *(f"{cell};1" for cell in cells)]), encoding="utf-8")
    return look_at(normalise_glob(str(path)), workspace)


@pytest.mark.parametrize(
    ("name", "cells", "currency"),
    [
        ("Fahrpreis (EUR)", ["12,50", "8"], "EUR"),
        ("fare_gbp", ["12.5", "8"], "GBP"),
        ("Fare £", ["12.5", "8"], "GBP"),
        ("prix", ["12,50 €", "8"], "EUR"),
        ("tarifa", ["R$ 12,50", "R$ 8"], "BRL"),
        ("fare", ["CHF 12.50", "8"], "CHF"),
        ("fare", ["$12.50", "8"], "USD"),
        ("fare", ["12.50", "8"], "USD"),
        ("fare (EUR)", ["12.50 GBP", "8"], "USD"),
    ],
)
def test_the_column_or_its_cells_say_the_currency(name, cells, currency, tmp_path, workspace):
    assert currency_of(look(tmp_path, workspace, name, *cells), name) == currency


def test_no_column_says_none(tmp_path, workspace):
    assert currency_of(look(tmp_path, workspace, "fare (EUR)", "1"), None) == "USD"


def test_what_the_user_says_comes_first(tmp_path, workspace):
    path = tmp_path / "trips.csv"
    path.write_text(
        "fare (EUR),pickup_latitude,pickup_longitude,dropoff_latitude,dropoff_longitude\n"
        "9,53.5,9.9,53.6,10.0\n"
    )
    assert source_of_files(str(path), workspace).currency == "EUR"
    said = Wishes(currency="CHF")
    assert source_of_files(str(path), workspace, wishes=said).currency == "CHF"
