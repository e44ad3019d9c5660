from pathlib import Path

import pytest

from dctaxi.access import Action
from dctaxi.errors import LimitError
from dctaxi.limits import NO_LIMITS, Limits
from dctaxi.workspace import Workspace


def test_without_limits_everything_is_allowed(tmp_path: Path) -> None:
    NO_LIMITS.check_trials(10**9)
    NO_LIMITS.check_members(10**9)
    NO_LIMITS.check_queue(10**9)
    NO_LIMITS.check_disk(tmp_path)


def test_each_limit_says_what_was_asked_for_what_is_allowed_and_what_to_do() -> None:
    limits = Limits(trials=10, members=20, queue=2)
    limits.check_trials(10)
    limits.check_trials(None)
    limits.check_members(20)
    limits.check_queue(1)
    with pytest.raises(LimitError, match=r"at most 10 trials, got 11: .* ask for fewer"):
        limits.check_trials(11)
    with pytest.raises(LimitError, match=r"at most 20 trainings at once, got 21: .* fewer"):
        limits.check_members(21)
    with pytest.raises(LimitError, match="2 jobs that run or wait, and this class allows 2"):
        limits.check_queue(2)


def test_a_full_disk_takes_nothing_more_but_lets_delete(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(bytes(3_000_000))
    workspace = Workspace(tmp_path, "sqlite:///a.db", limits=Limits(disk_mb=2))
    with pytest.raises(LimitError, match="takes 3 MB, and this class allows 2 MB: delete"):
        workspace.allow(Action.TRAIN)
    for action in (Action.DELETE_STUDY, Action.DELETE_DATA, Action.STOP_JOB, Action.KEEP_DRAFT):
        workspace.allow(action)
