"""Filtered and fresh trainings have one distribution, and what was explored proves nothing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import chi2_contingency, ks_2samp

from dctaxi.analysis.statistics import ENOUGH, compare, may_be_lowest
from dctaxi.data import FEATURE_SETS
from dctaxi.hyperparameters import WIDTH
from dctaxi.populations import (
    POOLS,
    POPULATIONS,
    PoolPlan,
    PopulationPlan,
    Question,
    drawn_of,
    train,
    values_of,
)
from dctaxi.space import (
    PRESETS,
    Choices,
    Dimension,
    Fixed,
    FloatRange,
    IntRange,
    SearchSpace,
    among,
    between,
    dimension_of,
    draw_specs,
    drawn_columns,
    specs_of_columns,
)
from dctaxi.workspace import Workspace, database_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dctaxi.data import FeatureSet
    from dctaxi.populations import Pool

pytestmark = pytest.mark.calibration

SPACE = PRESETS["chapter"].space
LEAST_P = 1e-4
"""Of some 300 comparisons none should be as unlikely."""

DRAGS, VERDICTS = 100, 100


def halves_of(name: str, dimension: Dimension) -> list[Dimension]:
    """Return cuts of a dimension that a pool answers: a half of a range, and some of a list."""
    match dimension:
        case FloatRange():
            low, high = dimension.low, dimension.high
            middle = (low * high) ** 0.5 if dimension.log else (low + high) / 2
            return [] if dimension.step else [between(name, dimension, low, middle)]
        case IntRange():
            middle = (dimension.low + dimension.high) // 2
            return [between(name, dimension, dimension.low, middle)]
        case Choices(values):
            return [among(name, values[:-1]), Fixed(values[-1])]
    return []


def cuts_of(space: SearchSpace) -> list[tuple[str, Dimension]]:
    return [
        (name, cut)
        for name in space.parameters
        for cut in halves_of(name, dimension_of(space, name))
        if Question(space, space.replace(name, cut)).beyond_pool is None
        and (name != WIDTH or space.max_layers <= 3)  # of many layers, hardly any are all cut
    ]


EACH_CUT = [(preset, *cut) for preset in PRESETS for cut in cuts_of(PRESETS[preset].space)]


@pytest.mark.parametrize(("preset", "name", "cut"), EACH_CUT, ids=lambda one: str(one)[:40])
def test_the_configurations_of_every_cut_of_every_preset(
    preset: str, name: str, cut: Dimension, cases: Callable[[int], int]
) -> None:
    space = PRESETS[preset].space
    narrower = space.replace(name, cut)
    drawn = drawn_columns(space, cases(20_000), 5)
    inside = Question(space, narrower).inside(drawn)
    count = int(inside.sum())
    assert count >= cases(100)
    fixed = {
        key: np.array([dimension.value] * count, dtype=object)
        for key, dimension in space.trial_parameters.items()
        if isinstance(dimension, Fixed)
    }
    kept = specs_of_columns(space, {key: col[inside] for key, col in drawn.items()} | fixed)
    fresh = draw_specs(narrower, cases(5_000), 6)
    for field in dataclasses.fields(fresh[0]):
        both = [[getattr(spec, field.name) for spec in specs] for specs in (kept, fresh)]
        if isinstance(both[0][0], int | float):
            assert ks_2samp(*both).pvalue > LEAST_P, field.name
            continue
        values = sorted({*both[0], *both[1]}, key=str)[:200]
        table = np.array([[each.count(value) for value in values] for each in both])
        assert len(values) == 1 or chi2_contingency(table).pvalue > LEAST_P, field.name


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("calibration")
    return Workspace(root, database_url(root / "studies.db"))


def pool_of(feature_set: FeatureSet, workspace: Workspace) -> Pool:
    return train(PoolPlan(SPACE, n=8_192, feature_set=feature_set), POOLS, workspace)


JUDGED = [(features, objective) for features in FEATURE_SETS
          for objective in ("train_val_rmse", "val_rmse_all")]  # fmt: skip


@pytest.mark.parametrize(("feature_set", "objective"), JUDGED)
@pytest.mark.parametrize(
    "cut",
    [
        {"num_hidden_layer_neurons": Fixed(7)},
        {"optimizer": Fixed("Adam"), "lr": FloatRange(0.02, 0.05, log=True)},
        {"seed": IntRange(0, 2**30)},
    ],
    ids=str,
)
def test_the_trained_values(feature_set, objective, cut, workspace: Workspace) -> None:  # type: ignore[no-untyped-def]
    narrower = SPACE
    for name, dimension in cut.items():
        narrower = narrower.replace(name, dimension)
    pool = pool_of(feature_set, workspace)
    inside = Question(SPACE, narrower).inside(drawn_of(pool))
    fresh = train(
        PopulationPlan(narrower, 1_024, 3, feature_set=feature_set), POPULATIONS, workspace
    )
    values = values_of(pool.frame, objective)[inside], values_of(fresh.frame, objective)
    assert ks_2samp(*(np.nan_to_num(each, nan=1e9) for each in values)).pvalue > LEAST_P


@pytest.mark.parametrize(("feature_set", "objective"), JUDGED)
def test_after_a_hundred_drags_fresh_trainings_keep_their_rate_and_those_dragged_do_not(  # type: ignore[no-untyped-def]
    feature_set, objective, workspace: Workspace
) -> None:
    """Real objectives dealt out anew, so that no range is better than another."""
    rng = np.random.default_rng(11)
    values = values_of(pool_of(feature_set, workspace).frame, objective)
    fresh = dragged = 0
    for _ in range(VERDICTS):
        dealt = rng.permutation(values)
        explored, rest = dealt[:4_096], dealt[4_096:]
        baseline, tested = rest[:256], rest[256:512]
        fresh += compare(tested, baseline).verdict != "inconclusive"
        dragged += compare(best_looking(explored, rng), baseline).verdict != "inconclusive"
    assert fresh <= 0.05 * VERDICTS + 3 * (0.05 * 0.95 * VERDICTS) ** 0.5
    assert dragged > fresh
    assert dragged > 0.08 * VERDICTS


def best_looking(values: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what lies inside the best of a hundred ranges by its median: a sixteenth each."""
    ranges = [rng.choice(values, len(values) // 16, replace=False) for _ in range(DRAGS)]
    return min(ranges, key=median)


def median(values: NDArray[np.float64]) -> float:
    """Return the median, of which what diverged is above every number."""
    return float(np.median(np.where(np.isfinite(values), values, np.inf)))


@pytest.mark.parametrize(("feature_set", "objective"), JUDGED)
@pytest.mark.parametrize("spread", [1.0, 5.0, 20.0])
@pytest.mark.parametrize("n", [2_048, 8_192])
def test_a_map_of_a_pool_outlines_the_truly_lowest_cell(  # type: ignore[no-untyped-def]
    feature_set, objective, spread, n, workspace: Workspace, cases, rate
) -> None:
    """Pools drawn from one pool, whose medians are the truth; its lowest cell may be broad."""
    pool = pool_of(feature_set, workspace)
    values = values_of(pool.frame, objective).copy()
    across, up = (
        np.searchsorted(np.quantile(column, np.arange(1, 12) / 12), column, side="right")
        for column in (pool.column("params_lr"), pool.column("params_batch_size"))
    )
    place = 12 * up + across
    medians = np.array([median(values[place == cell]) for cell in range(144)])
    lowest, middle = int(np.argmin(medians)), float(medians.min())
    values[place == lowest] = middle + spread * (values[place == lowest] - middle)
    rng, tries, missed, outlined = np.random.default_rng(3), cases(200), 0, 0
    for _ in range(tries):
        drawn = rng.integers(len(values), size=n)
        shown = [cell for cell in range(144) if np.sum(place[drawn] == cell) >= ENOUGH]
        found = may_be_lowest([values[drawn][place[drawn] == cell] for cell in shown])
        truly = min(shown, key=lambda cell: float(medians[cell]))
        missed += not found[shown.index(truly)]
        outlined += int(found.sum())
    told = f"{feature_set}, {objective}, a lowest cell {spread} times as broad, a pool of {n:,}"
    rate(f"{told}: outlined cells", outlined, 144 * tries)
    assert rate(f"{told}: it is missed", missed, tries) <= 0.05 + 3 * (0.05 * 0.95 / tries) ** 0.5
