import pytest

from dctaxi.hyperparameters import HYPERPARAMETERS
from dctaxi.space.advice import Advice, advice_on
from dctaxi.space.dimensions import Choices, Fixed, FloatRange, IntRange
from dctaxi.space.parameters import searched
from dctaxi.space.presets import PRESETS
from dctaxi.space.search_space import SearchSpace

WIDE = PRESETS["wide"].space


def about(space: SearchSpace, parameter: str, rows: int | None = None) -> list[Advice]:
    return [each for each in advice_on(space, rows) if each.parameter == parameter]


def test_warns_of_more_than_a_factor_of_ten_without_log() -> None:
    (advice,) = about(WIDE.replace("lr", FloatRange(0.001, 0.1)), "lr")
    assert advice.severity == "warning"
    assert "91% of its samples lie above 0.01" in advice.message


def test_says_nothing_of_exactly_a_factor_of_ten() -> None:
    assert not about(WIDE.replace("lr", FloatRange(0.01, 0.1)), "lr")
    assert not about(WIDE.replace("lr", FloatRange(0.01, 0.1, log=True)), "lr")


def test_notes_a_log_switch_that_matters_little() -> None:
    (advice,) = about(WIDE.replace("batch_size", IntRange(30, 50, log=True)), "batch_size")
    assert advice.severity == "note"
    assert "56% of the samples" in advice.message


def test_says_nothing_of_the_scale_of_a_seed_and_of_choices() -> None:
    space = WIDE.replace("seed", IntRange(1, 10**6)).replace("batch_size", Choices((2, 2000)))
    assert not about(space, "seed")
    assert not about(space, "batch_size")


def test_notes_that_a_fixed_seed_leaves_no_bar_of_pure_luck() -> None:
    (advice,) = about(WIDE.replace("seed", Fixed(0)), "seed")
    assert "no bar of pure luck" in advice.message


def test_notes_a_high_that_no_step_meets() -> None:
    (advice,) = about(WIDE.replace("max_batches", IntRange(10, 50, step=15)), "max_batches")
    assert "ends at 40" in advice.message


def test_notes_that_rows_repeat_in_a_batch_larger_than_the_data() -> None:
    assert not about(WIDE, "batch_size", rows=256)
    (advice,) = about(WIDE, "batch_size", rows=255)
    assert "256 rows" in advice.message
    assert "255 training rows" in advice.message


CONDITIONS = {name: row.only_with for name, row in HYPERPARAMETERS.items() if row.only_with}


@pytest.mark.parametrize("name", CONDITIONS)
def test_warns_of_a_search_for_what_no_trial_has(name: str) -> None:
    space = WIDE.replace(name, searched(HYPERPARAMETERS[name]))
    assert not about(space, name)
    other, value, _ = CONDITIONS[name]
    (never,) = set(HYPERPARAMETERS[other].words) - {value}
    (advice,) = about(space.replace(other, Fixed(never)), name)
    assert advice.severity == "warning"
    assert advice.message.startswith(f"No trial has {name}, which exists only where {other} is ")
    assert not about(WIDE.replace(other, Fixed(never)), name)


def test_a_learning_rate_that_trains_nothing_is_warned_of() -> None:
    wild = WIDE.replace("lr", FloatRange(1e-9, 1e9, log=True))
    found = [advice for advice in advice_on(wild) if advice.parameter == "lr"]
    assert [advice.severity for advice in found] == ["warning", "note"]
    assert "above 10 no network here learns" in found[0].message
    assert not [a for a in advice_on(WIDE) if "no network here learns" in a.message]
