"""The chapter's training in plain PyTorch, written for the tests alone."""

from __future__ import annotations

import numpy as np
import torch

from dctaxi.data.tables import TaxiData
from dctaxi.records import (
    RunStatus,
    TrialOutcome,
    TrialSpec,
    chapter_validation_step,
    validation_steps,
)
from dctaxi.training.network import make_network


def plain_loop(spec: TrialSpec, data: TaxiData) -> TrialOutcome:
    """Train a spec on data with a test set; the outcome has no curve."""
    network = make_network(spec, data.num_features)
    optimizer: torch.optim.Optimizer = torch.optim.SGD(
        network.parameters(), lr=spec.lr, momentum=spec.momentum
    )
    if spec.optimizer == "Adam":
        optimizer = torch.optim.AdamW(
            network.parameters(), lr=spec.lr, weight_decay=spec.weight_decay
        )

    def rmse(rows: np.ndarray, step: int) -> torch.Tensor:
        index = (step * spec.batch_size + np.arange(spec.batch_size)) % len(rows)
        batch = torch.tensor(rows[index])
        return (network(batch[:, 1:])[:, 0] - batch[:, 0]).pow(2).mean().sqrt()

    by_step: dict[int, float] = {}
    for step in range(1, spec.max_batches + 1):
        train_rmse = rmse(data.train, step - 1)
        optimizer.zero_grad()
        (train_rmse**2).backward()
        if spec.gradient_clip_val > 0:
            torch.nn.utils.clip_grad_norm_(network.parameters(), spec.gradient_clip_val)
        optimizer.step()
        if step in validation_steps(spec.max_batches):
            network.eval()
            by_step[step] = train_rmse.item() + rmse(data.val, 0).item()
            network.train()
    network.eval()
    assert data.test is not None
    return TrialOutcome(
        status=RunStatus.FINISHED,
        objective=by_step[spec.max_batches],
        chapter_objective=by_step[chapter_validation_step(spec.max_batches)],
        train_rmse_eval=rmse(data.train, spec.max_batches - 1).item(),
        test_rmse=rmse(data.test, 0).item(),
        curve=(),
        message="",
        duration_s=0.0,
    )
