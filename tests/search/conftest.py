import optuna
import pytest


@pytest.fixture
def no_notes_on_new_studies():
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(level)
