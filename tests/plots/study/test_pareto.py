import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.plots.study.pareto import PARETO, on_the_front, pareto_data
from dctaxi.plots.view import Scene

POINTS = st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), max_size=25)


@given(POINTS)
def test_the_front_is_what_no_other_point_beats(points):
    x, y = (np.array([p[axis] for p in points], dtype=np.float64) for axis in (0, 1))
    expected = [not any(a <= p[0] and b <= p[1] and (a, b) != p for a, b in points) for p in points]
    assert on_the_front(x, y).tolist() == expected


def frame(**objectives: list[float]) -> pd.DataFrame:
    columns = {f"objective_{name}": values for name, values in objectives.items()}
    size = len(next(iter(objectives.values())))
    return pd.DataFrame(
        {"number": range(size), "value": [1.0] * size, "state": ["COMPLETE"] * size} | columns
    )


def test_says_how_many_and_the_ends():
    trials = frame(error=[1.0, 2.0, 3.0, np.inf], latency=[9.0, 3.0, 4.0, 1.0])
    data = pareto_data(trials)
    assert data.numbers[data.front].tolist() == [0, 1]
    assert PARETO.sentence(data) == (
        "2 trials of 3 cannot be bettered in one objective without losing in the other; the ends "
        "are error 1 at trial 0 and latency 3 at trial 1. Lower is better in both."
    )
    assert PARETO.table(Scene("s", trials, ()), data)["trial"].tolist() == [0, 1]
    assert len(PARETO.figure(data, template="light").data) == 2


def test_one_objective_has_no_front():
    one = pd.DataFrame({"number": [0], "value": [1.0], "state": ["COMPLETE"]})
    assert "one objective" in PARETO.missing(Scene("s", one, ()))
    none = pareto_data(frame(a=[np.inf], b=[1.0]))
    assert PARETO.sentence(none) == "No trial has finite values in both objectives."
    assert PARETO.figure(none, template="dark").layout.annotations
