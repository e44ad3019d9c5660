"""Files of trips as cities publish them, made here."""

import numpy as np
import pandas as pd


def new_york(rows=240, seed=0):
    """Return trips in New York's columns; the fares begin below Washington's."""
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 10**7, rows), unit="s")
    return pd.DataFrame({
        "key": np.arange(rows),
        "fare_amount": rng.choice([2.5, 3.0, 5.7, 8.5, 12.1, 30.3], rows),
        "pickup_datetime": start.strftime("%Y-%m-%d %H:%M:%S UTC"),
        "pickup_longitude": np.round(-73.98 + rng.normal(0, 0.02, rows), 6),
        "pickup_latitude": np.round(40.75 + rng.normal(0, 0.02, rows), 6),
        "dropoff_longitude": np.round(-73.97 + rng.normal(0, 0.02, rows), 6),
        "dropoff_latitude": np.round(40.76 + rng.normal(0, 0.02, rows), 6),
        "passenger_count": rng.integers(1, 6, rows),
    })  # fmt: skip


CHICAGO_COLUMNS = (
    "Trip ID", "Taxi ID", "Trip Start Timestamp", "Trip End Timestamp", "Trip Seconds",
    "Trip Miles", "Fare", "Tips", "Tolls", "Extras", "Trip Total", "Payment Type",
    "Pickup Centroid Latitude", "Pickup Centroid Longitude", "Dropoff Centroid Latitude",
    "Dropoff Centroid  Longitude",
)  # fmt: skip
CHICAGO_ROW = (
    "a1", "t7", "01/31/2016 05:45:00 PM", "01/31/2016 06:00:00 PM", "900", "2.1", "$9.25", "$0.00",
    "$0.00", "$0.00", "$9.25", "Cash", "41.8994", "-87.6262", "41.8850", "-87.6410",
)  # fmt: skip
DC_COLUMNS = (
    "OBJECTID", "TRIPTYPE", "PROVIDERNAME", "FAREAMOUNT", "GRATUITYAMOUNT", "TOTALAMOUNT",
    "ORIGIN_BLOCK_LATITUDE", "ORIGIN_BLOCK_LONGITUDE", "DESTINATION_BLOCK_LATITUDE",
    "DESTINATION_BLOCK_LONGITUDE", "ORIGINDATETIME_TR", "DESTINATIONDATETIME_TR",
)  # fmt: skip
DC_ROW = (
    "1", "1", "Transco", "9.73", "NULL", "9.73", "38.8967", "-77.0091", "38.9111", "-77.0435",
    "01/31/2015 14:00", "01/31/2015 15:00",
)  # fmt: skip


def lines_of(columns, row, separator, rows=12):
    """Return a file that says one trip again and again."""
    return "\n".join([separator.join(columns), *[separator.join(row)] * rows, ""])
