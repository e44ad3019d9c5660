import ast
import hashlib
import io
import json
import math
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pandas as pd
import pytest

from dctaxi.data import (
    SampleSource,
    load_tables,
)
from dctaxi.errors import StudyError
from dctaxi.hyperparameters import DEFAULTS
from dctaxi.program import notebook_of, program_files, program_zip
from dctaxi.study import StudyPlan, as_printed, choose_trial, create_study, leave_out, run_study
from dctaxi.training import make_engine
from dctaxi.training.hyperparameters import parse_hyperparameters
from dctaxi.training.over_seeds import seeds_of
from dctaxi.workspace import Workspace
from tests.studies import SPACE, keep_study, plan_of, train_study, trials_of

ENGINE_TOLERANCE = 1e-6  # relative: deep batch norm on other machines


def run_for_real(workspace: Workspace, **changes: object) -> StudyPlan:
    """Make and run a study of four real trainings."""
    plan = StudyPlan("mine", SPACE, **{
        "n_trials": 4, "sampler": "random", "sampler_seed": 3, "source": SampleSource(rows=240),
        "engine": "lightning",
    } | changes)  # fmt: skip
    create_study(plan, workspace)
    run_study("mine", workspace, engine=make_engine("lightning"))
    return plan


def written(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def run_python(file: Path, folder: Path) -> str:
    """Run a program in a process of its own that cannot import dctaxi."""
    alone = [sys.executable, "-P", "-W", "error::UserWarning:__main__", str(file)]
    done = subprocess.run(alone, cwd=folder, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_values(folder: Path, workspace: Workspace) -> None:
    """Hold the values of a study's program against its trials'."""
    values = pd.read_csv(folder / "trials.csv")["value"].tolist()
    expected = [trial.value for trial in trials_of(workspace, "mine")]
    assert values == pytest.approx(expected, rel=ENGINE_TOLERANCE)


def code_of(notebook: bytes) -> str:
    """Return what running all cells of a notebook runs."""
    document = json.loads(notebook)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    assert all({"id", "metadata", "outputs", "execution_count", "source"} <= set(c) for c in cells)
    return "\n\n".join("".join(cell["source"]) for cell in cells)


@pytest.mark.parametrize(
    "changes",
    [
        {"objective": "train_val_rmse"},
        *(
            pytest.param({"objective": objective, "feature_set": features}, marks=pytest.mark.slow)
            for objective, features in (("val_rmse_all", "distance"), ("val_rmse", "scaled"))
        ),
        pytest.param({"objective": "val_rmse_all", "seeds_per_trial": 3}, marks=pytest.mark.slow),
    ],
)
def test_the_program_of_a_study_gives_its_table(workspace, tmp_path, changes):
    run_for_real(workspace, **changes)
    folder = written(program_files("mine", workspace, whole=True), tmp_path)
    said = run_python(folder / "study.py", tmp_path)
    table = pd.read_csv(folder / "trials.csv")
    trials = trials_of(workspace, "mine")
    assert len(table) == len(trials)
    for trial, (_, row) in zip(trials, table.iterrows(), strict=True):
        assert row["value"] == pytest.approx(trial.value, rel=ENGINE_TOLERANCE)
        assert row["number"] == trial.number
        assert {name: row[f"params_{name}"] for name in trial.params} == trial.params
    assert "4 trials, at most" in said


def test_trials_from_outside_of_the_space_are_named_and_the_others_keep_their_numbers(
    workspace, tmp_path
):
    plan = plan_of("mine", n_trials=3, sampler="random", source=SampleSource(rows=240))
    create_study(plan, workspace)
    elsewhere = {"x": optuna.distributions.FloatDistribution(0, 2)}
    optuna.load_study(study_name="mine", storage=workspace.storage_url).add_trial(
        optuna.trial.create_trial(params={"x": 1.0}, distributions=elsewhere, value=1.0)
    )
    run_study("mine", workspace, engine=make_engine("lightning"))
    folder = written(program_files("mine", workspace, whole=True), tmp_path)
    assert "outside of the space, left out here: 0.\n" in (folder / "study.py").read_text()
    run_python(folder / "study.py", tmp_path)
    kept = [trial.number for trial in trials_of(workspace, "mine")[1:]]
    assert pd.read_csv(folder / "trials.csv")["number"].tolist() == kept


def test_the_program_of_a_trial_gives_its_value_and_so_does_its_notebook(workspace, tmp_path):
    run_for_real(workspace, feature_set="distance")
    best = min(trials_of(workspace, "mine"), key=lambda trial: trial.value)
    files = program_files("mine", workspace)
    folder = written(files, tmp_path)
    name = f"trial_{best.number}"
    (folder / "notebook.py").write_text(code_of(files[f"{name}.ipynb"]))
    for file in (f"{name}.py", "notebook.py"):
        objective, value, *_ = run_python(folder / file, tmp_path).split()
        assert objective == "train_val_rmse"
        assert float(value.rstrip(",")) == pytest.approx(best.value, rel=ENGINE_TOLERANCE)


@pytest.mark.slow
def test_the_notebook_of_a_study_gives_its_table(workspace, tmp_path):
    run_for_real(workspace)
    files = program_files("mine", workspace, whole=True)
    folder = written(files, tmp_path)
    (folder / "notebook.py").write_text(code_of(files["study.ipynb"]))
    run_python(folder / "notebook.py", tmp_path)
    check_values(folder, workspace)


@pytest.mark.slow
def test_as_printed_gives_what_the_chapter_reads(workspace, tmp_path):
    plan = as_printed(plan_of("mine", n_trials=3, source=SampleSource(rows=240)))
    create_study(plan, workspace)
    run_study("mine", workspace, engine=make_engine("lightning"))
    folder = written(program_files("mine", workspace, whole=True), tmp_path)
    run_python(folder / "study.py", tmp_path)
    check_values(folder, workspace)


def test_a_program_imports_nothing_of_ours_and_a_failed_trial_is_no_number(workspace):
    keep_study(plan_of(), workspace, [3.0, None, math.inf, 1.0])
    files = program_files("study", workspace, whole=True)
    tree = ast.parse(files["study.py"])
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"math", "pathlib", "numpy", "optuna", "pandas", "torch"}
    assert files["study.py"].count(b", math.nan),") == 2


def test_the_trial_is_the_one_that_was_chosen_or_named(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, 2.0])
    assert "trial_1.py" in program_files("study", workspace)
    choose_trial("study", 2, workspace)
    assert "trial_2.py" in program_files("study", workspace)
    assert "trial_1.py" in program_files("study", workspace, trial="best")
    assert "trial_0.py" in program_files("study", workspace, trial=0)
    with pytest.raises(StudyError, match="no finished trial 9"):
        program_files("study", workspace, trial=9)


