from __future__ import annotations

import csv
import logging
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from dctaxi.data import COLUMNS, GlobSource, TaxiData, load
from dctaxi.errors import DataError, HyperparameterError
from dctaxi.records import TrialSpec
from dctaxi.training.batches import MemoryBatches
from dctaxi.training.hyperparameters import hyperparameters
from dctaxi.training.lightning_engine import LightningEngine
from dctaxi.training.model import DcTaxiModel, build
from dctaxi.training.surroundings import without_known_warnings
from dctaxi.workspace import Workspace

MakeSpec = Callable[..., TrialSpec]

CHAPTER = {
    "seed": "686579303",
    "num_features": "8",
    "num_hidden_neurons": "[3, 5, 8]",
    "batch_norm_linear_layers": "1",
    "optimizer": "Adam",
    "lr": "0.03",
    "batch_size": "12",
    "max_batches": "35",
}


def globs(files: TaxiData) -> tuple[str, str, str]:
    assert isinstance(files.source, GlobSource)
    assert files.source.test is not None
    return files.source.train, files.source.val, files.source.test


def test_takes_the_chapters_hyperparameters_as_strings() -> None:
    model = DcTaxiModel(**CHAPTER)
    assert model.spec == TrialSpec(686579303, (3, 5, 8), True, "Adam", 0.03, 12, 35)
    assert model.hparams["num_hidden_neurons"] == [3, 5, 8]
    assert model(torch.zeros(4, 8, dtype=torch.float64)).shape == (4,)


def test_refuses_wrong_hyperparameters() -> None:
    with pytest.raises(HyperparameterError, match="lr must be"):
        DcTaxiModel(**{**CHAPTER, "lr": "fast"})


@pytest.mark.parametrize(("name", "kind"), [("Adam", torch.optim.AdamW), ("SGD", torch.optim.SGD)])
def test_the_chapters_adam_is_adamw_with_its_defaults(
    name: str, kind: type[torch.optim.Optimizer]
) -> None:
    optimizer = DcTaxiModel(**{**CHAPTER, "optimizer": name}).configure_optimizers()
    assert type(optimizer) is kind
    assert optimizer.defaults["lr"] == 0.03
    assert optimizer.defaults["weight_decay"] == (0.01 if name == "Adam" else 0)
    assert not optimizer.defaults.get("momentum")


@pytest.mark.parametrize("max_batches", [1, 19, 20, 21, 35])
def test_build_agrees_with_the_engine(
    max_batches: int, files: TaxiData, workspace: Workspace, make_spec: MakeSpec
) -> None:
    spec = make_spec(batch_size=12, max_batches=max_batches)
    raw = load(files.source, "raw", workspace)
    model, trainer = build(DcTaxiModel(**hyperparameters(spec, 8)), *globs(files), device="cpu")
    (outcome,) = LightningEngine("cpu").run([spec], raw)
    # Equal but for the order of sums: torch splits them by how its memory happens to be aligned.
    assert [point.step for point in model.curve] == [point.step for point in outcome.curve]
    for ours, theirs in zip(model.curve, outcome.curve, strict=True):
        assert ours.train_rmse == pytest.approx(theirs.train_rmse, rel=1e-9)
        assert ours.val_rmse == pytest.approx(theirs.val_rmse, rel=1e-9)
    assert model.objective == pytest.approx(outcome.objective, rel=1e-9)
    assert model.chapter_objective == pytest.approx(outcome.chapter_objective, rel=1e-9)
    tested = trainer.callback_metrics["test_rmse"].item()
    assert tested == pytest.approx(outcome.test_rmse, rel=1e-9)
    logged = trainer.callback_metrics["train_val_rmse"].item()
    assert logged == pytest.approx(model.objective, rel=1e-12)


