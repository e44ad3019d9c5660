"""What each number of a trial or a study is called and means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dctaxi.labels.label import Label
from dctaxi.records import VALIDATION_INTERVAL

_OBJECTIVES: dict[str, Label] = {
    "train_val_rmse": Label(
        "Train + validation RMSE",
        "RMSE of the last training batch, before its update, plus RMSE of the validation batch "
        "after it. The chapter's objective, measured after the last step.",
        "USD",
    ),
    "val_rmse": Label(
        "Validation RMSE",
        "RMSE of the validation batch after the last step, in evaluation mode: the error on trips "
        "that the network was not trained on.",
        "USD",
    ),
    "chapter_objective": Label(
        "Chapter's objective",
        f"Train + validation RMSE at the last step that is a multiple of {VALIDATION_INTERVAL}, as "
        "the chapter reads it: with 35 steps, the 15 after step 20 are never judged.",
        "USD",
    ),
    "val_rmse_all": Label(
        "RMSE on all validation rows",
        "RMSE of the finished network on the same validation rows for every trial: all of them, or "
        "4,000 evenly spaced ones where there are more. The only error here by which two trials "
        "can be compared.",
        "USD",
    ),
}

OBJECTIVES: Mapping[str, Label] = MappingProxyType(_OBJECTIVES)
"""What a study can minimise, by ``ObjectiveName``."""

METRICS: Mapping[str, Label] = MappingProxyType({
    **_OBJECTIVES,
    "value": Label(
        "Value",
        "The number that the study minimises: which one was chosen at its launch. Lower is better.",
        "USD",
    ),
    "train_rmse": Label(
        "Training RMSE",
        "RMSE of a step's training batch before its update, in training mode: batch normalisation "
        "uses the batch's own statistics then.",
        "USD",
    ),
    "train_rmse_eval": Label(
        "Training RMSE in evaluation mode",
        "RMSE of the last training batch after training, as the finished network answers. Far "
        "above the training RMSE, it unmasks a winner whose batch normalisation has not settled.",
        "USD",
    ),
    "test_rmse": Label(
        "Test RMSE",
        "RMSE of the first batch of the test set alone: one batch, so another batch size is judged "
        "on other rows.",
        "USD",
    ),
    "constant_objective": Label(
        "Constant answer on its rows",
        "What always answering the mean training fare scores in the study's objective, on exactly "
        "the rows of this training. A value above it has learnt nothing; an easy batch makes both "
        "small.",
        "USD",
    ),
    "constant_rmse_all": Label(
        "Constant answer on all validation rows",
        "What always answering the mean training fare scores on the validation rows that all "
        "trials share.",
        "USD",
    ),
    "baseline": Label(
        "Constant answer",
        "What a model would score that always answers the mean fare of the training rows. A trial "
        "that is no better has learnt nothing.",
        "USD",
    ),
    "curve": Label(
        "Learning curve",
        f"Training and validation RMSE at every validation: each {VALIDATION_INTERVAL} steps and "
        "after the last.",
        "USD",
    ),
    "duration_s": Label(
        "Duration",
        "From a trial's start to its end: what its training took.",
        "s",
    ),
    "train_s": Label(
        "Training time",
        "How long the training itself took; of trials that are trained together, each one's share.",
        "s",
    ),
    "trials_per_s": Label(
        "Speed", "Finished trials per second, sampling and storing included.", "trials/s"
    ),
    "seed_spread": Label(
        "Spread over seeds",
        "The standard deviation of what a trial's configuration scored with each of its seeds: how "
        "much the initial weights alone move it.",
        "USD",
    ),
    "seed_values": Label(
        "Value of each seed", "What a trial's configuration scored with each of its seeds.", "USD"
    ),
    "typical_seed": Label(
        "Typical seed", "The seed whose score is the closest to the trial's value."
    ),
    "status": Label(
        "Outcome",
        "Finished; diverged, when a number stopped being finite; stopped by you; or failed, when "
        "it could not run.",
    ),
})  # fmt: skip
"""By the name under which a number is stored or computed."""
