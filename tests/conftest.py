import math
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
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

_RATE = "calibration"


def pytest_configure(config: pytest.Config) -> None:
    """Let compiled kernels lie in one folder, for the tests of a run, its workers and servers."""
    if "NUMBA_CACHE_DIR" not in os.environ:
        folder = os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="kernels-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the property tests, which `make test-long` gives 2,000 examples; let rates take long."""
    for item in items:
        if item.get_closest_marker(_RATE):
            item.add_marker(pytest.mark.timeout(1200))
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")


@pytest.fixture
def rate(record_property: Callable[[str, object], None]) -> Callable[[str, int, int], float]:
    """Return the share of cases in which something came out; the run's summary prints it."""

    def share(what: str, count: int, cases: int) -> float:
        found = count / cases
        error = math.sqrt(found * (1 - found) / cases)
        record_property(_RATE, f"{what}: {found:.1%} of {cases:,} (standard error {error:.1%})")
        return found

    return share


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the calibrations of a run found, those of its workers among them."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.getreports(kind)]
    found = [text for one in reports for name, text in one.user_properties if name == _RATE]
    if found:
        terminalreporter.section("calibrations")
        terminalreporter.write("\n".join(map(str, found)) + "\n")


@pytest.fixture(scope="session")
def compiled() -> None:
    """Compile the engine's kernel, unless another worker does so or has done so."""
    from dctaxi.training.fused import preparation

    preparation.ensure_prepared()


@pytest.fixture(autouse=True)
def _nothing_was_timed() -> None:
    if timing := sys.modules.get("dctaxi.timing.rates"):
        timing.RATES.clear()


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
