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


def lines_of(columns, row, separator, rows=12):
    """Return a file that says one trip again and again."""
    return "\n".join([separator.join(columns), *[separator.join(row)] * rows, ""])
