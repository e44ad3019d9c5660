"""The chapter's model and its training loop, on today's PyTorch Lightning."""

# ruff: noqa: ARG002 - Lightning names the arguments of its hooks

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pytorch_lightning as pl
import torch
from pytorch_lightning.loggers import CSVLogger
from pytorch_lightning.trainer.states import TrainerFn
from pytorch_lightning.utilities import CombinedLoader
from torch.nn import functional

from dctaxi.data import FEATURES, Reading, kaen_options, normalise_glob, read_rows, streamable
from dctaxi.errors import DataError, HyperparameterError
from dctaxi.records import (
    VALIDATION_INTERVAL,
    CurvePoint,
    TrialSpec,
    chapter_validation_step,
)
from dctaxi.training.batches import KaenBatches, MemoryLoader
from dctaxi.training.devices import resolve_device
from dctaxi.training.hyperparameters import (
    hyperparameters,
    parse_hyperparameters,
    parse_num_features,
)
from dctaxi.training.network import make_network
from dctaxi.training.surroundings import training_surroundings, without_known_warnings
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from pytorch_lightning.callbacks import Callback

    from dctaxi.data import Role, TaxiData
    from dctaxi.training.engine import DeviceChoice


class DcTaxiModel(pl.LightningModule):
    """The chapter's model of taxi fares, in float64.

    It takes the chapter's hyperparameters by name, as strings or numbers, and raises
    ``HyperparameterError`` for wrong ones. A batch is ``[batch_size, 1 + num_features]``, the
    label in its first column; every RMSE is in USD.
    """

    logs_metrics = True
    """Whether steps log their metrics; whoever reads the curve instead saves a quarter of the time
    without."""

    def __init__(self, **hparams: Any) -> None:
        super().__init__()
        self.spec = parse_hyperparameters(hparams)
        num_features = parse_num_features(hparams)
        self.save_hyperparameters(hyperparameters(self.spec, num_features))
        self.layers = make_network(self.spec, num_features, torch.float64)
        self.curve: list[CurvePoint] = []
        self._train_rmse = torch.tensor(torch.nan)
        self._started_s = 0.0

    @classmethod
    def of(cls, spec: TrialSpec, num_features: int) -> DcTaxiModel:
        """Make the model of a spec."""
        return cls(**hyperparameters(spec, num_features))

    @property
    def objective(self) -> float | None:
        """The sum of both RMSE after the last step, None before it."""
        return self._sum_at(self.spec.max_batches)

    @property
    def chapter_objective(self) -> float | None:
        """The sum of both RMSE at the step that the chapter reads, None before that step."""
        return self._sum_at(chapter_validation_step(self.spec.max_batches))

    def _sum_at(self, step: int) -> float | None:
        return next((p.train_rmse + p.val_rmse for p in self.curve if p.step == step), None)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Predict fares in USD: ``[batch_size, num_features] -> [batch_size]``."""
        fares: torch.Tensor = self.layers(features).squeeze(1)
        return fares

    def mse(self, batch: torch.Tensor) -> torch.Tensor:
        """Return the mean squared error of a batch, a scalar."""
        return functional.mse_loss(self(batch[:, 1:]), batch[:, 0])

    def on_train_start(self) -> None:
        """Begin a new learning curve."""
        self.curve = []
        self._started_s = time.perf_counter()

    def training_step(self, batch: torch.Tensor, batch_idx: int) -> torch.Tensor:
        """Return the loss, the MSE of the batch before its update."""
        loss = self.mse(batch)
        self._train_rmse = loss.detach().sqrt()
        if self.logs_metrics:
            elapsed_s = time.perf_counter() - self._started_s
            self.log_dict(
                {
                    "train_mse": loss,
                    "train_rmse": self._train_rmse,
                    "train_steps_per_sec": (batch_idx + 1) / elapsed_s,
                }
            )
        return loss

    def on_train_batch_end(self, outputs: Any, batch: torch.Tensor, batch_idx: int) -> None:
        """Have the last step validated: a trainer that is asked to stop validates once more."""
        if batch_idx + 1 == self.spec.max_batches:
            self.trainer.should_stop = True

    def validation_step(self, batch: torch.Tensor, batch_idx: int) -> None:
        """Judge the step that was just made: the RMSE of its batch plus that of this one."""
        mse = self.mse(batch)
        rmse = mse.sqrt()
        if self.logs_metrics:
            self.log_dict(
                {"val_mse": mse, "val_rmse": rmse, "train_val_rmse": self._train_rmse + rmse}
            )
        if self.trainer.state.fn == TrainerFn.FITTING:
            self.curve.append(
                CurvePoint(self.trainer.global_step, self._train_rmse.item(), rmse.item())
            )

    def test_step(self, batch: torch.Tensor, batch_idx: int) -> None:
        """Log how well the trained model does on the test batch, beside its objective.

        Lightning keeps the metrics of its newest task alone, and the chapter reads the objective
        from them after the test.
        """
        mse = self.mse(batch)
        self.log_dict({"test_mse": mse, "test_rmse": mse.sqrt()})
        if self.objective is not None:
            self.log("train_val_rmse", mse.new_tensor(self.objective))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the spec's optimizer: the chapter's ``Adam`` is AdamW."""
        if self.spec.optimizer == "SGD":
            return torch.optim.SGD(self.parameters(), lr=self.spec.lr, momentum=self.spec.momentum)
        return torch.optim.AdamW(
            self.parameters(), lr=self.spec.lr, weight_decay=self.spec.weight_decay
        )


