"""The study file in optuna-dashboard, as it is: started in a process of its own and asked."""

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dctaxi.analysis.reading import read_trials
from dctaxi.study import keep_remarks
from dctaxi.workspace import Workspace
from tests.studies import train_study
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.slow

NOTE = "Narrower *lr*, see <b>trial</b> 3."


@pytest.fixture
def ask(workspace: Workspace) -> Iterator[Callable[[str], Any]]:
    """Asks a dashboard over a workspace with one study."""
    train_study(workspace, "study", n_trials=8, round_size=4)
    keep_remarks("study", ["lesson"], NOTE, workspace)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    dashboard = Path(sys.executable).with_name("optuna-dashboard")
    server = subprocess.Popen(
        [dashboard, workspace.storage_url, "--host=127.0.0.1", f"--port={port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def answer(path: str) -> Any:
        address = f"http://127.0.0.1:{port}/api/{path}"
        with urllib.request.urlopen(address, timeout=PATIENCE_S) as said:
            return json.load(said)

    def answers() -> bool:
        assert server.poll() is None
        with suppress(OSError):
            return bool(answer("studies"))
        return False

    try:
        until(answers)
        yield answer
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def test_a_study_has_its_name_its_objective_its_note_and_what_a_training_took(
    workspace: Workspace, ask: Callable[[str], Any]
) -> None:
    (listed,) = ask("studies")["study_summaries"]
    assert listed["study_name"] == "study"

    study = ask(f"studies/{listed['study_id']}")
    assert study["objective_names"] == ["train_val_rmse"]
    assert study["note"]["body"] == r"Narrower \*lr\*, see \<b\>trial\</b\> 3\."
    told = read_trials(workspace, "study")
    assert [t["values"][0] for t in study["trials"]] == told["value"].tolist()
    for trial, seconds in zip(study["trials"], told["train_s"], strict=True):
        start, end = map(
            datetime.fromisoformat, (trial["datetime_start"], trial["datetime_complete"])
        )
        assert (end - start).total_seconds() == pytest.approx(seconds, abs=2e-6)
