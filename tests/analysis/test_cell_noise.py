import dataclasses
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from dctaxi.analysis import cell_noise, cell_noise_json, cell_noise_sentences
from dctaxi.populations import LandscapePlan, Trained
from dctaxi.populations.rows import InMemory
from dctaxi.space import PRESETS

SPACE = PRESETS["chapter"].space


def landscape_of(values, **changes):
    """A landscape whose objectives ``[rows, columns, seeds]`` are given, NaN where diverged."""
    rows, columns, seeds = values.shape
    plan = LandscapePlan(
        SPACE, "lr", "batch_size", columns=columns, rows=rows, seeds=seeds, **changes
    )
    frame = pd.DataFrame(plan.frame_columns())
    objective = values[frame["row"], frame["column"], frame["draw"]]
    frame = frame.assign(
        member=np.arange(len(frame)),
        objective=objective,
        status=np.where(np.isfinite(objective), "finished", "diverged"),
    )
    return Trained(plan, InMemory(frame), 0.1, "cpu", True, datetime.now(UTC), "", {})


def drawn(rng, truth, seeds=8, noise=1.0):
    return truth[..., None] + rng.normal(0, noise, (*truth.shape, seeds))


FLAT = np.full((8, 8), 10.0)
BOWL = 5 + np.add.outer(np.arange(8.0) ** 2, np.arange(8.0) ** 2)


def test_pure_noise_is_called_so_and_has_no_lowest_cell():
    noise = cell_noise(landscape_of(drawn(np.random.default_rng(0), FLAT)))
    assert not noise.told
    assert noise.agreement.low < 0.2
    agreement, lowest = cell_noise_sentences(noise)
    assert agreement.startswith("Trained a second time, this map would rank the cells")
    assert "cannot be told apart" in lowest
    assert lowest.endswith("Train 4 times as many.")


def test_a_cell_that_is_the_lowest_is_named():
    noise = cell_noise(landscape_of(drawn(np.random.default_rng(0), BOWL, noise=0.1)))
    assert noise.told
    assert noise.lowest == (0, 0)
    assert noise.agreement.low > 0.9
    agreement, lowest = cell_noise_sentences(noise)
    assert "it would look the same" in agreement
    assert lowest.startswith("The lowest median, ")
    assert "each of the 63 other cells" in lowest


def test_neighbours_that_are_nearly_as_low_are_counted():
    noise = cell_noise(landscape_of(drawn(np.random.default_rng(0), BOWL, noise=1.0)))
    assert 0 < noise.rivals < 30
    assert f"{noise.rivals + 1} of 64 cells cannot be told apart" in cell_noise_sentences(noise)[1]


def test_diverged_trainings_rank_worst():
    values = drawn(np.random.default_rng(0), FLAT, noise=0.1)
    values[1:] = np.nan
    noise = cell_noise(landscape_of(values))
    assert noise.lowest[0] == 0
    assert not noise.may_be_lowest[1:].any()
    nothing = cell_noise(landscape_of(np.full((4, 4, 8), np.nan)))
    assert cell_noise_sentences(nothing) == ("No cell has a median, so none is the lowest.",)


def test_of_single_trainings_and_a_part_nothing_is_said():
    values = drawn(np.random.default_rng(0), FLAT)
    whole = landscape_of(values)
    assert cell_noise(landscape_of(values[..., :1])) is None
    assert cell_noise(dataclasses.replace(whole, complete=False)) is None
    assert cell_noise_json(None) is None
    assert len(cell_noise_json(cell_noise(whole))["may_be_lowest"]) == 8


def test_a_map_that_another_turns_upside_down_has_an_agreement_too():
    values = np.array([[[1.0, 4.5], [2.0, 3.5]], [[3.0, 2.5], [4.0, 1.5]]])
    noise = cell_noise(landscape_of(values))
    assert noise.agreement.value == pytest.approx(-1)
    assert "most of what it shows is noise" in cell_noise_sentences(noise)[0]


@pytest.mark.calibration
@pytest.mark.parametrize(("cells", "seeds"), [((2, 2), 2), ((2, 2), 4), ((2, 3), 2), ((2, 12), 2)])
def test_of_few_cells_and_trainings_the_lowest_is_among_those_named(cells, seeds):
    rng = np.random.default_rng(2)
    named = np.mean([
        cell_noise(landscape_of(10 + rng.lognormal(0, 0.7, (*cells, seeds)))).may_be_lowest[0, 0]
        for _ in range(1_000)
    ])  # fmt: skip
    assert named >= 0.95 - 3 * (0.05 * 0.95 / 1_000) ** 0.5


@pytest.mark.calibration
@pytest.mark.parametrize("steep", [0.0, 0.5, 2.0])
def test_the_agreement_is_that_of_two_maps_and_the_lowest_cell_is_among_those_named(steep):
    """Heavy-tailed noise on a slope: intervals and the set of the lowest keep their rate."""
    rng = np.random.default_rng(4)
    truth = 10 + steep * np.add.outer(np.linspace(0, 1, 12), np.linspace(0, 1, 12))

    def values():
        return truth[..., None] + rng.lognormal(0, 0.7, (12, 12, 8))

    pairs = [spearmanr(*(np.median(values(), axis=2).ravel() for _ in range(2)))[0]
             for _ in range(200)]  # fmt: skip
    held = lowest = alone = 0
    for _ in range(200):
        noise = cell_noise(landscape_of(values()))
        held += noise.agreement.low <= np.mean(pairs) <= noise.agreement.high
        lowest += bool(noise.may_be_lowest[0, 0])
        alone += noise.told and noise.lowest != (0, 0)
    assert held >= 0.93 * 200
    assert lowest >= 0.93 * 200
    assert alone <= 0.05 * 200
