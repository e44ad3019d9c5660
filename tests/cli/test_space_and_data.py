import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dctaxi.cli.main import main
from dctaxi.space import PRESETS, space_from_json


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_printed_as_json_that_can_be_read_again(
    preset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["space", "show", "--preset", preset]) == 0
    assert space_from_json(json.loads(capsys.readouterr().out)) == PRESETS[preset].space


def test_a_space_is_printed_as_python_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["space", "show", "--preset", "chapter", "--python"]) == 0
    compile(capsys.readouterr().out, "space.py", "exec")


def test_a_bad_space_file_is_refused_by_its_path(
    tmp_path: Path, answer: Callable[..., Any], refusal: Callable[..., str]
) -> None:
    space = answer("space", "show", "--preset", "chapter")
    space["parameters"]["lr"]["low"] = 1.0
    path = tmp_path / "space.json"
    path.write_text(json.dumps(space))
    assert f"{path}: parameters.lr.low" in refusal("space", "show", "--space", str(path))


def test_a_space_file_nested_without_end_is_refused(
    tmp_path: Path, refusal: Callable[..., str]
) -> None:
    path = tmp_path / "space.json"
    path.write_text("[" * 100_000)
    assert "nested" in refusal("space", "show", "--space", str(path))


def test_usable_data_is_reported_on(tmp_path: Path, answer: Callable[..., Any]) -> None:
    from tests.cli.test_train import write_csv

    report = answer("data", "check", "--glob", write_csv(tmp_path / "trips.csv", 1))
    assert report["ok"]
    assert report["rows"] == 60
    assert len(report["columns"]) == 9


def test_unusable_data_is_reported_on_with_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trips.csv"
    path.write_text("fare;distance\n1;2\n")
    assert main(["data", "check", "--glob", f"file://{path}", "--json", "-"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert not report["ok"]
    assert report["findings"][0]["severity"] == "error"
    assert main(["data", "check", "--glob", f"file://{path}"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "not usable" in printed.err
