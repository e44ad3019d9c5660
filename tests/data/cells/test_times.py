import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.cells.times import FORMATS, number_format_of, read_times, time_format_of

MOMENTS = st.datetimes(datetime.datetime(1975, 1, 1), datetime.datetime(2099, 12, 31))
WRITTEN = [name for name in FORMATS if name.startswith("%") and ("%H" in name or "%I" in name)]


@given(MOMENTS, st.sampled_from(WRITTEN))
def test_every_format_gives_back_the_moment(moment, name):
    if "%y" in name and moment.year > 2068:  # 69 is 1969
        moment = moment.replace(year=2068, day=min(moment.day, 28))
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


@given(st.lists(MOMENTS, min_size=1, max_size=5), st.sampled_from(["T", " "]))
def test_times_all_of_the_commonest_format_are_read_as_beside_one_that_is_none(moments, between):
    texts = [moment.strftime(f"%Y-%m-%d{between}%H:%M:%S") for moment in moments]
    alone = read_times(pa.array(texts), f"%Y-%m-%d{between}%H:%M:%S")
    beside = read_times(pa.array([*texts, "soon"]), f"%Y-%m-%d{between}%H:%M:%S")
    assert alone.valid.all()
    assert alone.seconds.tolist() == beside.seconds[:-1].tolist()
    other = "T" if between == " " else " "
    assert not read_times(pa.array(texts), f"%Y-%m-%d{other}%H:%M:%S").valid.any()


@pytest.mark.parametrize("end", [" UTC", "Z", "+00:00", ".000", ".123 UTC", "-05:00"])
def test_fractions_and_zones_are_dropped_since_a_fare_follows_the_wall_clock(end):
    read = read_times(pa.array([f"2015-01-31 17:45:10{end}"]), "%Y-%m-%d %H:%M:%S")
    assert (read.valid[0], read.parts[3][0]) == (True, 17)


def test_a_day_above_twelve_anywhere_tells_which_number_is_the_month():
    assert time_format_of(["01/02/2016 10:00"] * 9) == "%m/%d/%Y %H:%M"
    assert time_format_of(["01/02/2016 10:00"] * 9 + ["31/02/2016 10:00"]) == "%m/%d/%Y %H:%M"
    assert time_format_of(["01/02/2016 10:00", "31/01/2016 10:00"]) == "%d/%m/%Y %H:%M"
    assert time_format_of(["words", "10"]) is None


def test_two_digits_are_a_year_of_a_century_and_not_of_antiquity():
    assert time_format_of(["01/31/16 17:45"]) == "%m/%d/%y %H:%M"
    assert time_format_of(["1/5/2016 7:05"]) == "%m/%d/%Y %H:%M"
    assert not read_times(pa.array(["01/31/16 17:45"]), "%m/%d/%Y %H:%M").valid[0]


def test_a_time_of_day_may_stand_in_a_column_of_its_own():
    days = pa.array(["2016-01-31", " 2016-02-01", None, "2016-02-03"])
    clocks = pa.array(["17:45:10 ", "05:00:00", "10:00:00", "soon"])
    read = read_times(days, "%Y-%m-%d %H:%M:%S", clocks)
    assert read.valid.tolist() == [True, True, False, False]
    assert read.parts[3][:2].tolist() == [17, 5]
    typed = read_times(
        pa.array([datetime.date(2016, 1, 31)]), "%Y-%m-%d %H:%M:%S",
        pa.array([datetime.time(17, 45, 10)]),
    )  # fmt: skip
    assert typed.seconds[0] == read.seconds[0]


def test_an_hour_that_daylight_saving_skips_or_repeats_is_what_the_clock_says():
    texts = ["2024-03-31 02:30:00", "2024-10-27 02:30:00+02:00", "2024-10-27 02:30:00+01"]
    read = read_times(pa.array(texts), "%Y-%m-%d %H:%M:%S")
    assert (read.valid.all(), read.parts[3].tolist()) == (True, [2, 2, 2])


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1454262300, "seconds"),
        (1454262300 * 10**3, "milliseconds"),
        (1454262300 * 10**6, "microseconds"),
        (1454262300 * 10**9, "nanoseconds"),
        (20160131, "%Y%m%d"),
        (201601311745, "%Y%m%d%H%M"),
        (1601311745, "%y%m%d%H%M"),
        (20160131174510, "%Y%m%d%H%M%S"),
        (20161331, None),
        (600, None),
    ],
)
def test_what_numbers_count_since_1970_follows_from_their_size(number, name):
    assert number_format_of([str(number), f"{number}.0", "soon"]) == name
    if name is not None:
        assert read_times(pa.array([number]), name).parts[0].tolist() == [2016]


def test_ten_digits_are_a_day_and_an_hour_where_all_of_them_can_be():
    texts = ["1210251745", "0910020000", "911302359"]
    assert number_format_of(texts) == "%y%m%d%H%M"
    read = read_times(pa.array([int(text) for text in texts]), "%y%m%d%H%M")
    assert [part.tolist() for part in (read.parts[0], read.parts[3])] == [
        [2012, 2009, 2009], [17, 0, 23],
    ]  # fmt: skip
    assert number_format_of(["1210251745", "1210251799", "1210256745"]) == "seconds"


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


@pytest.mark.parametrize(
    "text",
    [
        "1/31/2016 5:45 p.m.", "01/31/2016 05:45PM", "01/31/2016, 05:45:10\u202fPM",
        "01/31/2016 5:45:10.000 PM", "2016/01/31 05:45:10 PM", "31/01/2016 05:45:10 PM",
        "January 31, 2016 5:45 PM", "Sunday, January 31, 2016 05:45:10 PM",
        "Sun Jan 31 17:45:10 2016", "Sun Jan 31 17:45:10 UTC 2016",
        "Sun, 31 Jan 2016 17:45:10 GMT", "2016-01-31 17:45:10 EST",
        "2016-01-31T17:45:10+01:00[Europe/Paris]", "2016-01-31T17:45Z", "2016-01-31 17:45+0100",
        "2015-01-31 17:45:06.0000003 UTC",
    ],
)  # fmt: skip
def test_many_ways_to_write_a_time_are_recognised(text):
    name = time_format_of([text])
    read = read_times(pa.array([text]), name)
    assert read.valid.tolist() == [True]
    assert [part[0] for part in read.parts[1:]] == [1, 1 if "2016" in text else 7, 17]


def test_seconds_since_1970_may_have_fractions():
    assert number_format_of(["1454262300.5", "1454262301.25"]) == "seconds"
    read = read_times(pa.array(["1454262300.5"]), "seconds")
    assert read.seconds.tolist() == [1454262300]
