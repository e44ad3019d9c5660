"""The picture of a choice holds Optuna's numbers, whatever kind the parameter has."""

import dataclasses
import itertools
import json

import numpy as np
import optuna
import pytest
from optuna.samplers import TPESampler

from dctaxi.analysis.reading.parameters import parameter_of
from dctaxi.plots.learn.tpe import tpe_data, tpe_text
from dctaxi.plots.learn.tpe_figure import tpe_figure
from dctaxi.storage import quiet_optuna
from dctaxi.teaching.tpe import Step
from dctaxi.teaching.tpe.optuna_tpe import listen

DISTRIBUTIONS = {
    "log": optuna.distributions.FloatDistribution(1e-4, 1.0, log=True),
    "whole": optuna.distributions.IntDistribution(2, 300, log=True),
    "few": optuna.distributions.IntDistribution(0, 4),
    "list": optuna.distributions.CategoricalDistribution(("Adam", "SGD", "RMSprop")),
}
PARAMETERS = {
    name: parameter_of(name, [optuna.distributions.distribution_to_json(distribution)])
    for name, distribution in DISTRIBUTIONS.items()
}
KNOWN = 20


@pytest.fixture(scope="module", params=[False, True], ids=["univariate", "multivariate"])
def chosen(request):
    """A trial after 20 others and one that still runs, with what its choice was made of."""
    sampler = TPESampler(seed=3, multivariate=request.param)
    heard = listen(sampler)
    with quiet_optuna():
        study = optuna.create_study(sampler=sampler)
    for _ in range(KNOWN):
        trial = study.ask(DISTRIBUTIONS)
        study.tell(trial, np.log10(trial.params["log"]) ** 2 + trial.params["few"])
    study.ask(DISTRIBUTIONS)
    heard.clear()
    trial = study.ask(DISTRIBUTIONS)
    step = Step(trial.number, "tpe", tuple(heard), KNOWN, (KNOWN,))
    return step, trial, {t.number: t.value for t in study.trials[:KNOWN]}


@pytest.mark.parametrize("name", PARAMETERS)
def test_densities_integrate_to_one_over_the_range(chosen, name):
    step, _, values = chosen
    data = tpe_data(step, PARAMETERS[name], values)
    for half in (data.choice.good, data.choice.bad):
        if data.listed:
            assert half.curve.sum() == pytest.approx(1)
        else:
            share = np.linspace(0, 1, len(half.curve))
            assert np.trapezoid(half.curve, share) == pytest.approx(1, abs=1e-3)
            assert half.kernels.sum(axis=0) == pytest.approx(half.curve)


@pytest.mark.parametrize("name", PARAMETERS)
def test_trials_stand_at_their_values_and_the_chosen_candidate_is_the_trials(chosen, name):
    step, trial, values = chosen
    data = tpe_data(step, PARAMETERS[name], values)
    choice = data.choice
    assert set(choice.good.trials) | set(choice.bad.trials) == set(range(KNOWN + 1))
    assert {n for n, r in zip(choice.bad.trials, choice.bad.running, strict=True) if r} == {KNOWN}
    stored = DISTRIBUTIONS[name].to_internal_repr(trial.params[name])
    assert choice.candidates[choice.chosen] == pytest.approx(stored)
    assert choice.scores[choice.chosen] == choice.scores.max()
    if data.together == 1:
        assert choice.own_scores == pytest.approx(choice.scores, rel=1e-5)


def test_the_sentence_says_what_was_weighed_and_what_a_marginal_does_not_show(chosen):
    step, _, values = chosen
    data = tpe_data(step, PARAMETERS["log"], values)
    text = tpe_text(data)
    assert "the best 2 trials against the other 19 (1 still running, taken as bad)" in text
    assert f"TPE took log = {data.shown}" in text
    assert ("judged 4 parameters together" in text) == (data.together == 4)
    assert ("the highest of all candidates" in text) == (data.together == 1)


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_figure_draws_what_the_data_say_in_both_looks(chosen, name):
    step, _, values = chosen
    data = tpe_data(step, PARAMETERS[name], values)
    for kernels, template in itertools.product((False, True), ("light", "dark")):
        figure = tpe_figure(data, kernels=kernels, template=template)
        good = next(t for t in figure.data if t.name == "good trials")
        assert list(good.y) == data.choice.good.curve.tolist()
        star = next(t for t in figure.data if t.name == f"chosen: {data.shown}")
        assert star.y[0] == data.choice.scores.max()
        trials = [t for t in figure.data if t.yaxis == "y2"]
        assert [len(t.x) for t in trials] == [2, 18, 1]
        assert sorted(number for t in trials for number in t.y) == list(range(KNOWN + 1))
        assert figure.layout.xaxis.type == ("log" if name in ("log", "whole") else None)
    assert "trial 20: no result yet" in str(figure.data)


def test_what_a_stranger_calls_values_turns_no_text_in_the_figure(chosen):
    step, _, values = chosen
    turned = "turned\N{RIGHT-TO-LEFT OVERRIDE}"
    data = tpe_data(step, PARAMETERS["list"], values)
    strange = data._replace(
        listed=(turned, *data.listed[1:]), shown=turned,
        parameter=dataclasses.replace(data.parameter, name=turned),
    )  # fmt: skip
    figure = tpe_figure(strange, kernels=False, template="light").to_plotly_json()
    figure = json.dumps(figure, default=list, ensure_ascii=False)
    assert turned not in figure
    assert r"turned\\u202e" in figure


def test_axes_stay_while_the_numbers_change(chosen):
    step, _, values = chosen
    data = tpe_data(step, PARAMETERS["log"], values)
    sharper = data.choice._replace(
        good=data.choice.good._replace(curve=data.choice.good.curve * 0.5)
    )
    layouts = [
        tpe_figure(d, kernels=False, template="light").layout
        for d in (data, data._replace(choice=sharper))
    ]
    assert layouts[0].xaxis.range == layouts[1].xaxis.range
    assert layouts[0].yaxis.range == layouts[1].yaxis.range


@pytest.mark.parametrize(
    ("how", "known", "says"),
    [
        ("random", 7, "drawn at random: TPE begins when 10 trials have a result, and 7 trials"),
        ("queued", 30, "put in by hand"),
        ("carried over", 30, "carried over from the parent study"),
        ("tpe", 30, "has no log"),
    ],
)
def test_where_tpe_chose_nothing_the_sentence_says_why(how, known, says):
    data = tpe_data(Step(4, how, (), known, ()), PARAMETERS["log"], {})
    assert says in tpe_text(data)
    figure = tpe_figure(data, kernels=True, template="light")
    assert not figure.data
    assert figure.layout.annotations
