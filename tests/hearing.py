"""Notes what is run in a process: unpickled, evaluated, or started as another program."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parent.parent
READER = ["-P", "-m", "dctaxi.storage.reading_process"]
"""How the one program is started that may be: it reads a stranger's file, and is heard itself."""
LOOKUP = ["/sbin/ldconfig", "-p"]
"""How ``ctypes.util.find_library`` looks for a library, which some builds of torch have it do."""
CORES = ["lscpu", "--parse=core"]
"""How joblib counts the cores for scikit-learn's trees, once in a process."""

_LOUD = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn", "subprocess.Popen")
_OWN = ("pickle.find_class", "marshal.loads", "exec")
_MAKERS = (
    "<frozen runpy>",
    "/collections/__init__.py",
    "/dataclasses.py",
    "/typing.py",
    "/sqlalchemy/util/langhelpers.py",
    "/_plotly_utils/basevalidators.py",
    "/streamlit/runtime/caching/cache_data_api.py",
)
"""Files that run text of their own: they make classes and functions, or look up theirs by name.

Streamlit's cache pickles what pages computed, and keeps it in the memory of this process.
"""
_PAGES = (f"{ROOT}/pages/", f"{ROOT}/dctaxi/report/templates/")
"""Files of the program that are run by name, not imported."""


def note_what_is_run(file: Path, *, reads: bool) -> None:
    """Note in a file, from now on, whatever this process runs that no module of it brings.

    ``reads``: it may have other processes read files, which begin their notes in the same file.
    """

    started = [LOOKUP, CORES, [sys.executable, *READER]] if reads else [LOOKUP]

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _LOUD and (event not in _OWN or _is_own()):
            return
        if event == "exec" and arguments[0].co_filename.startswith(_PAGES):
            return
        if event == "subprocess.Popen" and arguments[1] in started:
            return
        callers = [f"{one.filename}:{one.lineno}" for one in traceback.extract_stack()[-4:-1]]
        note(f"{event} {arguments!r:.200} at {callers}")

    def note(line: str) -> None:
        with file.open("a", encoding="utf-8") as notes:
            notes.write(f"{line!r}\n")

    if not reads:
        note("a reader")
    sys.addaudithook(hear)


def _is_own() -> bool:
    """Tell whether code is run that a module brings: it is being imported, or makes its classes."""
    frame: FrameType | None = sys._getframe(2)
    if frame is not None and frame.f_code.co_filename.endswith(_MAKERS):
        return True
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
