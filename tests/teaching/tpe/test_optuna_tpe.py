"""Listening changes nothing, and what is heard are Optuna's own densities."""

import numpy as np
import optuna
import pytest
from optuna.distributions import CategoricalDistribution
from optuna.samplers import TPESampler
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_gamma, default_weights
from optuna.trial import TrialState

from dctaxi.storage import quiet_optuna
from dctaxi.teaching.tpe.optuna_tpe import listen
from dctaxi.teaching.tpe.parzen import CategoryKernels, Kernels

DISTRIBUTIONS = {
    "plain": optuna.distributions.FloatDistribution(-2.0, 3.0),
    "log": optuna.distributions.FloatDistribution(1e-4, 1.0, log=True),
    "whole": optuna.distributions.IntDistribution(1, 9),
    "log whole": optuna.distributions.IntDistribution(2, 300, log=True),
    "list": CategoricalDistribution(("Adam", "SGD", "RMSprop")),
}


def study_of(sampler, trials):
    with quiet_optuna():
        study = optuna.create_study(sampler=sampler)
    for _ in range(trials):
        trial = study.ask(DISTRIBUTIONS)
        value = trial.params["plain"] ** 2 + np.log10(trial.params["log"]) ** 2
        study.tell(trial, value + trial.params["whole"])
    return study


@pytest.mark.parametrize("multivariate", [False, True])
def test_listening_leaves_every_suggestion_as_it_was(multivariate):
    sampler = TPESampler(seed=7, multivariate=multivariate)
    heard = listen(sampler)
    listened = study_of(sampler, 30)
    alone = study_of(TPESampler(seed=7, multivariate=multivariate), 30)
    assert [t.params for t in listened.trials] == [t.params for t in alone.trials]
    assert len(heard) == 20 * (1 if multivariate else len(DISTRIBUTIONS))


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("half", ["l", "g"])
def test_a_density_is_optunas_own_with_kernels_at_the_trials(name, half):
    sampler = TPESampler(seed=7, multivariate=False)
    heard = listen(sampler)
    study = study_of(sampler, 30)
    draw = [d for d in heard if d.parameters == (name,)][-1]
    trials, parzen = draw.good if half == "l" else draw.bad, getattr(draw, half)[name]
    distribution = DISTRIBUTIONS[name]
    inner = np.array([distribution.to_internal_repr(study.trials[n].params[name]) for n in trials])
    optunas = _ParzenEstimator(
        {name: inner},
        {name: distribution},
        _ParzenEstimatorParameters(1.0, True, False, default_weights, True),
    )
    assert parzen.trials == trials
    assert parzen.weights.sum() == pytest.approx(1)
    assert len(parzen.weights) == len(trials) + 1  # the prior comes last
    values = _values(distribution)
    expected = np.exp(optunas.log_pdf({name: values}))
    if isinstance(parzen, CategoryKernels):
        assert parzen.probability(values) == pytest.approx(expected)
        assert parzen.probability(values).sum() == pytest.approx(1)
        return
    assert parzen.centres[:-1] == pytest.approx(parzen.position(inner))
    assert parzen.centres[-1] == pytest.approx((parzen.low + parzen.high) / 2)
    assert parzen.widths[-1] == pytest.approx(parzen.high - parzen.low)
    if parzen.step:
        assert parzen.probability(values) == pytest.approx(expected, rel=1e-6)
        assert parzen.probability(values).sum() == pytest.approx(1)
    else:
        assert parzen.density(parzen.position(values)) == pytest.approx(expected, rel=1e-6)
    fine = np.linspace(parzen.low, parzen.high, 20_001)
    assert np.trapezoid(parzen.density(fine), fine) == pytest.approx(1, abs=1e-6)
    assert parzen.each(fine).sum(axis=0) == pytest.approx(parzen.density(fine))


def _values(distribution):
    if isinstance(distribution, CategoricalDistribution):
        return np.arange(len(distribution.choices), dtype=float)
    if isinstance(distribution, optuna.distributions.IntDistribution):
        return np.arange(distribution.low, distribution.high + 1, dtype=float)
    if distribution.log:
        return np.geomspace(distribution.low, distribution.high, 50)
    return np.linspace(distribution.low, distribution.high, 50)


def test_the_good_are_the_best_tenth_and_the_score_is_the_ratio():
    sampler = TPESampler(seed=7, multivariate=False)
    heard = listen(sampler)
    study = study_of(sampler, 45)
    draw = [d for d in heard if d.parameters == ("log",)][-1]
    by_value = sorted(study.trials[:44], key=lambda trial: trial.value)
    assert set(draw.good) == {t.number for t in by_value[: default_gamma(44)]}
    assert set(draw.good) | set(draw.bad) == set(range(44))
    l, g = draw.l["log"], draw.g["log"]  # noqa: E741  (the paper's names)
    assert isinstance(l, Kernels)
    at = l.position(draw.candidates["log"])
    assert draw.scores == pytest.approx(np.log(l.density(at) / g.density(at)), rel=1e-6)
    assert study.trials[44].params["log"] == draw.candidates["log"][draw.chosen]


def test_a_running_trial_counts_as_bad():
    sampler = TPESampler(seed=7, multivariate=False)
    heard = listen(sampler)
    study = study_of(sampler, 15)
    waiting = study.ask(DISTRIBUTIONS)
    study.ask(DISTRIBUTIONS)
    assert study.trials[waiting.number].state is TrialState.RUNNING
    assert heard[-1].running == (waiting.number,)
    assert waiting.number in heard[-1].bad
    assert len(heard[-1].good) == default_gamma(15)