def test_trains_past_the_length_of_the_files(files: TaxiData, workspace: Workspace) -> None:
    hparams = {**CHAPTER, "batch_size": 3, "max_batches": 61}
    train, val, _ = globs(files)
    model, trainer = build(DcTaxiModel(**hparams), train, val, device="cpu", workspace=workspace)
    assert trainer.global_step == 61
    logged = trainer.callback_metrics["train_val_rmse"].item()
    assert logged == pytest.approx(model.objective, rel=1e-12)
    assert [point.step for point in model.curve] == [20, 40, 60, 61]


def test_logs_the_chapters_metrics_to_a_csv_file_per_seed(
    files: TaxiData, workspace: Workspace
) -> None:
    def log() -> list[dict[str, str]]:
        train, val, _ = globs(files)
        build(DcTaxiModel(**{**CHAPTER, "max_batches": 3}), train, val, device="cpu")
        path = workspace.root / "logs" / "dctaxi" / "seed_686579303" / "metrics.csv"
        with path.open() as lines:
            return list(csv.DictReader(lines))

    rows = log()
    trained = [row for row in rows if row["train_mse"]]
    assert len(trained) == 3
    for row in trained:
        assert float(row["train_rmse"]) == pytest.approx(float(row["train_mse"]) ** 0.5)
        assert float(row["train_steps_per_sec"]) > 0
    (validated,) = [row for row in rows if row["val_mse"]]
    assert float(validated["val_rmse"]) == pytest.approx(float(validated["val_mse"]) ** 0.5)
    total = float(trained[-1]["train_rmse"]) + float(validated["val_rmse"])
    assert float(validated["train_val_rmse"]) == pytest.approx(total)
    again = log()
    assert [row["train_mse"] for row in again] == [row["train_mse"] for row in rows]


def test_build_leaves_no_global_state_and_says_nothing(
    files: TaxiData,
    workspace: Workspace,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def state() -> tuple[object, ...]:
        root = logging.getLogger()
        return (
            torch.get_default_dtype(),
            torch.get_rng_state().tolist(),
            torch.get_num_threads(),
            list(warnings.filters),
            (root.level, list(root.handlers), list(root.filters)),
        )

    hparams = {**CHAPTER, "max_batches": 2}
    before = state()
    with caplog.at_level(logging.INFO):
        build(DcTaxiModel(**hparams), *globs(files), device="cpu", workspace=workspace)
    assert state() == before
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_build_refuses_an_address_that_is_none(workspace: Workspace) -> None:
    with pytest.raises(DataError):
        build(DcTaxiModel(**CHAPTER), "gopher://x/y.csv", "z.csv", workspace=workspace)


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_build_checks_every_file_before_it_trains(
    files: TaxiData, workspace: Workspace, tmp_path: Path, broken: int
) -> None:
    addresses = list(globs(files))
    header = ",".join(COLUMNS)
    (tmp_path / "broken.csv").write_text(f"{header}\n10,38.9,-77,38.9,text,2015,3,2,11\n")
    addresses[broken] = str(tmp_path / "broken.csv")
    model = DcTaxiModel(**CHAPTER)
    with pytest.raises(DataError, match=r"broken\.csv, line 2"):
        build(model, *addresses, workspace=workspace)
    assert model.curve == []


def test_build_refuses_a_model_of_other_features(files: TaxiData, workspace: Workspace) -> None:
    with pytest.raises(HyperparameterError, match="num_features must be 8"):
        build(DcTaxiModel(**{**CHAPTER, "num_features": "9"}), *globs(files), workspace=workspace)


def test_validating_again_adds_nothing_to_the_curve(files: TaxiData, workspace: Workspace) -> None:
    train, val, _ = globs(files)
    hparams = {**CHAPTER, "max_batches": 2}
    model, trainer = build(DcTaxiModel(**hparams), train, val, device="cpu", workspace=workspace)
    curve = list(model.curve)
    batches = MemoryBatches(torch.tensor(files.val[:, :9]), 12)
    with without_known_warnings():
        trainer.validate(model, batches, verbose=False)
    assert trainer.callback_metrics["val_rmse"] > 0
    assert model.curve == curve
