"""Of what is not found it is said, by one rule, that it is not shown; an effect is named."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis import advise
from dctaxi.analysis.importance import importances
from dctaxi.analysis.reading import Parameter
from dctaxi.plots.compare.importances import importance_sides_data, importance_sides_text
from dctaxi.plots.study.importance_bars import importances_data
from dctaxi.plots.study.importances import importances_text
from dctaxi.plots.study.parallel import parallel_data, parallel_text
from dctaxi.plots.study.slice import slice_data, slice_text
from dctaxi.space import PRESETS
from tests.plots.conftest import rows

ROOT = Path(__file__).parents[2]
X, Y = Parameter("x", "float", 0.0, 1.0), Parameter("y", "float", 0.0, 1.0)


def _trials(effect: float, seed: int, n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x, y = rng.random(n), rng.random(n)
    return rows((10 + effect * x + rng.normal(size=n)).tolist(), x=x, y=y)


def _sides(effect: float, seed: int) -> str:
    found = importances(_trials(effect, seed), [X, Y])
    data = importance_sides_data([("a", found), ("b", found)], ["random"] * 2)
    return importance_sides_text(data)


SENTENCES: dict[str, Callable[[float, int], str]] = {
    "plots/study/spreads.py": lambda effect, seed: parallel_text(
        parallel_data(_trials(effect, seed), [X, Y], ["x", "y"])
    ),
    "plots/study/slice.py": lambda effect, seed: slice_text(
        slice_data(_trials(effect, seed), [X, Y])
    ),
    "plots/study/importances.py": lambda effect, seed: importances_text(
        importances_data(importances(_trials(effect, seed), [X, Y]), "random")
    ),
    "plots/compare/importances.py": _sides,
}


@pytest.mark.parametrize("name", SENTENCES)
def test_nothing_found_is_not_shown_and_an_effect_is_named(name: str) -> None:
    without = [SENTENCES[name](0.0, seed) for seed in range(10)]
    assert sum("is shown to" in text for text in without) >= 8
    assert not any("is shown to" in SENTENCES[name](6.0, seed) for seed in range(5))


def test_every_sentence_of_this_kind_is_walked() -> None:
    makers = {
        str(path.relative_to(ROOT / "dctaxi"))
        for path in (ROOT / "dctaxi").rglob("*.py")
        if "not_shown(" in path.read_text("utf-8")
    }
    assert makers - {"analysis/statistics/not_shown.py"} == SENTENCES.keys()


def test_a_narrowing_that_is_slight_is_tested_too() -> None:
    """The best lie on 71 to 100 % of all trials' interval, and a real slope is behind it."""
    rng = np.random.default_rng(0)
    slight = 0
    for _ in range(20):
        x = rng.random(2000)
        trials = rows((x + rng.normal(scale=0.7, size=2000)).tolist(), x=x)
        data = parallel_data(trials, [X], ["x"])
        narrowing = data.spreads[0].narrowing
        assert narrowing is not None
        if narrowing > 0.7 and data.spreads[0].chance <= 0.01:
            slight += 1
            assert "gather most on x" in parallel_text(data)
    assert slight


def test_a_part_that_is_cut_off_is_rarely_good() -> None:
    rng = np.random.default_rng(0)
    space = PRESETS["chapter"].space
    lr = 10 ** rng.uniform(-4, 0, 400)
    trials = rows(np.where(lr > 0.01, 20 + rng.random(400), rng.random(400)).tolist(), lr=lr)
    cuts = [one.sentence for one in advise(space, trials) if one.kind == "cut"]
    assert all("lr is rarely good outside" in one for one in cuts)
