import json

import pytest

from dctaxi.runner import JobState

AT_WORK = {"preparing", "running", "stopping"}
FINISHED = {"finished", "stopped", "failed"}


@pytest.mark.parametrize("state", JobState)
def test_a_job_waits_or_is_at_work_or_has_finished(state: JobState) -> None:
    assert state.at_work == (state in AT_WORK)
    assert state.finished == (state in FINISHED)
    assert (state == "queued") == (not state.at_work and not state.finished)


def test_a_state_is_compared_and_written_as_its_word() -> None:
    assert JobState.STOPPING == "stopping"
    assert json.dumps([JobState.STOPPING]) == '["stopping"]'
