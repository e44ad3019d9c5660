import numpy as np
import optuna
import pandas as pd
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import create_trial
from optuna.visualization._contour import _get_contour_info
from optuna.visualization.matplotlib._contour import _calculate_griddata

from dctaxi.analysis.optuna_surface import POINTS, laplace_fill, optuna_surface
from dctaxi.analysis.reading.parameters import Parameter

KINDS = {
    "a_log": (FloatDistribution(0.01, 1.0, log=True), Parameter("a_log", "float", 0.01, 1.0, True)),
    "b_whole": (IntDistribution(1, 30), Parameter("b_whole", "int", 1, 30)),
    "c_real": (FloatDistribution(-1.0, 1.0), Parameter("c_real", "float", -1.0, 1.0)),
    "d_word": (
        CategoricalDistribution(["SGD", "Adam", "Lion"]),
        Parameter("d_word", "categorical", choices=("SGD", "Adam", "Lion")),
    ),
    "e_listed": (
        CategoricalDistribution([2, 3, 5]),
        Parameter("e_listed", "categorical", choices=(2, 3, 5)),
    ),
}


def study_of(x, y, n, seed):
    """A random study of two parameters, and its frame."""
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed))
    rng = np.random.default_rng(seed)
    distributions = {name: KINDS[name][0] for name in (x, y)}
    for _ in range(n):
        params = dict(study.ask(distributions).params)
        study.add_trial(
            create_trial(params=params, distributions=distributions, value=float(rng.normal()))
        )
    trials = study.get_trials(states=(optuna.trial.TrialState.COMPLETE,))
    frame = pd.DataFrame([
        {"value": t.value, "state": "COMPLETE", **{f"params_{k}": v for k, v in t.params.items()}}
        for t in trials
    ])  # fmt: skip
    return study, frame


@pytest.mark.parametrize(
    ("x", "y"),
    [("a_log", "c_real"), ("a_log", "b_whole"), ("a_log", "d_word"), ("d_word", "e_listed"),
     ("b_whole", "c_real")],
)  # fmt: skip
@pytest.mark.parametrize("n", [3, 40])
def test_the_surface_is_optunas_own_number_by_number(x, y, n):
    study, frame = study_of(x, y, n, seed=n)
    info = _get_contour_info(study, [x, y]).sub_plot_infos[0][0]
    expected, _, _ = _calculate_griddata(info)

    def points(axis):
        if axis.is_cat:
            return axis.indices
        if axis.is_log:
            return np.logspace(*np.log10(axis.range), POINTS).tolist()
        return np.linspace(*axis.range, POINTS).tolist()

    xs, ys = points(info.xaxis), points(info.yaxis)
    surface = optuna_surface(frame, KINDS[x][1], KINDS[y][1], xs, ys)

    if not info.xaxis.is_cat and not info.yaxis.is_cat:
        np.testing.assert_allclose(surface, expected, rtol=1e-8, atol=1e-10)
    else:
        places = [
            [np.abs(np.linspace(*axis.range, POINTS) - i).argmin() for i in range(len(values))]
            if axis.is_cat
            else range(POINTS)
            for axis, values in ((info.yaxis, ys), (info.xaxis, xs))
        ]
        np.testing.assert_allclose(surface, expected[np.ix_(*places)], rtol=1e-8, atol=1e-10)


def test_beyond_the_trials_nothing_is_drawn():
    _, frame = study_of("a_log", "c_real", 20, seed=1)
    low, high = frame["params_a_log"].min(), frame["params_a_log"].max()
    surface = optuna_surface(
        frame, KINDS["a_log"][1], KINDS["c_real"][1], [low / 3, (low * high) ** 0.5, high * 3], [0]
    )
    assert np.isfinite(surface).tolist() == [[False, True, False]]


def test_trials_without_a_result_and_without_the_parameter_are_left_out():
    _, frame = study_of("a_log", "c_real", 20, seed=1)
    expected = optuna_surface(frame, KINDS["a_log"][1], KINDS["c_real"][1], [0.1], [0.0])
    lost = frame.iloc[:2].assign(state="FAIL", value=np.nan)
    without = frame.iloc[:1].assign(params_c_real=np.nan, value=99.0)
    more = pd.concat([frame, lost, without], ignore_index=True)
    found = optuna_surface(more, KINDS["a_log"][1], KINDS["c_real"][1], [0.1], [0.0])
    np.testing.assert_array_equal(found, expected)


def test_one_value_of_a_parameter_makes_no_surface():
    _, frame = study_of("a_log", "c_real", 20, seed=1)
    frame["params_c_real"] = 0.5
    surface = optuna_surface(frame, KINDS["a_log"][1], KINDS["c_real"][1], [0.1], [0.5])
    assert np.isnan(surface).all()


def test_filled_points_are_the_mean_of_their_neighbours():
    known = np.full((5, 7), np.nan)
    known[0, 0], known[4, 6], known[2, 3] = 1.0, 9.0, 4.0
    filled = laplace_fill(known)
    given = np.isfinite(known)
    assert filled[given] == pytest.approx(known[given])
    inner = (filled[1, 1], np.mean([filled[0, 1], filled[2, 1], filled[1, 0], filled[1, 2]]))
    assert inner[0] == pytest.approx(inner[1])
    corner = (filled[4, 0], np.mean([filled[3, 0], filled[4, 1]]))
    assert corner[0] == pytest.approx(corner[1])
