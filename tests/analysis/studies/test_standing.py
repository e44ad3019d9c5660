"""Verdicts on the best trial: the strongest baseline first."""

import dataclasses

import pytest

from dctaxi.analysis.studies import (
    judgement_of_best,
    plan_to_try,
    standing_headline,
    standing_json,
    standing_sentences,
)
from dctaxi.data import CHAPTER_SOURCE, Shift
from dctaxi.study import JUDGEMENT_KEY, Gap, Judgement
from dctaxi.study.assessment import BASELINES, Assessment, BaselineErrors, Errors, Interval
from tests.studies import plan_of

BETTER, WORSE, OPEN = Gap(-0.5, -0.8, -0.1), Gap(0.2, 0.1, 0.3), Gap(0.0, -0.1, 0.1)
PLAN = plan_of("study", objective="val_rmse_all", feature_set="distance")


def judged(*gaps: Gap, rows: str = "test", n_rows: int = 898) -> Judgement:
    """Make a judgement of 2.50 USD, so far from the mean fare, a line and trees."""
    errors = [Errors(*[Interval(2.5 - gap.value, None, None)] * 4) for gap in (OPEN, *gaps)]
    baselines = map(BaselineErrors, BASELINES, errors[1:], gaps)
    found = Assessment(
        rows,
        n_rows,
        errors[0],
        tuple(baselines),
        (2.5,),
        Shift(9, 3, 20, 0, 1, 0),
        0.0,  # type: ignore[arg-type] # test or val
    )
    return Judgement(7, found)


def test_few_rows_tell_nothing() -> None:
    few = judged(BETTER, BETTER, BETTER, n_rows=49)
    assert "too few rows to compare them: hold back 50" in standing_headline(few)
    assert standing_json(few)["verdict"] == "too few rows"
    assert plan_to_try(few, plan_of("raw", feature_set="raw")) is None


def test_a_trial_that_beats_every_baseline_says_so_first() -> None:
    assert standing_sentences(judged(BETTER, BETTER, BETTER), PLAN)[0] == (
        "Trial 7: 2.50 USD off (RMSE) on 898 test rows; better than all baselines, the strongest "
        "the mean fare 3.00."
    )


def test_baselines_that_are_not_beaten_are_named_with_what_to_try() -> None:
    first, second, third, *_ = standing_sentences(judged(BETTER, OPEN, WORSE), PLAN)
    assert first == (
        "Trial 7: 2.50 USD off (RMSE) on 898 test rows; gradient-boosted trees 2.30, a line on "
        "the trip's distance 2.50: not a model to use yet."
    )
    assert second.startswith("Try more training steps")
    assert "of the mean fare -0.50 (-0.80 to -0.10)" in third
    tie = standing_headline(judged(BETTER, OPEN, BETTER))
    assert tie.endswith("a line on the trip's distance 2.50: inconclusive.")


@pytest.mark.parametrize("constant", [WORSE, OPEN])
def test_what_to_try_follows_from_the_plan(constant: Gap) -> None:
    judgement = judged(constant, WORSE, WORSE)
    for changed, words in (
        ({"feature_set": "raw"}, "Try the distance features"),
        ({"objective": "val_rmse"}, "Try the objective that judges every trial on all"),
    ):
        plan = dataclasses.replace(PLAN, **changed)  # type: ignore[arg-type] # fields of a plan
        assert standing_sentences(judgement, plan)[1].startswith(words)


def test_rows_that_chose_the_trial_are_named() -> None:
    told = standing_sentences(judged(BETTER, BETTER, BETTER, rows="val"), PLAN)
    assert "on 898 validation rows" in told[0]
    assert told[-1].startswith("There is no test set, and the validation rows chose the trial")


def test_a_judgement_of_another_trial_is_not_the_best_ones() -> None:
    kept = {JUDGEMENT_KEY: judged(BETTER, OPEN, BETTER).to_json()}
    assert judgement_of_best(kept, 7) == judged(BETTER, OPEN, BETTER)
    assert judgement_of_best(kept, 8) is None
    assert judgement_of_best(kept, None) is None
    assert judgement_of_best({}, 7) is None


def test_json_has_the_verdict() -> None:
    assert standing_json(judged(BETTER, OPEN, WORSE))["verdict"] == "worse"
    assert standing_json(judged(BETTER, OPEN, BETTER))["verdict"] == "inconclusive"
    assert standing_json(judged(BETTER, BETTER, BETTER))["verdict"] == "better"


def test_what_to_try_is_a_plan_where_it_is_one_thing() -> None:
    raw = dataclasses.replace(PLAN, feature_set="raw", objective="train_val_rmse")
    better = plan_to_try(judged(OPEN, WORSE, WORSE), raw)
    assert better is not None
    assert (better.feature_set, better.objective) == ("distance", "val_rmse_all")
    assert better.space == raw.space
    assert plan_to_try(judged(BETTER, BETTER, BETTER), raw) is None
    assert plan_to_try(judged(WORSE, WORSE, WORSE), PLAN) is None
    scaled = plan_to_try(judged(BETTER, WORSE, WORSE), dataclasses.replace(
        PLAN, feature_set="scaled", objective="val_rmse"
    ))  # fmt: skip
    assert scaled is not None
    assert (scaled.feature_set, scaled.objective) == ("scaled", "val_rmse_all")


@pytest.mark.parametrize(("constant", "line"), [(BETTER, BETTER), (OPEN, OPEN), (WORSE, WORSE)])
def test_a_best_of_the_chapters_files_is_none_of_a_network_that_learned(
    constant: Gap, line: Gap
) -> None:
    plan = dataclasses.replace(PLAN, source=CHAPTER_SOURCE)
    told = standing_sentences(judged(constant, line, line), plan)
    assert told[1].startswith("All training fares of the chapter's published files are the same")
    assert plan_to_try(judged(constant, line, line), plan) is None
