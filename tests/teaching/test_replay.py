import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dctaxi.teaching.replay import replay_of, replay_text
from tests.plots.conftest import rows

VALUES = st.lists(st.none() | st.floats(0, 100, allow_nan=False), max_size=12)


def test_the_best_is_that_of_the_trials_so_far():
    replay = replay_of(rows([None, 5.0, 7.0, 5.0, 3.0, None]))
    assert replay.new_bests == (1, 4)
    assert replay.trials["best_number"].tolist() == [-1, 1, 1, 1, 4, 4]
    best = replay.trials["best"].tolist()
    assert math.isnan(best[0])
    assert best[1:] == [5.0, 5.0, 5.0, 3.0, 3.0]
    assert replay.until(2)["number"].tolist() == [0, 1, 2]


def test_trials_that_have_not_ended_are_not_replayed():
    replay = replay_of(rows([5.0, None, None], ["COMPLETE", "RUNNING", "WAITING"]))
    assert replay.numbers.tolist() == [0]


@settings(max_examples=30)
@given(VALUES)
def test_every_frame_agrees_with_a_study_that_ended_there(values):
    whole = replay_of(rows(values))
    for number in range(len(values)):
        alone = replay_of(rows(values[: number + 1]))
        assert alone.new_bests == tuple(n for n in whole.new_bests if n <= number)
        known = [v for v in values[: number + 1] if v is not None]
        best = whole.until(number)["best"].iloc[-1]
        assert best == min(known) if known else math.isnan(best)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, "After 1 of 5 trials none has a result."),
        (1, "After 2 of 5 trials: trial 1 is a new best with 5.00 USD."),
        (2, "After 3 of 5 trials: the best is trial 1 with 5.00 USD; the trial since did"),
        (3, "the 2 trials since did no better."),
        (4, "trial 4 is a new best with 3.50 USD, 1.50 USD less than before."),
    ],
)
def test_the_sentence_says_what_was_known_then(number, says):
    assert says in replay_text(replay_of(rows([None, 5.0, 7.0, 5.0, 3.5])), number)


def test_a_study_without_trials_has_a_replay_without_frames():
    replay = replay_of(rows([]))
    assert replay.new_bests == ()
    assert np.size(replay.numbers) == 0
    assert replay_text(replay, 0) == "No trial has ended yet."
