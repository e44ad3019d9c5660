"""Every command runs in a workspace of its own, in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dctaxi.cli.main import main
from dctaxi.populations import trainings
from tests.fake_engine import FakeEngine


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DCTAXI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DCTAXI_STORAGE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine of every command that trains outside a study."""
    fake = FakeEngine()
    monkeypatch.setattr(trainings, "make_engine", lambda *_args, **_options: fake)
    return fake


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command that must succeed, and return the JSON that it alone wrote to stdout."""

    def run(*arguments: str) -> Any:
        assert main([*arguments, "--json", "-"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def refusal(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must fail, with status 2 for wrong usage; return its line on stderr."""

    def run(*arguments: str, status: int = 1) -> str:
        assert main(arguments) == status
        captured = capsys.readouterr()
        assert captured.out == ""
        lines = captured.err.strip().splitlines()
        assert lines[-1].startswith("dctaxi: ")
        assert "Traceback" not in captured.err
        return lines[-1]

    return run
