"""From the space to the words: an engine whose objective has a known distribution."""

import numpy as np
import pytest
from scipy.stats import lognorm

from dctaxi.analysis.statistics.comparison import compare
from dctaxi.analysis.statistics.order_statistics import PlausibleDistributions, median_estimate
from dctaxi.data import SampleSource, load
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.records import CurvePoint, finished_outcome, never_stop
from dctaxi.space import PRESETS, narrow_by_texts
from dctaxi.training import ignore_progress
from dctaxi.workspace import Workspace

pytestmark = pytest.mark.usefixtures("compiled")

SPACE = PRESETS["chapter"].space
TRUTH = lognorm(0.5, scale=np.exp(2))
GAIN_USD = 3.0
"""How much better every training with Adam is than with SGD."""


class KnownEngine:
    """Objectives that are log-normal over the space's seeds, and less with Adam by a constant."""

    id = "fused"
    device = "known"

    def run(self, specs, _data, *, on_progress=ignore_progress, should_stop=never_stop):
        del on_progress, should_stop
        quantiles = (np.array([spec.seed for spec in specs]) + 0.5) / (2**31 - 1)
        sgd = np.array([spec.optimizer == "SGD" for spec in specs])
        values = TRUTH.ppf(quantiles) + GAIN_USD * sgd
        return tuple(
            finished_outcome(
                (CurvePoint(spec.max_batches - spec.max_batches % 20 or spec.max_batches, 0, value),
                 CurvePoint(spec.max_batches, 0.0, value)),
                max_batches=spec.max_batches, train_rmse_eval=0.0, test_rmse=None, duration_s=0.0,
            )
            for spec, value in zip(specs, values.tolist(), strict=True)
        )  # fmt: skip


@pytest.fixture
def populate(tmp_path):
    workspace = Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
    source = SampleSource(rows=60)
    data = load(source, "raw", workspace)

    def run(narrow, seed, n=128):
        space = narrow_by_texts(SPACE, narrow)
        plan = PopulationPlan(space, n, seed, source=source)
        return train(plan, POPULATIONS, workspace, engine=KnownEngine(), data=data).values

    return run


def test_a_what_if_that_helps_is_found(populate):
    comparison = compare(populate(["optimizer=Adam"], 0), populate(["optimizer=SGD"], 1))
    assert comparison.verdict == "better"
    assert comparison.median_change.low < -GAIN_USD < comparison.median_change.high


def test_a_what_if_that_changes_nothing_is_inconclusive(populate):
    adam = ["optimizer=Adam"]
    comparison = compare(populate([*adam, "lr=0.02:0.03"], 0), populate(adam, 1))
    assert comparison.verdict == "inconclusive"
    assert all(not best.change.excludes_zero for best in comparison.best_of)


@pytest.mark.calibration
def test_intervals_hold_the_truth_at_their_rate_over_many_populations(populate, cases, rate):
    n, held = cases(1000), {"median": 0, "best of 10": 0, "chance": 0}
    best_of_10 = np.mean(TRUTH.rvs((200_000, 10), random_state=0).min(axis=1))
    threshold = TRUTH.ppf(0.2)
    for seed in range(n):
        values = populate(["optimizer=Adam"], seed)
        plausible = PlausibleDistributions.of(values, seed=seed, draws=500)
        median, best = median_estimate(values), plausible.expected_best(10)
        chance = compare(values, values, reference_best=threshold, tries=()).beats_best
        held["median"] += median.low <= TRUTH.median() <= median.high
        held["best of 10"] += best.low <= best_of_10 <= best.high
        held["chance"] += chance.low <= 0.2 <= chance.high
    for what, count in held.items():
        share = rate(f"{what} of a known distribution in its interval", count, n)
        assert share.at_least(0.93)
        assert share.at_most(0.985)
