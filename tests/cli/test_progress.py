import threading

import pytest

from dctaxi.cli import progress
from dctaxi.cli.progress import preparation_reported
from dctaxi.training.fused import preparation
from dctaxi.training.fused.preparation import Preparation, PreparationState
from tests.waiting import until


@pytest.mark.parametrize(
    ("states", "lines"),
    [
        (["idle", "preparing", "preparing", "preparing", "ready"], 1),
        (["idle", "preparing", "ready"], 0),  # read from the disk
        (["ready"], 0),
    ],
)
def test_says_once_that_a_kernel_is_compiled(
    states: list[PreparationState],
    lines: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[PreparationState] = []

    def look() -> Preparation:
        seen.append(states.pop(0) if len(states) > 1 else states[0])
        return Preparation(seen[-1], "Preparing the engine, once.")

    def watched() -> bool:
        return any(thread.name == "preparation-reported" for thread in threading.enumerate())

    monkeypatch.setattr(progress, "POLL_S", 0.001)
    monkeypatch.setattr(preparation, "preparation", look)
    with preparation_reported():
        until(lambda: "ready" in seen or not watched())
    assert capsys.readouterr().err == lines * "dctaxi: Preparing the engine, once.\n"
    assert not watched()
