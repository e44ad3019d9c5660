"""Specs at the edges of what trains, and what it means that two outcomes are the same."""

from __future__ import annotations

import pytest

from dctaxi.records import TrialOutcome, TrialSpec

EDGES = [
    TrialSpec(1, (7,), False, "SGD", 0.01, 1, 20),
    TrialSpec(2, (7,), True, "Adam", 0.03, 2, 21),
    TrialSpec(3, (1,), True, "SGD", 0.03, 2, 19),
    TrialSpec(4, (11, 7, 11), True, "Adam", 0.07, 50, 50),
    TrialSpec(5, (11, 7), False, "Adam", 0.009, 30, 30),
    TrialSpec(6, (3, 5, 8, 13, 7), True, "SGD", 0.02, 111, 1),
    TrialSpec(2**31 - 2, (40, 2), False, "SGD", 0.02, 36, 35),
    TrialSpec(7, (11, 7), False, "Adam", 0.05, 33, 41, weight_decay=0.7),
    TrialSpec(8, (5,), True, "Adam", 0.05, 33, 22, weight_decay=0.0),
    TrialSpec(10, (11, 7), False, "Adam", 0.02, 33, 41, gradient_clip_val=7.0),
    TrialSpec(11, (7,), True, "SGD", 0.01, 33, 22, gradient_clip_val=0.001),
    TrialSpec(12, (7, 3), True, "SGD", 0.001, 33, 21, gradient_clip_val=0.0),
    TrialSpec(13, (11, 7), False, "SGD", 0.02, 33, 41, momentum=0.9),
    TrialSpec(14, (7, 3), True, "SGD", 0.02, 33, 41, momentum=0.5),
    TrialSpec(15, (7,), False, "SGD", 0.01, 33, 22, momentum=1.0),
]
"""One row, two rows with batch norm, one hidden layer, more rows than there are, every ending, much
and no weight decay, gradients clipped long, short and never, and some and lasting momentum."""


def assert_close(ours: TrialOutcome, theirs: TrialOutcome, rel: float) -> None:
    for name in ("objective", "chapter_objective", "train_rmse_eval", "test_rmse"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=rel), name
