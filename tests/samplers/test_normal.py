import threading

import numpy as np
import optuna
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from optuna.samplers._tpe import _truncnorm

from dctaxi.samplers import fast_normal, normal
from dctaxi.space import PRESETS
from dctaxi.storage import quiet_optuna

NUMBERS = arrays(np.float64, array_shapes(max_dims=2), elements=st.floats(-1e3, 40))


@given(NUMBERS)
def test_agrees_with_optunas_own_functions(values):
    for name in ("_log_ndtr", "_ndtr"):
        own = getattr(_truncnorm, name)(values)
        with fast_normal():
            fast = getattr(_truncnorm, name)(values)

        assert fast.dtype == own.dtype
        np.testing.assert_allclose(fast, own, rtol=1e-7, atol=1e-15)


def asked(trials: int) -> list[dict[str, object]]:
    with quiet_optuna():
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=3))
    for _ in range(trials):
        trial = study.ask()
        spec = PRESETS["chapter"].space.suggest(trial)
        study.tell(trial, (spec.lr - 0.03) ** 2 * 1e4 + spec.batch_size)
    return [trial.params for trial in study.get_trials()]


def test_tpe_asks_for_the_same_configurations():
    own = asked(40)
    with fast_normal():
        fast = asked(40)

    assert [{**params, "lr": 0} for params in fast] == [{**params, "lr": 0} for params in own]
    assert [params["lr"] for params in fast] == pytest.approx([params["lr"] for params in own])


def test_is_used_within_the_block_and_in_its_thread_only(monkeypatch):
    calls = []
    monkeypatch.setattr(
        _truncnorm, "_ndtr", normal._switch(lambda v: calls.append("own") or v,
                                            lambda v: calls.append("fast") or v),
    )  # fmt: skip

    _truncnorm._ndtr(np.zeros(1))
    with fast_normal():
        _truncnorm._ndtr(np.zeros(1))
        other = threading.Thread(target=_truncnorm._ndtr, args=(np.zeros(1),))
        other.start()
        other.join()
    _truncnorm._ndtr(np.zeros(1))

    assert calls == ["own", "fast", "own", "own"]


def test_is_installed_once_however_often_it_is_used():
    with fast_normal():
        first = _truncnorm._log_ndtr
    with fast_normal():
        assert _truncnorm._log_ndtr is first


def test_does_nothing_where_optuna_has_no_such_functions(monkeypatch):
    monkeypatch.setattr(normal, "_REPLACED", {"_gone": "ndtr"})

    with fast_normal():
        pass
    assert not hasattr(_truncnorm, "_gone")
