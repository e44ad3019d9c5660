"""Watches one Lightning training: its curve, its end in numbers, and reasons to cut it short."""

# ruff: noqa: ARG002 - Lightning names the arguments of its hooks

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import torch
from pytorch_lightning.callbacks import Callback

from dctaxi.records import CurvePoint, ShouldStop

if TYPE_CHECKING:
    import pytorch_lightning as pl

    from dctaxi.training.model import DcTaxiModel


class DivergedError(Exception):
    """Ends a training at the 1-based ``step`` whose loss or predictions are not finite."""

    def __init__(self, step: int) -> None:
        super().__init__(f"diverged at step {step}")
        self.step = step


class StoppedError(Exception):
    """Ends a training that was asked to stop, after ``step`` steps."""

    def __init__(self, step: int) -> None:
        super().__init__(f"stopped after step {step}")
        self.step = step


class TrainingWatch(Callback):
    """Collects what an outcome tells of a training.

    It watches one ``DcTaxiModel``. ``curve`` grows with every validation; ``train_rmse_eval`` and
    ``test_rmse`` and ``val_rmse_all``, in USD, are there after the last step. ``test_batch`` is
    ``[batch_size, 1 + num_features]`` or None; ``judged``, ``[rows, 1 + num_features]``, are the
    validation rows on which all trainings are judged.
    """

    def __init__(self, should_stop: ShouldStop, judged: torch.Tensor) -> None:
        self.curve: tuple[CurvePoint, ...] = ()
        self.train_rmse_eval = math.nan
        self.test_rmse: float | None = None
        self.test_batch: torch.Tensor | None = None
        self.val_rmse_all = math.nan
        self._judged = judged
        self._should_stop = should_stop
        self._batch: torch.Tensor | None = None

    def on_train_batch_start(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, batch: Any, batch_idx: int
    ) -> None:
        """Stop here if asked to, else keep the batch for the judgement at the end."""
        if self._should_stop():
            raise StoppedError(batch_idx)
        self._batch = batch

    def on_before_backward(
        self, trainer: pl.Trainer, pl_module: pl.LightningModule, loss: torch.Tensor
    ) -> None:
        """Stop at a loss that is no number, before the update."""
        if not math.isfinite(loss.item()):
            raise DivergedError(trainer.global_step + 1)

    def on_validation_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Take the new point of the curve; stop if it is not finite."""
        self.curve = tuple(cast("DcTaxiModel", pl_module).curve)
        if not math.isfinite(self.curve[-1].val_rmse):
            raise DivergedError(trainer.global_step)

    def on_train_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        """Judge the trained model in eval mode, while it is still on its device."""
        model = cast("DcTaxiModel", pl_module).eval()
        with torch.no_grad():
            if self._batch is not None:
                self.train_rmse_eval = model.mse(self._batch).sqrt().item()
            if self.test_batch is not None:
                rmse = model.mse(self.test_batch.to(model.device)).sqrt().item()
                self.test_rmse = rmse if math.isfinite(rmse) else None
            self.val_rmse_all = model.mse(self._judged.to(model.device)).sqrt().item()
