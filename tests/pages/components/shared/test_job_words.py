import pytest

from dctaxi.runner import JobState
from pages.components.shared import job_words


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
    assert job_words.counts(done, failed, total) == sentence


def test_every_state_of_a_job_has_its_own_badge() -> None:
    states = (*JobState, "created", "interrupted")
    badges = {job_words.state_badge(state) for state in states}
    assert len(badges) == len(states)
    assert not any("help" in badge for badge in badges)
