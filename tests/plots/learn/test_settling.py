import numpy as np
import pytest

from dctaxi.data import FEATURES
from dctaxi.plots.learn.settling import FLOOR, settling_figure
from dctaxi.plots.parts.template import LOOKS
from dctaxi.teaching.batch_norm import SETTLED, Settling

NAMES = (*FEATURES, "distance_miles")


def settling_of(offsets, names=NAMES):
    """Offsets ``[steps, features]`` of which nothing else is drawn."""
    offsets = np.asarray(offsets, dtype=np.float64)
    nothing = np.zeros_like(offsets)
    return Settling(names, nothing, nothing, nothing[0], nothing[0], offsets)


@pytest.fixture
def falling():
    """Every feature halves its distance at each of three steps, from -8, 4 and so on."""
    start = np.array([8.0, -8.0, 8.0, -8.0, 24.0, 4.0, 2.0, 1.0, 6.0])
    return settling_of(start * np.array([[1.0], [0.5], [0.25]]))


def test_each_feature_has_a_line_of_its_distance_from_0_after_each_step(falling):
    figure = settling_figure(falling, template="light")
    assert len(figure.data) == len(NAMES)
    for trace, offsets in zip(figure.data, falling.offsets.T, strict=True):
        assert list(trace.x) == [1, 2, 3]
        assert trace.y == pytest.approx(np.abs(offsets))
    told = zip(NAMES, (trace.hovertemplate for trace in figure.data), strict=True)
    assert all(name in words for name, words in told)


def test_features_of_one_kind_share_a_colour_and_one_entry_of_the_legend(falling):
    figure = settling_figure(falling, template="dark")
    kinds = {}
    for trace in figure.data:
        kinds.setdefault(trace.name, set()).add(trace.line.color)
    assert list(kinds) == [trace.name for trace in figure.data if trace.showlegend]
    assert all(len(colours) == 1 for colours in kinds.values())
    assert len(set.union(*kinds.values())) == len(kinds)
    by_feature = dict(zip(NAMES, (trace.name for trace in figure.data), strict=True))
    assert by_feature[NAMES[0]] == by_feature[NAMES[3]]
    assert by_feature["year_integer"] != by_feature["hour_integer"]


def test_the_axis_is_logarithmic_and_holds_every_value(falling):
    axis = settling_figure(falling, template="light").layout.yaxis
    assert axis.type == "log"
    low, high = axis.range
    assert 10**low == pytest.approx(FLOOR)
    assert 10**high >= 24
    assert all(FLOOR <= tick <= 10**high for tick in axis.tickvals)


def test_what_is_nearer_than_the_floor_is_drawn_on_it():
    figure = settling_figure(settling_of([[0.0, 1e-9, 0.5]], NAMES[:3]), template="light")
    assert [trace.y[0] for trace in figure.data] == [FLOOR, FLOOR, 0.5]
    assert 10 ** figure.layout.yaxis.range[1] == pytest.approx(2)  # never narrower than that


def test_the_line_below_which_a_feature_counts_as_settled_stands_at_that_value(falling):
    figure = settling_figure(falling, template="light")
    (line,) = figure.layout.shapes
    # On a log axis Plotly wants a shape's place as a value, an annotation's as its log.
    assert (line.y0, line.y1) == (SETTLED, SETTLED)
    (words,) = figure.layout.annotations
    assert words.y == pytest.approx(np.log10(SETTLED))
    assert words.font.color == LOOKS["light"].muted_text
