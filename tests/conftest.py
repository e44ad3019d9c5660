from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dctaxi.workspace import Workspace

# A busy machine must not fail a property for being slow: time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def no_notes_on_new_studies() -> Iterator[None]:
    import optuna

    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    yield
    optuna.logging.set_verbosity(level)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
