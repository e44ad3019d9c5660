"""A database with every kind of trial, written by Optuna itself."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import optuna
import pytest

from dctaxi.workspace import Workspace

STUDY = "every kind"
KINDS = ("complete", "pruned", "failed", "zero", "infinite", "diverged")


@pytest.fixture(autouse=True, scope="session")
def quiet_optuna() -> Iterator[None]:
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    yield
    optuna.logging.set_verbosity(level)


def ask_parameters(trial: optuna.Trial) -> None:
    """Ask for parameters of every kind, one of them conditional, in the chapter's manner."""
    trial.suggest_int("seed", 0, 2**31 - 2)
    trial.suggest_categorical("optimizer", ["Adam", "SGD"])
    trial.suggest_float("lr", 0.009, 0.07, log=True)
    trial.suggest_float("dropout", 0.0, 0.5, step=0.25)
    for layer in range(trial.suggest_categorical("num_layers", [2, 3])):
        trial.suggest_categorical(f"num_hidden_layer_{layer}_neurons", [7, 11])
    trial.suggest_int("batch_size", 30, 50, log=True)


@pytest.fixture(scope="session")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every state, a value of 0, an infinite one, a running and a waiting trial at the end."""
    path = tmp_path_factory.mktemp("written") / "studies.db"
    made = optuna.create_study(
        study_name=STUDY,
        storage=f"sqlite:///{path}",
        sampler=optuna.samplers.RandomSampler(seed=1),
    )
    for kind in KINDS * 3:
        trial = made.ask()
        ask_parameters(trial)
        if kind == "pruned":
            trial.report(3.0, 1)
            made.tell(trial, state=optuna.trial.TrialState.PRUNED)
        elif kind == "failed":
            made.tell(trial, state=optuna.trial.TrialState.FAIL)
        elif kind == "diverged":
            trial.set_user_attr("status", "diverged")
            trial.set_user_attr("message", "diverged at step 7")
            trial.set_user_attr("curve", [])
            made.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            trial.set_user_attr("status", "finished")
            trial.set_user_attr("train_rmse", 1.5)
            trial.set_user_attr("test_rmse", None)
            trial.set_user_attr("curve", [[20, 3.5, 2.5], [33, 1.5, 2.0]])
            values = {"complete": 4.0 + trial.number, "zero": 0.0, "infinite": float("inf")}
            made.tell(trial, values[kind])
    ask_parameters(made.ask())
    made.enqueue_trial({"lr": 0.01})
    return path


@pytest.fixture
def study(written_once: Path, workspace: Workspace) -> optuna.Study:
    """A copy of that study, in the test's own workspace."""
    shutil.copy(written_once, workspace.root / "studies.db")
    return optuna.load_study(study_name=STUDY, storage=workspace.storage_url)
