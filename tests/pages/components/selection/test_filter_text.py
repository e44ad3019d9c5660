import pytest

from dctaxi.analysis import Selection
from dctaxi.analysis.reading import Parameter
from pages.components.selection.filter_text import chips

FULL = (
    Selection("six", ("finished", "failed"), top_percent=2.5, picked=(1, 2, 3, 4))
    .with_range("value", None, 4)
    .with_range("params_lr", 0.001234567, 0.03)
    .with_range("params_l2", 16, None)
    .with_values("params_l2", [None])
    .with_values("params_flag", [True, "auto", 12])
)


def test_every_condition_has_its_words() -> None:
    assert [chip.text.replace("\N{EN DASH}", "-") for chip in chips(FULL)] == [
        "finished or failed",
        "Value up to 4",
        "lr 0.001235-0.03",
        "l2 from 16 or not used",
        "flag True, auto or 12",
        "top 2.5 %",
        "4 trials picked",
    ]


@pytest.mark.parametrize("place", range(7))
def test_a_chip_takes_only_its_own_condition_away(place: int) -> None:
    before = chips(FULL)
    after = chips(before[place].drop(FULL))
    assert [chip.name for chip in after] == [
        chip.name for i, chip in enumerate(before) if i != place
    ]


def test_nothing_asked_for_has_no_words() -> None:
    assert chips(Selection("six")) == ()


def test_few_picked_trials_are_named() -> None:
    assert [chip.text for chip in chips(Selection(picked=(7,)))] == ["trial 7 picked"]
    assert [chip.text for chip in chips(Selection(picked=(7, 3)))] == ["trials 7, 3 picked"]


def test_none_is_a_choice_where_it_is_offered_and_not_used_elsewhere() -> None:
    selection = Selection().with_values("params_penalty", [None, "l2"])
    penalty = Parameter("penalty", "categorical", choices=(None, "l1", "l2"))
    assert [chip.text for chip in chips(selection, [penalty])] == ["penalty None or l2"]
    assert [chip.text for chip in chips(selection)] == ["penalty not used or l2"]
