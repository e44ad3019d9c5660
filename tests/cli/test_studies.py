"""What the commands say of the studies of a workspace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dctaxi.cli.main import main
from dctaxi.workspace import Workspace
from tests.studies import keep_study, plan_of


def test_the_best_trial_is_told_with_what_it_is_worth_and_trains_again(
    tmp_path: Path, answer: Callable[..., Any]
) -> None:
    report = answer("study", "run", "--name", "first", "--preset", "first", "--trials", "8")
    best = answer("study", "best", "first")
    assert (best["number"], best["value"]) == (report["best_number"], report["best_value"])
    assert best["objective"] == report["plan"]["objective"] == "val_rmse_all"
    assert best["constant"] == report["best_constant"]
    assert best["judgement"] == report["judgement"]
    assert best["judgement"]["verdict"] in ("better", "worse", "inconclusive", "too few rows")
    configs = tmp_path / "configs.json"
    configs.write_text(json.dumps([best["config"]]))
    (again,) = answer("train", "--configs", str(configs), "--features", "distance")
    assert again["val_rmse_all"] == best["value"]


def test_a_study_is_copied_and_renamed(answer: Callable[..., Any]) -> None:
    answer("study", "run", "--name", "first", "--preset", "first", "--trials", "8")
    assert answer("study", "copy", "first", "second")["trials"] == 8
    answer("study", "rename", "second", "third")
    first, third = (answer("study", "show", name) for name in ("first", "third"))
    assert first["trials"] == third["trials"]
    assert third["plan"] == first["plan"] | {"name": "third"}
    goes_on = [answer("study", "resume", name, "--trials", "4") for name in ("first", "third")]
    assert goes_on[0]["best_params"] == goes_on[1]["best_params"]
    assert goes_on[1]["trials"] == 12
    assert main(["study", "copy", "first", "third"]) == 1
    assert main(["study", "best", "nobody"]) == 1


def test_a_list_counts_the_trials_without_a_result_too(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Workspace(workspace, f"sqlite:///{workspace / 'studies.db'}")
    keep_study(plan_of("study"), place, [3.0, None, None])
    keep_study(plan_of("none"), place, [None])
    assert main(["study", "list"]) == 0
    said = capsys.readouterr().out
    assert "3 trials, 2 of them failed or diverged" in said
    assert main(["study", "best", "none"]) == 1
    assert "No trial of 'none' has a result" in capsys.readouterr().err
