"""Searches in lockstep: told what chooses, judged on rows that chose nothing, gone on with."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from dctaxi.data import SampleSource, load
from dctaxi.errors import DcTaxiError
from dctaxi.populations import train
from dctaxi.searches import SEARCHES, SearchesPlan, curves
from dctaxi.searches.held_back import choosing, judging
from dctaxi.space import PRESETS, FloatRange
from tests.fake_engine import FakeEngine

SPACE = PRESETS["chapter"].space
SOURCE = SampleSource(rows=90)


class Judge(FakeEngine):
    """Keeps on which validation rows it was asked to train."""

    def __init__(self, **options):
        super().__init__(**options)
        self.rows = []

    def run(self, specs, data, **options):
        self.rows.append((len(specs), data.val))
        return super().run(specs, data, **options)


def plan_of(**changes):
    return SearchesPlan(SPACE, **{"repeats": 3, "n_trials": 24, "source": SOURCE} | changes)


@pytest.fixture
def data(workspace):
    return load(SOURCE, "raw", workspace)


def test_what_is_best_so_far_is_judged_on_rows_that_chose_nothing(workspace, data):
    engine = Judge()
    searches = train(plan_of(), SEARCHES, workspace, engine=engine, data=data)
    frame = searches.frame.sort_values(["repeat", "trial"])
    best = frame.groupby("repeat")["objective"].cummin() == frame["objective"]
    assert searches.complete
    assert len(frame) == 72
    assert (frame["held_rmse"].notna() == best).all()
    chosen = [rows for _, rows in engine.rows if rows is data.val]
    judged = [rows for _, rows in engine.rows if rows is not data.val]
    assert len(chosen) == 3  # rounds of 10, 10 and 4, all searches together
    assert all(np.array_equal(rows, data.test) for rows in judged)
    assert sum(n for n, rows in engine.rows if rows is not data.val) == best.sum()


def test_without_a_test_set_half_of_the_validation_rows_are_held_back(data):
    without = dataclasses.replace(data, test=None)
    told, held = choosing(without).val, judging(without).val
    assert len(told) + len(held) == len(data.val)
    both = np.concatenate([told, held])
    assert sorted(map(tuple, both)) == sorted(map(tuple, data.val))
    assert judging(data).val is data.test


def test_both_spaces_are_searched_with_the_same_hpo_seeds(workspace, data):
    narrow = plan_of(n_trials=10)
    narrow = dataclasses.replace(narrow, space=SPACE.replace("lr", FloatRange(0.02, 0.03)))
    frames = [
        train(plan, SEARCHES, workspace, engine=FakeEngine(), data=data).frame
        for plan in (plan_of(n_trials=10), narrow)
    ]
    np.testing.assert_array_equal(frames[0]["seed"], frames[1]["seed"])
    assert frames[1]["params_lr"].between(0.02, 0.03).all()


@pytest.mark.parametrize("stop_after", [1, 31, 37, 60])
def test_stopped_searches_go_on_as_if_they_had_never_stopped(workspace, data, stop_after):
    whole = train(plan_of(title="whole"), SEARCHES, workspace, engine=FakeEngine(), data=data)
    SEARCHES.delete(whole.id, workspace)
    first = FakeEngine()
    train(
        plan_of(), SEARCHES, workspace, engine=first, data=data,
        should_stop=lambda: len(first.trained) >= stop_after,
    )  # fmt: skip
    result = train(plan_of(), SEARCHES, workspace, engine=FakeEngine(), data=data)
    assert result.complete
    drop = ["ask_s"]
    pd.testing.assert_frame_equal(
        result.frame.drop(columns=drop), whole.frame.drop(columns=drop), check_dtype=False
    )


def test_kept_searches_are_opened_and_not_trained_again(workspace, data):
    train(plan_of(), SEARCHES, workspace, engine=FakeEngine(), data=data)
    engine = FakeEngine()
    again = train(plan_of(), SEARCHES, workspace, engine=engine, data=data)
    assert not engine.trained
    assert np.isfinite(curves(again)[:, -1]).all()
    assert SEARCHES.list(workspace)[0].plan == again.plan


def test_searches_that_find_nothing_have_no_curve(workspace, data):
    engine = FakeEngine(diverges=lambda _spec: True)
    searches = train(plan_of(n_trials=10), SEARCHES, workspace, engine=engine, data=data)
    assert searches.complete
    assert np.isnan(curves(searches)).all()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"repeats": 0}, "repeats"), ({"repeats": 201}, "repeats"), ({"asker": "me"}, "asker")],
)
def test_refuses_searches_that_are_none(changes, words):
    with pytest.raises(DcTaxiError, match=words):
        plan_of(**changes)


def test_searches_of_several_seeds_ask_for_no_seed_and_train_each_of_them(workspace, data):
    engine = FakeEngine()
    plan = plan_of(seeds_per_trial=3, repeats=2, n_trials=10)
    searches = train(plan, SEARCHES, workspace, engine=engine, data=data)
    assert "params_seed" not in searches.frame
    judged = int(searches.frame["held_rmse"].notna().sum())
    assert len(engine.trained) == 3 * (20 + judged)
    assert plan.key != plan_of(repeats=2, n_trials=10).key
    assert np.isfinite(curves(searches)[:, -1]).all()