def test_a_trial_that_was_left_out_is_not_the_best(workspace):
    keep_study(plan_of(), workspace, [3.0, 1.0, 2.0])
    leave_out("study", [1], workspace)
    assert "trial_2.py" in program_files("study", workspace)
    assert "trial_1.py" in program_files("study", workspace, trial=1)


def test_a_study_without_trials_has_no_program(workspace):
    keep_study(plan_of(), workspace)
    for whole in (True, False):
        with pytest.raises(StudyError, match="run the study first"):
            program_files("study", workspace, whole=whole)


@pytest.mark.parametrize("whole", [True, False])
def test_a_program_holds_no_other_rows_than_the_trials_had(workspace, whole):
    train_study(workspace, "study")
    other = load_tables(SampleSource(rows=90), workspace)
    with pytest.raises(StudyError, match="data of the study 'study' changed"):
        program_files("study", workspace, whole=whole, tables=other)


def test_a_title_of_strangers_stays_in_its_comment(workspace, monkeypatch):
    keep_study(plan_of(), workspace, [1.0])
    title = "a\n'''\nimport os  # `x`\n# %% [markdown]\n<b>"
    monkeypatch.setattr(SampleSource, "title", property(lambda _self: title))
    files = program_files("study", workspace, whole=True)
    tree = ast.parse(files["study.py"])
    assert not [
        one for one in ast.walk(tree) if isinstance(one, ast.Import) and one.names[0].name == "os"
    ]
    document = json.loads(files["study.ipynb"])
    assert [cell["cell_type"] for cell in document["cells"]].count("markdown") == 1


def test_a_notebook_has_the_cells_of_its_program():
    document = json.loads(
        notebook_of("# %% [markdown]\n# A title\n#\n# more\n\n# %% First\nx = 1\n")
    )
    first, second = document["cells"]
    assert "".join(first["source"]) == "A title\n\nmore"
    assert "".join(second["source"]) == "# First\nx = 1"


def test_a_zip_holds_all_files_in_a_folder():
    with zipfile.ZipFile(io.BytesIO(program_zip({"a.py": b"1"}, "mine"))) as archive:
        assert archive.read("mine/a.py") == b"1"


@pytest.mark.parametrize(
    "real",
    [
        {},
        {"weight_decay": 0},
        {"lr": 1, "weight_decay": 1, "gradient_clip_val": 0},
        {"optimizer": "SGD", "momentum": 1},
    ],
)
def test_a_program_knows_the_seeds_of_a_configuration_also_where_a_space_lists_0_or_1(real):
    text = files("dctaxi.program").joinpath("over_seeds.txt").read_text("utf-8")
    names: dict[str, Any] = {
        "hashlib": hashlib,
        "json": json,
        "np": np,
        "SEEDS": 5,
        "DEFAULTS": DEFAULTS,
    }
    exec(text, names)  # the text is ours
    config = {"seed": 7, "num_hidden_neurons": [3, 4], "batch_norm_linear_layers": 1,
              "optimizer": "Adam", "lr": 0.03, "batch_size": 16, "max_batches": 40,
              **DEFAULTS} | real  # fmt: skip
    assert names["seeds_of"](config) == list(seeds_of(parse_hyperparameters(config), 5))


@pytest.mark.slow
def test_the_program_of_a_trial_of_several_seeds_gives_its_value(workspace, tmp_path):
    run_for_real(workspace, seeds_per_trial=2, over_seeds="mean", n_trials=1)
    (trial,) = trials_of(workspace, "mine")
    folder = written(program_files("mine", workspace), tmp_path)
    said = run_python(folder / "trial_0.py", tmp_path)
    found = float(said.split()[1].rstrip(","))
    assert found == pytest.approx(trial.value, rel=ENGINE_TOLERANCE)
