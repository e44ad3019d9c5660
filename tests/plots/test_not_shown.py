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
from dctaxi.plots.study.parallel import ParallelLines, parallel_data, parallel_text
from dctaxi.plots.study.slice import slice_data, slice_text
from dctaxi.space import PRESETS
from tests.conftest import Rate
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


def _parallel(slope: float, n: int, axes: int, rng: np.random.Generator) -> ParallelLines:
    """Return the lines of trials whose objective rises along the first axis alone."""
    known = [Parameter(f"x{place}", "float", 0.0, 1.0) for place in range(axes)]
    columns = {one.name: rng.random(n) for one in known}
    values = slope * columns["x0"] + rng.normal(scale=0.7, size=n)
    return parallel_data(rows(values.tolist(), **columns), known, [one.name for one in known])


def test_a_narrowing_that_is_slight_is_tested_too() -> None:
    """The best lie on 71 to 100 % of all trials' interval, and a real slope is behind it."""
    rng = np.random.default_rng(0)
    plots = [_parallel(1.0, 2000, 1, rng) for _ in range(20)]
    slight = [one for one in plots if (one.spreads[0].narrowing or 0.0) > 0.7]
    assert len(slight) > 3
    assert all("gather most on x0" in parallel_text(one) for one in slight)


@pytest.mark.calibration
@pytest.mark.parametrize("n", [100, 1000])
@pytest.mark.parametrize("axes", [1, 2, 4])
def test_the_best_gather_where_there_is_a_slope_and_hardly_ever_elsewhere(
    axes: int, n: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    rng = np.random.default_rng(axes)
    shares = {}
    for slope in (0.0, 1.0, 2.0):
        tries = cases(200) if slope else max(40, cases(200))
        told = [parallel_text(_parallel(slope, n, axes, rng)) for _ in range(tries)]
        on = sum("gather most on x0" in text for text in told)
        where, some = (
            f"{axes} axes, {n} trials, slope {slope}",
            sum("gather most" in t for t in told),
        )
        if slope:
            shares[slope] = rate(f"{where}: gather on its axis", on, tries)
            assert rate(f"{where}: gather on another", some - on, tries).at_most(0.05)
        else:
            assert rate(f"{where}: gather", some, tries) <= 0.05 + 3 * (0.05 * 0.95 / tries) ** 0.5
    assert shares[1.0] <= shares[2.0]


def test_a_part_that_is_cut_off_is_rarely_good() -> None:
    rng = np.random.default_rng(0)
    space = PRESETS["chapter"].space
    lr = 10 ** rng.uniform(-4, 0, 400)
    trials = rows(np.where(lr > 0.01, 20 + rng.random(400), rng.random(400)).tolist(), lr=lr)
    cuts = [one.sentence for one in advise(space, trials) if one.kind == "cut"]
    assert all("lr is rarely good outside" in one for one in cuts)
