import numpy as np
import pandas as pd

from dctaxi.analysis.importance.importances import importances
from dctaxi.analysis.reading.parameters import Parameter
from dctaxi.teaching.seed_importance import seed_importance_text

SEED = Parameter("seed", "int", 0, 2**31 - 2)
LR = Parameter("lr", "float", 0.01, 0.1, log=True)


def trials(**params):
    numbers = np.arange(60)
    values = np.random.default_rng(1).normal(10, 1, 60)
    return pd.DataFrame({"number": numbers, "value": values, "state": "COMPLETE", **params})


def columns():
    rng = np.random.default_rng(0)
    return {"params_seed": rng.integers(2**31, size=60), "params_lr": rng.uniform(0.01, 0.1, 60)}


def test_the_length_of_the_seeds_bar_is_told_with_its_interval():
    found = importances(trials(**columns()), (SEED, LR))
    bar = next(one for one in found.parameters if one.name == "seed")
    text = seed_importance_text(found)
    assert f"is {bar.importance:.0%} long" in text
    assert f"{bar.low:.0%} to {bar.high:.0%}" in text


def test_a_fixed_seed_has_no_bar_and_nothing_to_judge_is_said():
    fixed = importances(trials(params_lr=columns()["params_lr"]), (LR,))
    assert "it hides in the bars of the others" in seed_importance_text(fixed)
    assert "at least two finished trials" in seed_importance_text(importances(trials()[:1], ()))
