import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.data.columns import COLUMNS
from dctaxi.data.rules import ANY_CITY, WASHINGTON, Rules, broken, rules_for, rules_from_json
from dctaxi.data.sample import sample_trips
from dctaxi.errors import DataError

TRIPS = sample_trips(60, 0)


def rules_of(rules, rows, columns=COLUMNS):
    return {one.said: int(one.rows.sum()) for one in broken(rules, rows, columns)}


def test_the_sample_breaks_no_rule_of_any_city_nor_of_washington():
    assert rules_of(ANY_CITY, TRIPS) == rules_of(WASHINGTON, TRIPS) == {}
    assert rules_for(TRIPS) is WASHINGTON


@pytest.mark.parametrize("fare", [2.5, 3.0, 500.0])
def test_fares_of_another_city_break_only_washingtons_rules(fare):
    rows = TRIPS.copy()
    rows[7, 0] = fare
    assert rules_of(ANY_CITY, rows) == {}
    assert rules_of(WASHINGTON, rows) == {"a fare below 3.25 or above 180": 1}


def test_a_trip_to_the_other_side_of_the_world_breaks_the_rule_of_any_city():
    rows = TRIPS + np.array([0, 10, 3, 10, 3, 0, 0, 0, 0])
    rows[3, 1] = -30.0
    said = "an end more than 200 miles from the middle of all trips"
    assert rules_of(ANY_CITY, rows) == {said: 1}
    assert rules_for(rows) is ANY_CITY


def test_places_that_are_exchanged_are_said_to_be():
    rows = TRIPS + np.array([0, 10, 90, 10, 90, 0, 0, 0, 0])
    rows[3:5, [1, 2]] = rows[3:5, [2, 1]]
    rows[9, [3, 4]] = rows[9, [4, 3]]
    said = "latitude and longitude exchanged (the other way round they are near the others)"
    assert rules_of(ANY_CITY, rows) == {said: 3}


def test_years_and_negative_fares():
    rows = TRIPS.copy()
    rows[:2, 5], rows[5:9, 0] = 1066, -2.0
    assert rules_of(ANY_CITY, rows) == {"a fare below 0": 4, "a year before 1990 or after 2100": 2}
    assert rules_of(ANY_CITY, rows[:, :5], COLUMNS[:5]) == {"a fare below 0": 4}


@pytest.mark.parametrize(
    ("side", "bound", "said"),
    [("south", 38.95, "latitudes from 38.95"), ("north", 38.8, "latitudes up to 38.8"),
     ("west", -77.0, "longitudes from -77"), ("east", -77.1, "longitudes up to -77.1")],
)  # fmt: skip
def test_one_side_of_an_area_is_a_rule_of_its_own(side, bound, said):
    found = rules_of(Rules(**{side: bound}), TRIPS)
    assert list(found) == [f"an end outside of {said}"]
    both = rules_of(Rules(south=38.95, west=-77.0), TRIPS)
    assert list(both) == ["an end outside of latitudes from 38.95 and longitudes from -77"]


bounds = st.none() | st.floats(-1e6, 1e6)


@given(bounds, bounds)
def test_rules_survive_json_or_are_refused_in_a_sentence(low, high):
    try:
        rules = Rules(fare_min=low, fare_max=high)
    except DataError as error:
        said = str(error)
    else:
        assert rules_from_json(rules.to_json()) == rules
        return
    assert "exchange them" in said


@pytest.mark.parametrize("value", [float("nan"), "3", True, float("inf")])
def test_refuses_what_is_no_bound(value):
    with pytest.raises(DataError, match="expected a number or nothing"):
        Rules(fare_max=value)
