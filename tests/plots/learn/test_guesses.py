import numpy as np
import pytest

from dctaxi.plots.learn.class_race import RaceLane, class_race_figure, class_race_text
from dctaxi.plots.learn.guesses import Guesses, Truth, guesses_figure, guesses_rows, guesses_text

NAMES = ("Ada", "Bob", "<b>Cy</b>")


def choices(*values: list[float]) -> Guesses:
    truths = tuple(
        Truth(label, np.array(each), float(np.median(each)))
        for label, each in zip("ab", values, strict=True)
    )
    return Guesses(NAMES, ("a", "a", "b"), truths)


def test_hidden_guesses_are_dots_that_say_nothing():
    figure = guesses_figure(Guesses((), (), (), 17), template="light")
    (dots,) = figure.data
    assert len(dots.x) == 17
    assert dots.text is None
    assert guesses_text(Guesses((), (), (), 17)).startswith("Guesses so far: 17.")


def test_dots_stand_above_what_is_true_with_names_as_text():
    data = choices([3.0, 4.0], [2.0, 3.0])
    dots, first, second = guesses_figure(data, template="dark").data
    assert list(dots.x) == [0, 0, 1]
    assert list(dots.y) == [1, 2, 1]
    assert "<b>" not in str(dots.text)
    assert (list(first.y), list(second.y)) == ([3.0, 4.0], [2.0, 3.0])
    assert guesses_text(data) == (
        "3 first guesses, 1 of them for 'b', which came out lowest at 2.50 USD."
    )
    assert guesses_rows(data)[0] == {"name": "Ada", "first guess": "a"}


@pytest.mark.parametrize(
    ("values", "kind"),
    [(([3.0, 4.0], [2.0, 3.0]), None), (([3.0] * 9 + [900.0] * 9, [2.0, 3.0]), "log")],
)
def test_far_tails_do_not_press_the_others_flat(values, kind):
    axis = guesses_figure(choices(*values), template="light").layout.yaxis2
    assert axis.type == kind
    low, high = axis.range
    assert high - low < 100


def test_a_number_is_held_against_one_histogram():
    truth = Truth("", np.array([2.0, 3.0, 4.0, np.nan]), 3.0)
    data = Guesses(NAMES, (2.5, 3.0, 90.0), (truth,))
    dots, histogram = guesses_figure(data, template="light").data
    assert list(dots.customdata) == [2.5, 3.0, 90.0]
    assert max(dots.x) < 90
    assert len(histogram.x) == 3
    assert "fresh trainings is 3.00 USD" in guesses_text(data)


def test_trainings_without_a_median_have_no_line_and_say_so():
    truth = Truth("", np.array([2.0, np.nan, np.nan]), np.inf)
    data = Guesses(NAMES, (2.5, 3.0, 90.0), (truth,))
    assert not guesses_figure(data, template="light").layout.shapes
    assert "half of 3 fresh trainings or more have no result" in guesses_text(data)
    lost = Guesses(("Ann",), ("b",), tuple(truth._replace(label=label) for label in "ab"))
    assert guesses_text(lost).endswith("every answer or more have no result.")


def test_everybody_has_a_line_in_the_race_and_the_whole_space_a_colour_of_its_own():
    lanes = [RaceLane("<b>Ada</b>", 3.0, 2.9, 3.2, False), RaceLane("All", 3.5, 3.4, 3.6, True)]
    figure = class_race_figure(lanes, template="light")
    own, whole = figure.data
    assert own.marker.color != whole.marker.color
    assert "<b>" not in str(own.y)
    assert list(figure.layout.yaxis.categoryarray)[-1] == own.y[0]
    assert class_race_text(lanes) == "2 searched; <b>Ada</b> lies lowest, at 3.00 USD."


def test_a_long_name_leaves_its_lane_room_and_stays_whole_for_who_points_at_it():
    lanes = [RaceLane("Wolfeschlegelstein & Sons", 3.0, 2.9, 3.2, False)]
    figure = class_race_figure(lanes, template="light")
    assert figure.layout.yaxis.ticktext == ("Wolfeschlegelstei…",)
    assert figure.layout.yaxis.tickvals == figure.data[0].y == ("Wolfeschlegelstein &amp; Sons",)
