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
]
"""One row, two rows with batch norm, one hidden layer, more rows than there are, every ending."""


def assert_close(ours: TrialOutcome, theirs: TrialOutcome, rel: float) -> None:
    for name in ("objective", "chapter_objective", "train_rmse_eval", "test_rmse"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=rel), name
