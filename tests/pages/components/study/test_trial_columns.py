"""How the columns of the trials table are called and shown."""

import pytest

from dctaxi.analysis.reading import Parameter
from dctaxi.analysis.reading.parameters import Choice
from pages.components.study import trial_columns


def shown_as(*choices: Choice) -> dict[str, object]:
    """Return how the column of a parameter with these choices is shown."""
    parameter = Parameter("p", "categorical", choices=choices)
    shown: dict[str, object] = trial_columns.config([parameter])["params_p"]["type_config"]  # type: ignore[assignment]
    return shown


@pytest.mark.parametrize("choices", [(0.01, 0.1), (1, 2.5), (None, 0.3)])
def test_choices_that_are_real_numbers_keep_their_decimals(choices: tuple[Choice, ...]) -> None:
    assert (shown_as(*choices)["type"], shown_as(*choices)["format"]) == ("number", "%.4g")


def test_choices_that_are_whole_numbers_are_shown_without_decimals() -> None:
    assert (shown_as(7, 11)["type"], shown_as(7, 11)["format"]) == ("number", "%d")


def test_choices_that_are_true_or_false_are_boxes_to_tick() -> None:
    assert shown_as(True, False)["type"] == "checkbox"


@pytest.mark.parametrize("choices", [("Adam", "SGD"), (True, 2), ("a", 1, None)])
def test_choices_of_words_or_of_several_kinds_are_text(choices: tuple[Choice, ...]) -> None:
    assert shown_as(*choices)["type"] == "text"


def test_a_parameter_keeps_the_whole_name_that_it_has_in_code() -> None:
    assert trial_columns.label("params_objective_q") == "objective_q"
    assert trial_columns.label("params_value") == "value"
    assert trial_columns.label("objective_loss") == "loss"
