import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dctaxi.analysis.reading import StudyProgress
from dctaxi.plots.study.sparkline import HEIGHT, WIDTH, sparkline


def progress(values: list[float]) -> StudyProgress:
    return StudyProgress(np.arange(len(values)), np.array(values, dtype=np.float64))


def test_without_a_trial_there_is_no_picture() -> None:
    assert sparkline(progress([]), "light") == ""


@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=80))
def test_dots_lie_within_the_picture(values: list[float]) -> None:
    root = ET.fromstring(sparkline(progress(values), "dark"))
    dots = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(dots) == min(60, len(values))
    assert all(0 <= float(dot.attrib["cx"]) <= WIDTH for dot in dots)
    assert all(0 <= float(dot.attrib["cy"]) <= HEIGHT for dot in dots)


@pytest.mark.parametrize(("values", "steps"), [([3.0, 4.0, 5.0], 0), ([3.0, 2.0, 2.5, 1.0], 2)])
def test_the_line_goes_down_where_the_best_changed(values: list[float], steps: int) -> None:
    path = sparkline(progress(values), "light").split('d="')[1].split('"')[0]
    assert path.count("V") == steps
    assert path.endswith(f"H{WIDTH - 2}")
