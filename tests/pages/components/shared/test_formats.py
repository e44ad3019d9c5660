from datetime import datetime, timedelta

import pytest

from dctaxi.runner import JobState
from pages.components.shared import formats

NOW = datetime(2026, 3, 5, 12, 0, 0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.96, "10.0 s"),
        (59.7, "1 min 0 s"),
        (61, "1 min 1 s"),
        (7260, "2 h 1 min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert formats.duration(seconds) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=1), "just now"),
        (timedelta(seconds=59), "59 seconds ago"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=8), "25 February 2026"),
        (timedelta(seconds=-30), "just now"),
    ],
)
def test_times(ago: timedelta, words: str) -> None:
    assert formats.when(NOW - ago, NOW) == words


def test_counts_and_amounts() -> None:
    assert formats.count(1, "study", "studies") == "1 study"
    assert formats.count(1200, "trial") == "1,200 trials"
    assert formats.usd(1234.5) == "1,234.50 USD"
    assert formats.usd(None) == "none yet"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0123456, "0.01235"), (3.0, "3"), (7, "7"), ("Adam", "Adam"), (1e20, "1e+20")],
)
def test_numbers_are_written_as_by_hand(value: object, text: str) -> None:
    assert formats.number(value) == text


def test_a_configuration_is_one_line_in_its_own_order() -> None:
    assert formats.configuration({"lr": 0.05, "optimizer": "SGD"}) == "`lr` 0.05 · `optimizer` SGD"
    assert formats.configuration(None) == ""


@pytest.mark.parametrize(
    ("done", "failed", "total", "sentence"),
    [
        (0, 0, 100, "0 of 100 trials"),
        (1200, 3, 10_000, "1,200 of 10,000 trials, 3 failed or diverged"),
        (7, 0, None, "7 trials"),
    ],
)
def test_counts_say_how_far_a_job_is(
    done: int, failed: int, total: int | None, sentence: str
) -> None:
    assert formats.done_of(done, failed, total) == sentence


def test_every_state_of_a_job_has_its_own_badge() -> None:
    states = (*JobState, "created", "interrupted")
    badges = {formats.state_badge(state) for state in states}
    assert len(badges) == len(states)
    assert not any("help" in badge for badge in badges)
