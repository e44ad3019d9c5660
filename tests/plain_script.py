"""The chapter's study as a plain script: Optuna, listing 11.5's calls, the model and ``build``.

Nothing of this program's own studies, samplers or storage; what ``as printed`` must equal.
"""

import optuna

from dctaxi import DcTaxiModel, build


def run_plain_script(train_glob: str, val_glob: str, n_trials: int) -> optuna.Study:
    """Run the script and return its study."""

    def objective(trial: optuna.Trial) -> float:
        hparams = {
            "seed": trial.suggest_int("seed", 0, 2**31 - 2),
            "num_features": "8",
            "batch_norm_linear_layers": trial.suggest_int("batch_norm_linear_layers", 0, 1),
            "optimizer": trial.suggest_categorical("optimizer", ["Adam", "SGD"]),
            "lr": trial.suggest_float("lr", 0.009, 0.07, log=True),
        }
        num_layers = trial.suggest_categorical("num_layers", [2, 3])
        hparams["num_hidden_neurons"] = str(
            [
                trial.suggest_categorical(f"num_hidden_layer_{i}_neurons", [7, 11])
                for i in range(num_layers)
            ]
        )
        hparams["batch_size"] = trial.suggest_int("batch_size", 30, 50, log=True)
        hparams["max_batches"] = trial.suggest_int("max_batches", 30, 50, log=True)
        model, _trainer = build(DcTaxiModel(**hparams), train_glob, val_glob, device="cpu")
        assert model.chapter_objective is not None
        return model.chapter_objective

    sampler = optuna.samplers.TPESampler(seed=42, multivariate=False, constant_liar=False)
    study = optuna.create_study(direction="minimize", sampler=sampler)
    study.optimize(objective, n_trials=n_trials)
    return study
