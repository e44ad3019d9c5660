"""Whose warnings fail a test: ours do, a dependency's at its own lines do not."""

from __future__ import annotations

import subprocess
import sys
import types
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

OF_A_DEPENDENCY = """
import warnings

def outdated(level):
    warnings.warn("outdated", DeprecationWarning, stacklevel=level)
"""

FAULTS = """
import sys
import threading
import warnings

def test_leaves_a_file_open():
    open(__file__)

def test_lets_a_thread_die():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_calls_what_is_outdated_elsewhere():
    warnings.warn_explicit("outdated", FutureWarning, "x.py", 1, module="optuna.samplers")
"""


@pytest.fixture
def outdated() -> Callable[[int], None]:
    """A dependency's function that warns at its own line (1) or at the line that calls it (2)."""
    module = types.ModuleType("streamlit.elements.old")
    exec(OF_A_DEPENDENCY, vars(module))
    found: Callable[[int], None] = module.outdated
    return found


def said(kind: type[Warning], file: str, **module: str) -> int:
    """Return how many warnings are shown where one is said of a line of a file, or of a module."""
    with warnings.catch_warnings(record=True) as shown:
        warnings.warn_explicit("outdated", kind, file, 1, **module)
    return len(shown)


def test_a_dependency_warns_at_its_own_lines_and_no_test_fails(
    outdated: Callable[[int], None],
) -> None:
    with warnings.catch_warnings(record=True) as shown:
        outdated(1)
    assert [str(one.message) for one in shown] == ["outdated"]


def test_what_a_dependency_says_of_our_line_is_an_error(outdated: Callable[[int], None]) -> None:
    with pytest.raises(DeprecationWarning):
        outdated(2)


@pytest.mark.parametrize(
    "module",
    ["dctaxi", "dctaxi.data.loading", "pages.search.trials", "app", "tests.plots.test_view",
     "benchmarks.rounds", "__main__"],
)  # fmt: skip
@pytest.mark.parametrize("kind", [UserWarning, DeprecationWarning, FutureWarning, RuntimeWarning])
def test_every_warning_at_a_line_of_ours_is_an_error(module: str, kind: type[Warning]) -> None:
    with pytest.raises(kind):
        said(kind, "x.py", module=module)


@pytest.mark.parametrize(
    "module",
    ["streamlit.runtime.app", "optuna.samplers", "apprise", "pages_of_others", "numpy.tests.test_x",
     "sys"],
)  # fmt: skip
@pytest.mark.parametrize("kind", [UserWarning, DeprecationWarning, FutureWarning, RuntimeWarning])
def test_no_warning_at_a_line_of_others_is_an_error(module: str, kind: type[Warning]) -> None:
    assert said(kind, "x.py", module=module) == 1


def test_what_is_said_of_a_source_file_is_an_error_where_the_file_is_ours() -> None:
    for path in (ROOT / "app.py", ROOT / "dctaxi" / "limits.py", Path(__file__)):
        with pytest.raises(SyntaxWarning):
            said(SyntaxWarning, str(path))
    for place in ("dctaxi/.venv/lib/python3.11/site-packages/dctaxi/x.py", "lib/python3.11/ast.py"):
        assert said(SyntaxWarning, f"/home/somebody/{place}") == 1


def test_leaks_and_threads_that_die_fail_their_test_wherever_they_are_found(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_faults.py").write_text(FAULTS)
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-q", "-p"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "no:xdist", str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert failed == [
        "test_faults.py::test_leaves_a_file_open",
        "test_faults.py::test_lets_a_thread_die",
    ], done.stdout
    assert "1 passed, 1 warning" in done.stdout.splitlines()[-1], done.stdout
