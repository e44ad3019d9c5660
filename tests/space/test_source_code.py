from collections.abc import Callable
from typing import Any

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.space.presets import PRESETS, Preset
from dctaxi.space.search_space import SearchSpace
from dctaxi.space.source_code import suggest_source
from dctaxi.training.hyperparameters import parse_hyperparameters
from tests.space.space_strategies import spaces

pytestmark = pytest.mark.usefixtures("no_notes_on_new_studies")


def suggest_of(source: str) -> Callable[[optuna.Trial], dict[str, Any]]:
    names: dict[str, Any] = {}
    exec(source, names)
    return names["suggest"]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_the_source_asks_what_the_space_asks(preset: Preset) -> None:
    assert_same_questions(preset.space, seed=1)


@settings(max_examples=50)
@given(spaces(), st.integers(0, 1000))
def test_the_source_of_any_space_asks_what_the_space_asks(space: SearchSpace, seed: int) -> None:
    assert_same_questions(space, seed)


def assert_same_questions(space: SearchSpace, seed: int) -> None:
    suggest = suggest_of(suggest_source(space))
    trials = [
        optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed)).ask()
        for _ in range(2)
    ]
    assert parse_hyperparameters(suggest(trials[0])) == space.suggest(trials[1])
    assert list(trials[0].distributions.items()) == list(trials[1].distributions.items())