def build(
    model: DcTaxiModel,
    train_glob: str | None = None,
    val_glob: str | None = None,
    test_glob: str | None = None,
    *,
    data: TaxiData | None = None,
    device: DeviceChoice = "auto",
    workspace: Workspace | None = None,
) -> tuple[DcTaxiModel, pl.Trainer]:
    """Train a model as the chapter does and return it with its trainer.

    Reads the globs with kaen, or takes ``data`` in their place, trips of any file and feature set
    (``dctaxi.data.load``), and logs to ``logs/dctaxi/seed_<seed>`` in the workspace, the current
    one by default. ``trainer.callback_metrics['train_val_rmse']`` is the objective after the last
    step, as ``model.objective``; ``model.chapter_objective`` is the chapter's own value. A test
    set adds ``test_rmse``.
    Raises ``DataError`` for files that cannot be read or fail the checks, which come before kaen's
    reading, since kaen drops what it does not understand, and unless there are either globs or
    data; ``HyperparameterError`` for a model of another number of features; ``EngineError`` for a
    missing device.
    """
    workspace = workspace or Workspace.current()
    globs = [train_glob, val_glob, *([] if test_glob is None else [test_glob])]
    if (data is None) == all(glob is None for glob in globs):
        raise DataError("Expected globs or data to train on, got both or neither; give one.")
    wanted = len(FEATURES) if data is None else data.num_features
    if model.hparams["num_features"] != wanted:
        raise HyperparameterError(
            f"num_features must be {wanted} to train on {'files' if data is None else 'this data'},"
            " which have as many columns beside the fare, but is "
            f"{model.hparams['num_features']}; correct it."
        )
    if data is not None:
        kind = resolve_device(device).kind
        loader = MemoryLoader(data, kind)
        roles: list[Role] = ["train", "val", *([] if data.test is None else ["test"])]  # type: ignore[list-item]
        with training_surroundings(model.spec):
            sets = [loader.batches(role, model.spec.batch_size) for role in roles]
            return model, _trained(model, sets, kind, workspace)
    if train_glob is None or val_glob is None:
        raise DataError("Expected globs of training and validation files, got one; give both.")
    addresses = [normalise_glob(glob) for glob in globs if glob is not None]
    for address in dict.fromkeys(addresses):
        read_rows(address, Reading(workspace))
    with training_surroundings(model.spec), kaen_options(workspace) as options:
        kind = resolve_device(device).kind
        streams = [
            KaenBatches(streamable(each, options, workspace), model.spec.batch_size, options)
            for each in addresses
        ]
        return model, _trained(model, streams, kind, workspace)


def _trained(
    model: DcTaxiModel, sets: Sequence[Iterable[torch.Tensor]], device: str, workspace: Workspace
) -> pl.Trainer:
    """Train on the batches of the first set, validate on the second, test on a third."""
    logger = _fresh_csv_logger(workspace, model.spec.seed)
    trainer = make_trainer(model.spec, device, logger=logger)
    train, val, *test = sets
    fit(trainer, model, train, val)
    if test:
        with without_known_warnings():
            loader = CombinedLoader(test[0], "sequential")
        trainer.test(model, loader, verbose=False)
    return trainer


def make_trainer(
    spec: TrialSpec,
    device: str,
    *,
    logger: CSVLogger | None = None,
    callbacks: Sequence[Callback] = (),
) -> pl.Trainer:
    """Make the trainer of one training: the chapter's limits, and nothing that it does not need."""
    with without_known_warnings():
        return pl.Trainer(
            accelerator=device,
            devices=1,
            max_epochs=1,
            limit_train_batches=spec.max_batches,
            limit_val_batches=1,
            limit_test_batches=1,
            val_check_interval=min(VALIDATION_INTERVAL, spec.max_batches),
            num_sanity_val_steps=0,
            gradient_clip_val=spec.gradient_clip_val,
            log_every_n_steps=1,
            logger=logger or False,
            callbacks=list(callbacks),
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )


def fit(
    trainer: pl.Trainer,
    model: DcTaxiModel,
    train: Iterable[torch.Tensor],
    val: Iterable[torch.Tensor],
) -> None:
    """Train on endless batches, validating on the first batch of the other ones."""
    with without_known_warnings():
        loaders = CombinedLoader(train, "max_size_cycle"), CombinedLoader(val, "sequential")
    trainer.fit(model, *loaders)


def _fresh_csv_logger(workspace: Workspace, seed: int) -> CSVLogger:
    """Return the logger of a seed; it would warn of an earlier log before it overwrites it."""
    logger = CSVLogger(workspace.folder("logs"), name="dctaxi", version=f"seed_{seed}")
    for name in ("metrics.csv", "hparams.yaml"):
        (workspace.root / "logs" / "dctaxi" / f"seed_{seed}" / name).unlink(missing_ok=True)
    return logger
