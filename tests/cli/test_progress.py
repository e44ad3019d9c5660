import threading

import pytest

from dctaxi.cli import progress
from dctaxi.cli.progress import preparation_reported
from dctaxi.training.fused import preparation
from dctaxi.training.fused.preparation import Preparation, PreparationState


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
    told = threading.Event()

    def look() -> Preparation:
        if len(states) == 1 or states[:2] == ["preparing", "ready"]:
            told.set()
        state = states.pop(0) if len(states) > 1 else states[0]
        return Preparation(state, "Preparing the engine, once.")

    monkeypatch.setattr(progress, "POLL_S", 0.001)
    monkeypatch.setattr(preparation, "preparation", look)
    with preparation_reported():
        told.wait(0.2)
    assert capsys.readouterr().err == lines * "dctaxi: Preparing the engine, once.\n"
    assert not [t for t in threading.enumerate() if t.name == "preparation-reported"]
