import dataclasses
import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from dctaxi.analysis.repeats import repeated_configurations, repeats_json, repeats_sentences
from dctaxi.populations import RepeatedTrial, RepeatPlan, Trained
from dctaxi.populations.rows import InMemory
from dctaxi.space import PRESETS, draw

SPACE = PRESETS["chapter"].space
PARAMS = draw(SPACE, 20, 0)


def repeats_of(distributions, originals, seeds=64, **measured):
    """Repeats whose objectives are given, one list per trial, numbered 10, 11, …"""
    trials = tuple(
        RepeatedTrial(10 + i, PARAMS[i], value, **measured) for i, value in enumerate(originals)
    )
    plan = RepeatPlan(space=SPACE, trials=trials, seeds=tuple(range(seeds)), origin="mine")
    values = np.stack(distributions, axis=1).ravel()  # all trials with a seed, then the next
    frame = pd.DataFrame({
        "member": np.arange(len(values)),
        **plan.frame_columns(),
        "seed": np.repeat(plan.seeds, len(trials)),
        "status": np.where(np.isfinite(values), "finished", "diverged"),
        "objective": values,
        "train_rmse": values / 3,
        "val_rmse": 2 * values / 3,
        "train_rmse_eval": values / 2,
        "chapter_objective": values,
        "diverged_at": np.nan,
    })  # fmt: skip
    return Trained(plan, InMemory(frame), 0.1, "cpu", True, datetime.now(UTC), "", {})


def around(centre, seed, n=64):
    return np.random.default_rng(seed).normal(centre, 1, n)


def test_a_lucky_winner_is_seen_to_collapse():
    repeats = repeats_of([around(24, 0), around(24, 1)], [1.4, 20.0])
    winner = next(c for c in repeated_configurations(repeats) if c.number == 10)
    assert winner.verdict == "lucky"
    assert winner.as_good.value == 0
    assert winner.shrinkage.value == pytest.approx(24 - 1.4, abs=0.5)
    assert winner.shrinkage.low > 20
    sentence = repeats_sentences(repeated_configurations(repeats))[0]
    assert "scored 1.40 USD" in sentence
    assert "none of them reach what it scored (0.0%, 0.0% to 5.7%): it was lucky." in sentence


def test_a_typical_winner_holds():
    repeats = repeats_of([around(5, 0, n=400)], [5.0], seeds=400)
    (winner,) = repeated_configurations(repeats)
    assert winner.verdict == "holds"
    assert winner.shrinkage.low < 0 < winner.shrinkage.high
    assert repeats_sentences((winner,))[0].endswith("it holds.")


def test_few_repeats_are_not_enough_to_say_that_a_winner_holds():
    (winner,) = repeated_configurations(repeats_of([around(5, 0)[:4]], [5.0], seeds=4))
    assert winner.verdict == "too few"
    assert repeats_sentences((winner,))[0].endswith("too few repeats to tell whether it holds.")


def test_nothing_is_blamed_where_the_score_holds_or_counts_no_training_error():
    measured = {"train_rmse": 0.4, "val_rmse": 1.0, "train_rmse_eval": 22.0}
    (holds,) = repeated_configurations(
        repeats_of([around(5, 0, n=400)], [5.0], seeds=400, **measured)
    )
    assert len(repeats_sentences((holds,))) == 1
    lucky = repeats_of([around(24, 0)], [1.4], **measured)
    plan = dataclasses.replace(lucky.plan, objective="val_rmse_all")
    frame = lucky.frame.assign(val_rmse_all=lucky.frame["objective"])
    (one,) = repeated_configurations(dataclasses.replace(lucky, plan=plan, rows=InMemory(frame)))
    assert not one.unsettled
    assert "the best of many noisy trials" in repeats_sentences((one,))[1]
    assert "training RMSE" not in repeats_sentences((one,))[1]


def test_trials_are_ranked_anew_by_the_median():
    repeats = repeats_of([around(9, 0), around(5, 1), around(7, 2)], [1.0, 2.0, 3.0])
    found = repeated_configurations(repeats)
    assert [c.number for c in found] == [11, 12, 10]
    assert [c.original_rank for c in found] == [2, 3, 1]
    assert [tuple(c.rank) for c in found] == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
    assert (
        "the best is trial 11, number 2 before; no other may be as good"
        in (repeats_sentences(found)[-1])
    )


def test_trials_that_cannot_be_told_apart_share_their_ranks():
    found = repeated_configurations(repeats_of([around(5, s) for s in range(4)], [1, 2, 3, 4]))
    assert [c.rank.value for c in found] == [1, 2, 3, 4]
    assert all(c.rank.high - c.rank.low >= 2 for c in found)
    assert "may be as good" in repeats_sentences(found)[-1]


def test_trials_whose_repeats_all_score_the_same_share_their_places():
    alike = repeats_of([np.full(64, 5.0), np.full(64, 5.0), np.full(64, 9.0)], [4.0, 4.5, 5.0])
    found = repeated_configurations(alike)
    assert [tuple(c.rank) for c in found] == [(1, 1, 2), (2, 1, 2), (3, 3, 3)]
    assert repeats_sentences(found)[-1].endswith("1 of the other 2 may be as good.")


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_few_repeats_tell_no_places_apart(seeds):
    apart = repeats_of([np.full(seeds, 5.0), np.full(seeds, 9.0)], [4.0, 4.5], seeds=seeds)
    found = repeated_configurations(apart)
    assert [tuple(c.rank) for c in found] == [(1, 1, 2), (2, 1, 2)]
    assert repeats_sentences(found)[-1].endswith("1 of the other 1 may be as good.")


