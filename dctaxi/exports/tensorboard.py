"""A study as a folder of TensorBoard: a run for each trial, with HParams and learning curve."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from dctaxi.analysis.reading import read_trials
from dctaxi.errors import StudyError
from dctaxi.workspace import Workspace

_PREFIX = "params_"
_CURVES = ("train_rmse", "val_rmse")


def write_events(name: str, workspace: Workspace, target: Path) -> int:
    """Write each ended trial as a run ``trial-00017``; return how many there are.

    HParams are the trial's hyperparameters, metrics its value and errors in USD; scalars are the
    points of its learning curve by training step. Raises StudyError (there is no such study, or
    the package is missing), StorageError and OSError.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise StudyError(
            "Writing for TensorBoard needs the package tensorboard: `pip install tensorboard`, or "
            "export to csv, parquet or journal."
        ) from error
    trials = read_trials(workspace, name)
    ended = trials[~trials["status"].isin(("running", "waiting"))]
    for trial in ended.to_dict("records"):
        folder = target / f"trial-{trial['number']:05d}"
        with SummaryWriter(str(folder)) as writer:
            for step, *values in trial.get("curve") or ():
                for curve, value in zip(_CURVES, values, strict=True):
                    writer.add_scalar(curve, value, step)
            # In the same folder: TensorBoard takes a run of its own for another trial.
            writer.add_hparams(_hyperparameters(trial), _metrics(trial), run_name=".")
    return len(ended)


def _hyperparameters(trial: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key).removeprefix(_PREFIX): value if isinstance(value, bool | str) else float(value)
        for key, value in trial.items()
        if str(key).startswith(_PREFIX) and pd.notna(value)
    }


def _metrics(trial: Mapping[Any, Any]) -> dict[str, float]:
    return {
        str(name): float(value)
        for name, value in trial.items()
        if (name == "value" or "rmse" in str(name)) and pd.notna(value)
    }
