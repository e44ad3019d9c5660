"""Makes ``optuna3.db`` or ``optuna4.db``, as that Optuna writes it; run with it, in this folder.

    python -m venv older && older/bin/pip install optuna==4.9.0
    older/bin/python make_optuna.py

``optuna3.db`` is of 3.1.1, from before the tables became what they are.

Every state, conditional parameters, values of zero and infinity, attributes as a study of this
program has them. The same file comes out each time but for the page order inside it.
"""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import optuna
from optuna.trial import TrialState

MAJOR = optuna.__version__.partition(".")[0]
FILE = Path(f"optuna{MAJOR}.db")
START = datetime(2026, 1, 2, 3, 4, 5, 678901)


def ask_parameters(trial):
    trial.suggest_int("seed", 0, 2**31 - 2)
    trial.suggest_categorical("optimizer", ["Adam", "SGD"])
    trial.suggest_float("lr", 0.009, 0.07, log=True)
    trial.suggest_float("dropout", 0.0, 0.5, step=0.25)
    for layer in range(trial.suggest_categorical("num_layers", [2, 3])):
        trial.suggest_categorical(f"num_hidden_layer_{layer}_neurons", [7, 11])
    trial.suggest_int("batch_size", 30, 50, log=True)


def main():
    FILE.unlink(missing_ok=True)
    study = optuna.create_study(
        study_name=f"of optuna {MAJOR}",
        storage=f"sqlite:///{FILE}",
        sampler=optuna.samplers.RandomSampler(seed=4),
    )
    study.set_user_attr("by", f"optuna {MAJOR}")
    for number in range(20):
        trial = study.ask()
        ask_parameters(trial)
        if number % 5 == 3:
            trial.report(3.0, 1)
            study.tell(trial, state=TrialState.PRUNED)
        elif number % 5 == 4:
            study.tell(trial, state=TrialState.FAIL)
        else:
            trial.set_user_attr("status", "finished")
            trial.set_user_attr("train_rmse", 1.5)
            trial.set_user_attr("curve", [[20, 3.5, 2.5], [33, 1.5, 2.0]])
            study.tell(trial, {0: 4.0 + number, 1: 0.0, 2: float("inf")}[number % 5])
    ask_parameters(study.ask())
    study.enqueue_trial({"lr": 0.01})
    with sqlite3.connect(FILE) as file:
        for number in range(21):
            start = START + timedelta(seconds=7.25 * number)
            end = None if number == 20 else str(start + timedelta(seconds=6.5))
            file.execute(
                "UPDATE trials SET datetime_start = ?, datetime_complete = ? WHERE number = ?",
                (str(start), end, number),
            )
    file.execute("PRAGMA page_size = 512")
    file.execute("VACUUM")
    file.close()


main()
