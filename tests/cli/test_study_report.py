from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dctaxi.cli.main import main


def test_a_study_is_written_as_one_file(tmp_path: Path, answer: Callable[..., Any]) -> None:
    answer("study", "run", "--name", "first", "--preset", "first", "--trials", "4")
    target = tmp_path / "report.html"
    told = answer("study", "report", "first", "--html", str(target))
    assert told == {"name": "first", "bytes": target.stat().st_size}
    assert "<h1>Study first</h1>" in target.read_text("utf-8")


def test_a_study_that_is_missing_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.html"
    assert main(["study", "report", "nobody", "--html", str(target)]) != 0
    assert "nobody" in capsys.readouterr().err
    assert not target.exists()
