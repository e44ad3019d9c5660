import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances

from dctaxi.analysis.importance import ped_anova
from dctaxi.analysis.importance.parzen_grid import categorical_density, numeric_density
from dctaxi.analysis.reading.parameters import Parameter
from tests.analysis.importance.frozen_study import frozen_study
from tests.analysis.importance.importance_cases import EVERY_KIND, LR, OPTIMIZER, drawn, rows


def optunas(trials: object, parameters: tuple[Parameter, ...]) -> dict[str, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of regimes with fewer than two trials
        return get_param_importances(
            frozen_study(trials, parameters),  # type: ignore[arg-type]
            evaluator=PedAnovaImportanceEvaluator(),
        )


@settings(max_examples=40)
@given(n_trials=st.integers(2, 150), seed=st.integers(0, 10_000), digits=st.integers(0, 3))
def test_the_shares_are_optunas(n_trials: int, seed: int, digits: int) -> None:
    trials = drawn(n_trials, seed)
    trials["value"] = trials["value"].round(digits)  # ties at the edge of the best tenth
    theirs = optunas(trials, EVERY_KIND)
    judged = [p for p in EVERY_KIND if p.name in theirs]
    ours = ped_anova.shares(ped_anova.divergences(ped_anova.study_of(trials, judged)))
    assert dict(zip([p.name for p in judged], ours, strict=True)) == pytest.approx(
        theirs, rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("layer", EVERY_KIND, ids=lambda parameter: parameter.name)
def test_each_kind_of_parameter_alone_has_the_whole_share(layer: Parameter) -> None:
    study = ped_anova.study_of(drawn(40, 1), [layer])
    assert ped_anova.shares(ped_anova.divergences(study)).tolist() == [1.0]


def test_a_category_by_hand() -> None:
    # Best tenth of 20: two trials of the first category. Smoothing by Optuna's kernels:
    # all: (20/3 + 10) / (2/3 + 1), then the prior 1/2, over 21 trials: exactly 1/2 each.
    # best: one kernel and the prior: (2/2 + 2) / 2 = 1.5 and (2/2 + 0) / 2 = 0.5, then the prior,
    # over 3: 2/3 and 1/3. Divergence: 2 * 1/2 * (1/3)^2 = 1/9.
    names = ["Adam"] * 10 + ["SGD"] * 10
    two = Parameter("optimizer", "categorical", choices=("Adam", "SGD"))
    study = ped_anova.study_of(rows([*range(20)], optimizer=names), [two])
    assert study.best == 2
    assert ped_anova.divergences(study).tolist() == pytest.approx([1 / 9])


def test_densities_sum_to_one() -> None:
    counts = np.random.default_rng(0).integers(0, 9, (30, 50)) + np.eye(30, 50, dtype=np.int64)
    assert numeric_density(counts).sum(axis=1) == pytest.approx(np.ones(30))
    assert categorical_density(counts).sum(axis=1) == pytest.approx(np.ones(30))


def test_a_single_trial_has_the_narrowest_kernel() -> None:
    # 90 % of it in its own cell of nine; the prior, nine cells wide, has 11.5 % in the middle one.
    density = numeric_density(np.eye(1, 9, 4, dtype=np.int64))[0]
    assert density.argmax() == 4
    assert density[4] == pytest.approx((0.899 + 0.1155) / 2, abs=1e-3)


def test_ties_with_the_last_of_the_best_count_as_best() -> None:
    values = np.array([[1.0, 2.0, 2.0, 2.0, *range(3, 19)], [*map(float, range(20))]])
    assert ped_anova.best_counts(values).tolist() == [4, 2]


def test_permuted_copies_are_a_permutation_in_the_frame() -> None:
    """The drawn counts behave as if the column itself had been shuffled and judged again."""
    trials = drawn(60, 5)
    study = ped_anova.study_of(trials, [LR, OPTIMIZER])
    rng = np.random.default_rng(0)
    quick = ped_anova.permuted(study, 4000, rng)
    shuffled = []
    for _ in range(200):
        again = trials.copy()
        for column in ("params_lr", "params_optimizer"):
            again[column] = rng.permutation(again[column])
        shuffled.append(ped_anova.divergences(ped_anova.study_of(again, [LR, OPTIMIZER])))
    slow = np.array(shuffled).T
    for mine, plain in zip(quick, slow, strict=True):
        spread = plain.std() / np.sqrt(len(plain))
        assert abs(mine.mean() - plain.mean()) < 4 * spread
        assert np.mean(plain <= np.quantile(mine, 0.9)) == pytest.approx(0.9, abs=0.08)


def test_a_conditional_parameters_copies_stay_where_the_parameter_is() -> None:
    # The best tenth has it always, the rest half of the time: its weight is 1^2 / 0.55.
    have = [7.0, 11.0] * 5 + [7.0, 11.0] * 22 + [7.0] + [None] * 45
    layer = Parameter("layer", "categorical", choices=(7, 11))
    study = ped_anova.study_of(rows([*range(100)], layer=have), [layer])
    always = ped_anova.study_of(rows([*range(55)], layer=have[:55]), [layer])
    copies = ped_anova.permuted(study, 50, np.random.default_rng(0))
    assert np.isfinite(copies).all()
    ten_of_always = always._replace(values=np.repeat([0.0, 1.0], [10, 45]))
    unweighted = ped_anova.permuted(ten_of_always, 50, np.random.default_rng(0))
    assert copies == pytest.approx(unweighted / 0.55)


def test_what_cannot_differ_has_no_copies() -> None:
    fixed = EVERY_KIND[-1]
    study = ped_anova.study_of(drawn(30, 0), [fixed])
    assert np.isnan(ped_anova.permuted(study, 5, np.random.default_rng(0))).all()