def test_diverged_repeats_count_as_worst_and_are_told():
    values = around(5, 0)
    values[:32] = np.nan
    (one,) = repeated_configurations(repeats_of([values], [4.0]))
    assert one.diverged.value == 0.5
    assert len(one.values) == 32
    assert (one.median, one.rank, one.verdict) == (None, None, "no median")
    (said,) = repeats_sentences((one,))
    assert "its median is none (half of them or more have no result)" in said
    assert said.endswith("there is no typical score that it could be held against.")
    values[16:32] = values[32:48]
    (quarter,) = repeated_configurations(repeats_of([values], [4.0]))
    assert quarter.median.is_there
    assert quarter.verdict == "lucky"


def test_a_trial_without_any_result_has_no_numbers():
    found = repeated_configurations(repeats_of([np.full(64, np.nan), around(5, 1)], [1.0, 2.0]))
    assert [c.number for c in found] == [11, 10]
    assert (found[1].median, found[1].rank) == (None, None)
    assert "Not one of the 64 repeats of trial 10" in repeats_sentences(found)[0]


def test_says_when_batch_normalisation_was_why():
    measured = {"train_rmse": 0.4, "val_rmse": 1.0, "train_rmse_eval": 22.0}
    found = repeated_configurations(repeats_of([around(24, 0)], [1.4], **measured))
    (with_norm,) = (dataclasses.replace(one, batch_norm=True) for one in found)
    assert with_norm.unsettled
    why = repeats_sentences((with_norm,))[1]
    assert why.startswith("Why: ")
    assert "0.40 USD" in why
    assert "22.00 USD" in why
    assert "its statistics had not settled" in why
    assert found[0].batch_norm == PARAMS[0]["batch_norm_linear_layers"]


def test_does_not_blame_batch_normalisation_where_there_is_none():
    measured = {"train_rmse": 0.2, "val_rmse": 21.0, "train_rmse_eval": 2.1}
    found = repeated_configurations(repeats_of([around(24, 0)], [21.2], **measured))
    why = repeats_sentences((dataclasses.replace(found[0], batch_norm=False),))[1]
    assert "batch normalisation" not in why
    assert "before the last step's update" in why
    assert "2.10 USD" in why


def test_says_when_the_modes_are_not_why():
    measured = {"train_rmse": 0.4, "val_rmse": 1.0, "train_rmse_eval": 0.41}
    found = repeated_configurations(repeats_of([around(24, 0)], [1.4], **measured))
    assert "the modes hardly differ" in repeats_sentences(found)[1]


def test_trials_whose_repeats_have_not_begun_are_left_out():
    repeats = repeats_of([around(5, 0), around(6, 1)], [1.0, 2.0])
    partial = dataclasses.replace(
        repeats, rows=InMemory(repeats.frame.query("trial == 11 and repeat < 3"))
    )
    (one,) = repeated_configurations(partial)
    assert (one.number, one.repeats) == (11, 3)
    nothing = dataclasses.replace(repeats, rows=InMemory(repeats.frame.iloc[:0]))
    assert repeats_sentences(repeated_configurations(nothing)) == ("No repeat has ended yet.",)


def test_json_has_every_configuration_best_median_first():
    repeats = repeats_of([around(9, 0), around(5, 1)], [1.0, 2.0])
    document = json.loads(json.dumps(repeats_json(repeats), allow_nan=False))
    assert [c["trial"] for c in document["configurations"]] == [11, 10]
    first = document["configurations"][0]
    assert first["rank"] == {"value": 1, "low": 1, "high": 1}
    assert len(first["values"]) == 64
    assert first["verdict"] == "lucky"
    assert first["lucky"] is True
    assert document["findings"]
    assert "5%" in document["how_judged"]


@pytest.mark.calibration
@pytest.mark.parametrize("shape", ["normal", "log-normal"])
@pytest.mark.parametrize("behind", [0.0, 0.05, 2.0])
@pytest.mark.parametrize("trials", [5, 10, 20])
def test_the_truly_best_trial_is_among_those_that_may_be(trials, behind, shape, cases, rate):
    """In at least 95 of 100 repeats; where it is clearly the best, it is the only one."""
    n, held, named = cases(200), 0, 0
    for case in range(n):
        rng = np.random.default_rng(case)
        draws = rng.normal(size=(trials, 64))
        values = (draws if shape == "normal" else np.exp(draws)) + 20
        values[1:] += behind
        found = repeated_configurations(repeats_of(list(values), range(1, trials + 1)))
        may_be = [one.number for one in found if one.rank.low == 1]
        held += 10 in may_be
        named += len(may_be)
    where = f"{trials} trials, {shape}, {behind} behind the best"
    assert rate(f"{where}: it may be", held, n) >= 0.95 - 3 * (0.05 * 0.95 / n) ** 0.5
    assert rate(f"{where}: of all trials, those that may be", named, n * trials) > 0
    assert behind < 1 or named == n
