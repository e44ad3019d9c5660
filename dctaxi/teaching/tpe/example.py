"""The study on which *How TPE chooses* shows its point: one hyperparameter, so one density each."""

from __future__ import annotations

from dctaxi.space import FloatRange
from dctaxi.study import StudyPlan
from dctaxi.teaching.batch_norm import SPEC
from dctaxi.teaching.training_trace import configuration_space

EXAMPLE = StudyPlan(
    "how-tpe-chooses",
    configuration_space(SPEC).replace("lr", FloatRange(1e-4, 1.0, log=True)),
    n_trials=60,
    asker="optuna",
    # Each trial is known before the next is chosen, so that none counts as bad while it runs.
    round_size=1,
)
