"""Alone a tab draws as often as is of use; many draw so often that they leave time for the rest."""

from __future__ import annotations

import pytest

from dctaxi.runner import Pace
from dctaxi.runner import pace as room


@pytest.fixture
def now(monkeypatch):
    """The time, which a test sets."""
    clock = {"at": 100.0}
    monkeypatch.setattr(room.time, "monotonic", lambda: clock["at"])
    return clock


def pace() -> Pace:
    return Pace(share=0.1, quickest_s=4.0, slowest_s=30.0)


def test_nobody_and_one_quick_tab_draw_as_often_as_is_of_use():
    one = pace()
    assert (one.seconds(), one.slack_s()) == (4.0, 0.0)
    one.note("tab", 0.1)
    assert one.seconds() == 4.0


def test_with_more_tabs_each_draws_less_often_and_they_share_what_is_as_old():
    many = pace()
    for tab in range(20):
        many.note(str(tab), 0.05)
    assert (many.seconds(), many.slack_s()) == (10.0, 6.0)


def test_a_tab_counts_with_its_latest_drawing_and_never_waits_for_ever():
    one = pace()
    one.note("tab", 60.0)
    assert one.seconds() == 30.0
    one.note("tab", 0.6)
    assert one.seconds() == 6.0


def test_a_tab_that_went_away_is_forgotten(now):
    many = pace()
    many.note("gone", 2.0)
    now["at"] += 50
    many.note("here", 1.0)
    assert many.seconds() == 30.0
    now["at"] += 11
    assert many.seconds() == 10.0


def test_tabs_that_come_at_once_count_before_they_have_drawn():
    many = pace()
    for tab in range(20):
        many.arrive(str(tab))
    assert many.seconds() == 20.0
    for tab in range(20):
        many.note(str(tab), 0.03)
        many.arrive(str(tab))
    assert many.seconds() == 6.0


def test_a_tab_alone_that_comes_is_as_quick_as_before():
    one = pace()
    one.arrive("tab")
    assert (one.seconds(), one.slack_s()) == (4.0, 0.0)
