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
