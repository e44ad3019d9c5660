"""The chapter's objective function (listing 11.5), trained one trial at a time by Lightning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dctaxi.data import CHAPTER_SOURCE

if TYPE_CHECKING:
    import optuna

    from dctaxi.data import TaxiData


def make_objective(
    train_glob: str | None = None, val_glob: str | None = None, *, data: TaxiData | None = None
) -> Callable[[optuna.Trial], float]:
    """Return the chapter's objective over these CSV files, or over ``data`` in their place.

    It asks a trial for the chapter's hyperparameters, trains a ``DcTaxiModel`` with them and
    returns ``train_val_rmse`` in USD: the RMSE of the last training batch, before its update, plus
    that of the validation batch after it. No test set: a search that sees it spoils it.
    """

    def objective(trial: optuna.Trial) -> float:
        from dctaxi import DcTaxiModel, build

        seed = trial.suggest_int("seed", 0, 2**31 - 2)
        batch_norm_linear_layers = trial.suggest_int("batch_norm_linear_layers", 0, 1)
        optimizer = trial.suggest_categorical("optimizer", ["Adam", "SGD"])
        lr = trial.suggest_float("lr", 0.009, 0.07, log=True)
        num_layers = trial.suggest_categorical("num_layers", [2, 3])
        num_hidden_neurons = [
            trial.suggest_categorical(f"num_hidden_layer_{i}_neurons", [7, 11])
            for i in range(num_layers)
        ]
        batch_size = trial.suggest_int("batch_size", 30, 50, log=True)
        max_batches = trial.suggest_int("max_batches", 30, 50, log=True)

        model = DcTaxiModel(
            seed=seed,
            num_features=8 if data is None else data.num_features,
            num_hidden_neurons=num_hidden_neurons,
            batch_norm_linear_layers=batch_norm_linear_layers,
            optimizer=optimizer,
            lr=lr,
            batch_size=batch_size,
            max_batches=max_batches,
        )
        model, trainer = build(model, train_glob, val_glob, data=data)
        return float(trainer.callback_metrics["train_val_rmse"])

    return objective


def objective(trial: optuna.Trial, *, data: TaxiData | None = None) -> float:
    """Train one of the chapter's configurations: on its own CSV files, read from their URLs, or on
    ``data``, trips of any file (``dctaxi.data.load``).
    """
    if data is not None:
        return make_objective(data=data)(trial)
    return make_objective(CHAPTER_SOURCE.train, CHAPTER_SOURCE.val)(trial)
