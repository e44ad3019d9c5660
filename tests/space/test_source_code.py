import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.data import CHAPTER_SOURCE, GlobSource, SampleSource
from dctaxi.space.presets import PRESETS, Preset
from dctaxi.space.search_space import SearchSpace
from dctaxi.space.source_code import python_source, suggest_source
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


def test_the_whole_source_runs_up_to_its_study(tmp_path: Path) -> None:
    script = tmp_path / "search.py"
    script.write_text(python_source(PRESETS["chapter"].space), encoding="utf-8")
    names = runpy.run_path(str(script))  # not as __main__, so nothing trains
    assert names["TRAIN_GLOB"].endswith("/train.csv")
    assert callable(names["objective"])


def test_the_script_names_the_files_in_use_and_says_where_they_are_the_chapters() -> None:
    space = PRESETS["chapter"].space
    files = GlobSource("trips/a/*.csv", "trips/b/*.csv")
    named = python_source(space, files)
    assert f"TRAIN_GLOB = {json.dumps(files.train)}" in named
    assert f"VAL_GLOB = {json.dumps(files.val)}" in named
    assert "chapter" not in named
    for source in (None, SampleSource()):
        told = python_source(space, source)
        assert CHAPTER_SOURCE.train in told
        assert "# The chapter's own files; the sample data has none." in told
