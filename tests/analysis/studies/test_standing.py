"""Verdicts on the best trial: the worst news first."""

import dataclasses

import pytest

from dctaxi.analysis.studies import (
    Standing,
    judgement_of_best,
    plan_to_try,
    standing,
    standing_json,
    standing_sentences,
    standing_text,
)
from dctaxi.data import CHAPTER_SOURCE
from dctaxi.study import JUDGEMENT_KEY, Gap, Judgement
from tests.studies import plan_of

BETTER, WORSE, OPEN = Gap(-0.5, -0.8, -0.1), Gap(0.2, 0.1, 0.3), Gap(0.0, -0.1, 0.1)
PLAN = plan_of("study", objective="val_rmse_all", feature_set="distance")


def judged(constant: Gap, line: Gap, rows: str = "test") -> Judgement:
    return Judgement(7, rows, 898, 2.5, 4.8, 2.3, constant, line)  # type: ignore[arg-type] # test or val


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(BETTER, Standing.BEATS), (WORSE, Standing.DOES_NOT_BEAT), (OPEN, Standing.TOO_CLOSE)],
)
def test_only_an_interval_beside_nought_tells(gap: Gap, expected: Standing) -> None:
    assert standing(gap, 898) is expected


def test_few_rows_tell_nothing() -> None:
    few = dataclasses.replace(judged(BETTER, BETTER), n_rows=49)
    assert standing(BETTER, 49) is Standing.TOO_FEW
    assert standing(BETTER, 50) is Standing.BEATS
    first, second = standing_sentences(few, None)
    assert first.startswith("Too few rows to tell whether trial 7, the best, beats always")
    assert second.startswith("On 49 held-out test trips nothing can be told: hold back 50 or more")
    assert standing_text(few).startswith("Too few rows to tell (49), on test rows")
    assert standing_json(few)["verdict_line"] == "too few rows to tell"
    assert plan_to_try(few, plan_of("raw", feature_set="raw")) is None


def test_a_trial_that_beats_both_says_so_first() -> None:
    first, second = standing_sentences(judged(BETTER, BETTER), PLAN)
    assert first == (
        "Trial 7 beats always answering the mean fare: on 898 held-out test trips it "
        "is 2.50 USD off (RMSE), the mean 4.80: -0.50, 95 % interval -0.80 to -0.10."
    )
    assert second.startswith("It beats a straight line on the trip distance (2.30 USD: -0.50")


def test_a_line_that_wins_is_the_first_sentence() -> None:
    first, second, third = standing_sentences(judged(BETTER, WORSE), PLAN)
    assert first.startswith("Trial 7, the best, does not beat a straight line on the trip distance")
    assert second.startswith("It beats always answering the mean fare")
    assert third.startswith("Try more training steps")


@pytest.mark.parametrize("constant", [WORSE, OPEN])
def test_a_constant_that_is_not_beaten_is_the_first_sentence_with_what_to_try(
    constant: Gap,
) -> None:
    told = standing_sentences(judged(constant, WORSE), dataclasses.replace(PLAN, feature_set="raw"))
    assert "always answering the mean fare: on 898" in told[0]
    assert told[0].startswith(("Trial 7, the best, does not beat", "Too close to tell whether"))
    assert told[2].startswith("Try the distance features")
    told = standing_sentences(
        judged(constant, OPEN), dataclasses.replace(PLAN, objective="val_rmse")
    )
    assert told[1].startswith("Against a straight line on the trip distance it is too close")
    assert told[2].startswith("Try the objective that judges every trial on all validation rows")
    assert len(standing_sentences(judged(constant, OPEN), None)) == 2


def test_rows_that_chose_the_trial_are_named() -> None:
    told = standing_sentences(judged(BETTER, BETTER, "val"), PLAN)[0]
    assert "on the 898 validation trips that chose it, which flatters it" in told
    assert "on the very rows that chose it (no test set)" in standing_text(
        judged(BETTER, BETTER, "val")
    )


def test_a_list_has_the_verdict_in_a_few_words() -> None:
    assert standing_text(judged(BETTER, OPEN)) == (
        "Beats the constant answer, on test rows: 2.50 USD"
    )
    assert standing_text(judged(BETTER, WORSE)) == (
        "Beats the constant answer, but not a line on the distance, on test rows: 2.50 USD"
    )
    assert standing_text(judged(WORSE, WORSE)).startswith("Does not beat the constant answer, on")
    assert standing_text(judged(OPEN, WORSE)).startswith("Too close to the constant answer to tell")


def test_a_judgement_of_another_trial_is_not_the_best_ones() -> None:
    kept = {JUDGEMENT_KEY: judged(BETTER, OPEN).to_json()}
    assert judgement_of_best(kept, 7) == judged(BETTER, OPEN)
    assert judgement_of_best(kept, 8) is None
    assert judgement_of_best(kept, None) is None
    assert judgement_of_best({}, 7) is None


def test_json_has_the_verdicts() -> None:
    found = standing_json(judged(BETTER, WORSE))
    assert (found["verdict_constant"], found["verdict_line"]) == ("beats", "does not beat")
    assert found["against_line"] == [0.2, 0.1, 0.3]


def test_what_to_try_is_a_plan_where_it_is_one_thing() -> None:
    raw = dataclasses.replace(PLAN, feature_set="raw", objective="train_val_rmse")
    better = plan_to_try(judged(OPEN, WORSE), raw)
    assert better is not None
    assert (better.feature_set, better.objective) == ("distance", "val_rmse_all")
    assert better.space == raw.space
    assert plan_to_try(judged(BETTER, OPEN), raw) is None
    assert plan_to_try(judged(WORSE, WORSE), PLAN) is None
    scaled = plan_to_try(judged(BETTER, WORSE), dataclasses.replace(
        PLAN, feature_set="scaled", objective="val_rmse"
    ))  # fmt: skip
    assert scaled is not None
    assert (scaled.feature_set, scaled.objective) == ("scaled", "val_rmse_all")


@pytest.mark.parametrize(("constant", "line"), [(BETTER, BETTER), (OPEN, OPEN), (WORSE, WORSE)])
def test_a_best_of_the_chapters_files_is_none_of_a_network_that_learned(
    constant: Gap, line: Gap
) -> None:
    plan = dataclasses.replace(PLAN, source=CHAPTER_SOURCE)
    told = standing_sentences(judged(constant, line), plan)
    assert told[-1].startswith("All training fares of the chapter's published files are the same")
    assert plan_to_try(judged(constant, line), plan) is None
