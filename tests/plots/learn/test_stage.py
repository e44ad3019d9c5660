import json

import numpy as np

from dctaxi.plots.learn.guesses import Guesses, Truth
from dctaxi.plots.learn.stage import stage_data

NOTHING = Guesses((), (), (), 3)


def truth(label: str, *values: float) -> Truth:
    return Truth(label, np.array(values), float(np.median(values)))


def test_before_the_reveal_there_is_a_count_and_no_more():
    drawn = stage_data(NOTHING, ("a", "b"), template="light")
    assert drawn["arrived"] == 3
    assert drawn["guesses"] == []
    assert [(lane["label"], lane["chosen"], lane["values"]) for lane in drawn["lanes"]] == [
        ("a", 0, []),
        ("b", 0, []),
    ]


def test_each_option_has_its_guesses_and_trainings_and_no_name():
    data = Guesses(("Ada", "Bob"), ("b", "b"), (truth("a", 1.0, 2.0), truth("b", 3.0, np.inf)))
    drawn = stage_data(data, ("a", "b"), template="dark")
    assert [(lane["chosen"], lane["values"]) for lane in drawn["lanes"]] == [
        (0, [1.0, 2.0]),
        (2, [3.0, None]),
    ]
    assert "Ada" not in json.dumps(drawn, allow_nan=False)


def test_guesses_of_a_number_stand_on_the_axis_of_the_trainings():
    data = Guesses(("Ada",), (9.0,), (truth("x", *np.linspace(4, 6, 100)),))
    drawn = stage_data(data, ("x",), template="light")
    assert drawn["guesses"] == [9.0]
    assert drawn["lanes"][0]["label"] == ""  # one lane needs no name
    low, high = drawn["ends"]
    assert 4 <= low < high
    assert not drawn["log"]


def test_values_far_apart_stand_on_a_logarithmic_axis():
    data = Guesses((), (), (truth("a", *np.geomspace(1, 1e4, 100)), truth("b", 2.0)))
    assert stage_data(data, ("a", "b"), template="light")["log"]
