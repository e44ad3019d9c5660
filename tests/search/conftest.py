import optuna
import pytest

from dctaxi.workspace import Workspace


@pytest.fixture
def no_notes_on_new_studies():
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(level)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
