import dataclasses

import pytest

from dctaxi.runner import JobState, JobStatus
from dctaxi.runner import entry as entries
from dctaxi.runner.entry import Entry
from tests.runner.errand import Errand

TOLD = JobStatus("1", "errand", "errand", None, JobState.RUNNING, eta_s=10.0)


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""
    return lambda seconds: monkeypatch.setattr(entries.time, "monotonic", lambda: seconds)


@pytest.fixture
def entry(workspace):
    return Entry(Errand(), workspace, TOLD, quick=False, began=100.0, left_told=104.0)


def test_a_job_has_run_since_it_began_until_it_ended(entry, at):
    at(130.0)
    assert entry.now.elapsed_s == 30.0
    entry.ended = 120.0
    assert entry.now.elapsed_s == 20.0


@pytest.mark.parametrize(
    ("seconds", "left_s"), [(104.0, 10.0), (110.0, 4.0), (112.0, 2.0), (124.0, 5.0)]
)
def test_less_time_is_left_than_was_told_and_never_next_to_none_for_long(
    entry, at, seconds, left_s
):
    at(seconds)
    assert entry.now.eta_s == left_s


def test_what_nobody_knows_stays_unknown(entry, at):
    at(110.0)
    entry.status = dataclasses.replace(TOLD, eta_s=None)
    assert entry.now.eta_s is None
