"""One tab looks, the others take what it saw, for as long as that is fresh enough."""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dctaxi.runner import Moments
from tests.waiting import PATIENCE_S


def test_a_fresh_answer_is_shared_and_an_old_one_is_looked_for_again():
    moments, looks = Moments[int](), iter(range(9))

    assert moments.seen("study", lambda: next(looks), within_s=math.inf) == 0
    assert moments.seen("study", lambda: next(looks), within_s=math.inf) == 0
    assert moments.seen("study", lambda: next(looks), within_s=-1) == 1
    assert moments.seen("other", lambda: next(looks), within_s=math.inf) == 2


def test_one_looks_while_the_others_wait():
    moments, together = Moments[int](), threading.Barrier(4)
    looked = []

    def ask(_: int) -> int:
        together.wait(PATIENCE_S)
        return moments.seen("study", lambda: looked.append(1) or len(looked), within_s=math.inf)

    with ThreadPoolExecutor(4) as tabs:
        assert list(tabs.map(ask, range(4))) == [1, 1, 1, 1]


def test_what_a_look_raises_is_not_kept():
    moments = Moments[int]()
    with pytest.raises(ZeroDivisionError):
        moments.seen("study", lambda: 1 // 0, within_s=math.inf)
    assert moments.seen("study", lambda: 7, within_s=math.inf) == 7


def test_only_the_latest_are_kept():
    moments, looks = Moments[int](kept=2), iter(range(9))
    for key in "abca":
        moments.seen(key, lambda: next(looks), within_s=math.inf)
    assert next(looks) == 4
