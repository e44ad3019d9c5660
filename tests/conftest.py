import math
import os
import random
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import core, settings

from dctaxi.workspace import Workspace
from tests import postgres

# A busy machine must not fail a property for being slow: time is measured in benchmarks.
settings.register_profile("untimed", deadline=None)
settings.register_profile("long", deadline=None, max_examples=300)
settings.load_profile("untimed")

_RATE = "calibration"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let calibrations play all of their cases."""
    parser.addoption("--calibrate", action="store_true", help="play all cases of calibrations")


def pytest_configure(config: pytest.Config) -> None:
    """Draw a seed for the properties, each worker its own, which failures print.

    Compiled kernels lie in one folder, for the tests of a run, its workers and servers.
    """
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(random.randrange(2**32))
    core.global_force_seed = int(config.option.hypothesis_seed)
    if "NUMBA_CACHE_DIR" not in os.environ:
        folder = os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="kernels-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    """Print with each failure what to run to see it again."""
    report = yield
    if report.failed:
        asked = ["--calibrate"] if item.config.option.calibrate else []
        if profile := item.config.option.hypothesis_profile:
            asked.append(f"--hypothesis-profile={profile}")
        asked.append(f"--hypothesis-seed={item.config.option.hypothesis_seed}")
        again = shlex.join([".venv/bin/pytest", item.nodeid, *asked])
        report.sections.append(("to see it again", again))
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the property tests, which `make test-long` gives more examples; let rates take long."""
    for item in items:
        if item.get_closest_marker(_RATE):
            item.add_marker(pytest.mark.timeout(1200))
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")


class Rate(float):
    """The share of cases in which something came out, beside what is promised of it.

    Of all cases the share itself has to keep the promise; of fewer, as many as are not to be
    expected of one rate in a thousand that do keep it.
    """

    def __new__(cls, count: int, cases: int, *, all_cases: bool) -> "Rate":
        made = super().__new__(cls, count / cases)
        made._count, made._cases, made._all = count, cases, all_cases
        return made

    def at_most(self, promised: float) -> bool:
        """Tell whether the promise is kept."""
        return self <= promised if self._all else self._count <= self._likely(0.999, promised)

    def at_least(self, promised: float) -> bool:
        """Tell whether the promise is kept."""
        return self >= promised if self._all else self._count >= self._likely(0.001, promised)

    def _likely(self, quantile: float, promised: float) -> float:
        from scipy.stats import binom

        return float(binom.ppf(quantile, self._cases, promised))


@pytest.fixture
def cases(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """Return how many of so many cases a calibration plays: all with `make calibrate`, else a
    tenth, but ten at least.
    """
    every = request.config.getoption("calibrate")
    return lambda count: count if every else min(count, max(10, count // 10))


@pytest.fixture
def rate(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[str, int, int], Rate]:
    """Return the share of cases in which something came out; the run's summary prints it."""

    def share(what: str, count: int, cases: int) -> Rate:
        found = Rate(count, cases, all_cases=request.config.getoption("calibrate"))
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
