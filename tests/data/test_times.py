import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.times import FORMATS, read_times, time_format_of

MOMENTS = st.datetimes(datetime.datetime(1975, 1, 1), datetime.datetime(2099, 12, 31))
WRITTEN = [name for name in FORMATS if name.startswith("%") and ("%H" in name or "%I" in name)]


@given(MOMENTS, st.sampled_from(WRITTEN))
def test_every_format_gives_back_the_moment(moment, name):
    read = read_times(pa.array([moment.strftime(name)]), name)
    assert read.valid.tolist() == [True]
    year, month, day_of_week, hour = (part[0] for part in read.parts)
    assert (year, month, hour) == (moment.year, moment.month, moment.hour)
    assert day_of_week == moment.isoweekday() % 7 + 1  # 1 is Sunday


@pytest.mark.parametrize("name", FORMATS)
def test_the_example_of_a_format_is_of_it(name):
    example = FORMATS[name].split(" (")[0]
    assert read_times(pa.array([example]), name).valid.tolist() == [True]


@pytest.mark.parametrize(
    "text", ["2015-02-30 10:00:00", "2015-13-01 10:00:00", "soon", "", None, "2015-01-01 25:00:00"]
)
def test_what_is_no_time_is_none(text):
    read = read_times(pa.array([text, "2015-01-31 10:00:00"], pa.string()), "%Y-%m-%d %H:%M:%S")
    assert read.valid.tolist() == [False, True]
    assert np.isnan(read.seconds[0])


@pytest.mark.parametrize("end", [" UTC", "Z", "+00:00", ".000", ".123 UTC", "-05:00"])
def test_fractions_and_zones_are_dropped_since_a_fare_follows_the_wall_clock(end):
    read = read_times(pa.array([f"2015-01-31 17:45:10{end}"]), "%Y-%m-%d %H:%M:%S")
    assert (read.valid[0], read.parts[3][0]) == (True, 17)


def test_a_day_above_twelve_anywhere_tells_which_number_is_the_month():
    assert time_format_of(["01/02/2016 10:00"] * 9) == "%m/%d/%Y %H:%M"
    assert time_format_of(["01/02/2016 10:00"] * 9 + ["31/02/2016 10:00"]) == "%m/%d/%Y %H:%M"
    assert time_format_of(["01/02/2016 10:00", "31/01/2016 10:00"]) == "%d/%m/%Y %H:%M"
    assert time_format_of(["words", "10"]) is None


def test_parquet_times_and_seconds_since_1970():
    moment = datetime.datetime(2016, 1, 31, 17, 45)
    seconds = 1454262300
    for column, name in (
        (pa.array([moment]), None),
        (pa.array([seconds]), "seconds"),
        (pa.array([str(seconds)]), "seconds"),
        (pa.array([seconds * 1000]), "milliseconds"),
    ):
        read = read_times(column, name)
        assert read.seconds.tolist() == [seconds]
        assert read.parts[3].tolist() == [17]
    assert not read_times(pa.array([7.0]), "seconds").valid[0]
