import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from dctaxi.workspace import Workspace
from tests import postgres

# A busy machine must not fail a property for being slow: time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.register_profile("long", deadline=None, max_examples=2_000)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Let compiled kernels lie in one folder, for the tests of a run, its workers and servers."""
    if "NUMBA_CACHE_DIR" not in os.environ:
        folder = os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="kernels-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the property tests, which `make test-long` gives 2,000 examples each."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")


@pytest.fixture(scope="session")
def compiled() -> None:
    """Compile the engine's kernel, unless another worker does so or has done so."""
    from dctaxi.training.fused import preparation

    preparation.ensure_prepared()


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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.URL]:
    """A PostgreSQL server for the tests of a worker, skipped with a reason where there is none."""
    if problem := postgres.problem():
        pytest.skip(problem)
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace on each kind of database that programs may share."""
    if request.param == "sqlite":
        yield Workspace(tmp_path, f"sqlite:///{tmp_path}/studies.db")
        return
    with postgres.database(request.getfixturevalue("postgres_server"), "shared") as url:
        yield Workspace(tmp_path, url)
