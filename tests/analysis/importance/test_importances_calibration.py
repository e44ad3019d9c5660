from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis import as_trials
from dctaxi.analysis.importance.importances import importances
from dctaxi.analysis.importance.shifting import shifting
from dctaxi.analysis.reading.parameters import Parameter, parameters_of
from dctaxi.populations import POPULATIONS, PopulationPlan, train
from dctaxi.records import ObjectiveName
from dctaxi.space import PRESETS
from dctaxi.workspace import Workspace
from tests.analysis.importance.importance_cases import (
    EVERY_KIND,
    LAYERS,
    LR,
    OPTIMIZER,
    RARE,
    SEED,
    drawn,
    matters,
)
from tests.conftest import Rate


def _any_above(trials: pd.DataFrame, parameters: Sequence[Parameter]) -> bool:
    return any(one.verdict == "above" for one in importances(trials, parameters).parameters)


@pytest.mark.calibration
@pytest.mark.parametrize("n_trials", [60, 100, 300])
def test_where_nothing_matters_hardly_any_study_calls_anything_above(
    n_trials: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n = cases(200)
    alarms = sum(_any_above(drawn(n_trials, 9000 + study), EVERY_KIND) for study in range(n))
    found = rate(f"{n_trials} trials without an effect: one that is above", alarms, n)
    assert found.at_most(0.05)


@pytest.mark.calibration
@pytest.mark.parametrize("n_trials", [60, 100, 300])
def test_where_nothing_matters_hardly_any_study_calls_anything_shifting(
    n_trials: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n = cases(400)
    alarms = sum(bool(shifting(drawn(n_trials, 9000 + study), EVERY_KIND)) for study in range(n))
    found = rate(f"{n_trials} trials without an effect: one that shifts", alarms, n)
    assert found.at_most(0.07)


@pytest.mark.calibration
@pytest.mark.parametrize("objective", ["train_val_rmse", "val_rmse_all"])
def test_the_optimiser_is_found_on_scaled_features(
    objective: ObjectiveName, workspace: Workspace, cases: Callable[[int], int],
    rate: Callable[[str, int, int], Rate],
) -> None:  # fmt: skip
    """Its medians are some 8 USD under Adam and 19 USD under SGD."""
    space, n = PRESETS["chapter"].space, cases(200)
    plan = PopulationPlan(
        space, n * 100, seed=41, feature_set="scaled", objective=objective)  # fmt: skip
    trials = as_trials(train(plan, POPULATIONS, workspace))
    found = shown = 0
    for study in range(n):
        result = importances(trials[100 * study : 100 * (study + 1)], parameters_of(space))
        found += {one.name: one.verdict for one in result.parameters}["optimizer"] == "above"
        shown += "optimizer" in result.shifting
    assert rate(f"{objective}, 100 trials: optimiser above luck", found, n).at_least(0.55)
    assert rate(f"{objective}, 100 trials: optimiser shifts", shown, n).at_least(0.97)


@pytest.mark.calibration
@pytest.mark.parametrize("n_trials", [60, 100, 300])
def test_of_what_does_not_matter_at_most_one_in_twenty_is_above(
    n_trials: int, cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n, verdicts = cases(200), Counter[str]()
    for study in range(n):
        found = importances(matters(drawn(n_trials, study), study), EVERY_KIND)
        verdicts.update(
            ("lr " if one.name == "lr" else "rest ") + one.verdict for one in found.parameters
        )
    share = rate(f"{n_trials} trials: what matters is above", verdicts["lr above"], n)
    assert share.at_least(0.97)
    rest = n * (len(EVERY_KIND) - 1)
    alarms = rate(f"{n_trials} trials: what does not is above", verdicts["rest above"], rest)
    assert alarms.at_most(0.05)


@pytest.mark.calibration
def test_a_category_that_alone_matters_is_above(
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n, above, others = cases(200), 0, 0
    for study in range(n):
        trials = drawn(300, study)
        rng = np.random.default_rng(study)
        value = 3.0 * (trials["params_num_layers"] == 3) + rng.normal(size=300)
        found = importances(trials.assign(value=value), [LAYERS, LR, OPTIMIZER, SEED, RARE])
        verdicts = {one.name: one.verdict for one in found.parameters}
        above += verdicts.pop("num_layers") == "above"
        others += Counter(verdicts.values())["above"]
    assert rate("a category that matters is above", above, n).at_least(0.97)
    assert rate("what does not matter beside it is above", others, n * 4).at_most(0.05)


@pytest.mark.calibration
def test_of_what_does_not_matter_fanova_calls_at_most_one_in_twenty_above(
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    n, above, others = cases(40), 0, 0
    for study in range(n):
        found = importances(matters(drawn(60, study), study), EVERY_KIND, "fanova", seed=study)
        verdicts = {one.name: one.verdict for one in found.parameters}
        above += verdicts.pop("lr") == "above"
        others += Counter(verdicts.values())["above"]
    assert rate("fANOVA: what matters is above", above, n).at_least(0.95)
    rest = n * (len(EVERY_KIND) - 2)
    assert rate("fANOVA: what does not is above", others, rest).at_most(0.05)


@pytest.mark.calibration
def test_the_interval_holds_the_expected_share_in_nine_of_ten_studies(
    cases: Callable[[int], int], rate: Callable[[str, int, int], Rate]
) -> None:
    """Asked for is 95 %; few studies of 100 trials have that little bias."""
    found = [
        {
            one.name: one
            for one in importances(matters(drawn(200, s), s, 0.3), [LR, SEED, LAYERS]).parameters
        }
        for s in range(cases(200))
    ]
    for name in ("lr", "seed", "num_layers"):
        expected = np.mean([one[name].importance for one in found])
        held = sum(one[name].low <= expected <= one[name].high for one in found)
        share = rate(f"the expected share of {name} in its interval", held, len(found))
        assert share.at_least(0.9)
