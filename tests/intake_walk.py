"""Lets a hostile collection of files in, and notes whatever in it was run.

``python tests/intake_walk.py FOLDER`` works on what ``tests/test_nothing_is_run.py`` made there.
It prints, as JSON, what was run and which steps were taken.
"""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parent.parent
LOUD = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn", "subprocess.Popen")
OWN = ("pickle.find_class", "marshal.loads", "exec")
MAKERS = (
    "/collections/__init__.py",
    "/dataclasses.py",
    "/typing.py",
    "/sqlalchemy/util/langhelpers.py",
    "/_plotly_utils/basevalidators.py",
)
"""Files that run text of their own: they make classes and functions, or look up theirs by name."""

heard: list[str] = []
steps: list[str] = []


def _is_own() -> bool:
    """Tell whether code is run that a module brings: it is being imported, or makes its classes."""
    frame: FrameType | None = sys._getframe(2)
    if frame is not None and frame.f_code.co_filename.endswith(MAKERS):
        return True
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "exec" and arguments[0].co_filename.startswith(f"{ROOT}/dctaxi/report/templates/"):
        return
    if event in LOUD or (event in OWN and not _is_own()):
        callers = [f"{one.filename}:{one.lineno}" for one in traceback.extract_stack()[-4:-1]]
        heard.append(f"{event} {arguments!r:.200} at {callers}")


def step(name: str, action: Callable[[], object]) -> None:
    """Take a step; what is refused in a sentence is refused, and anything else is raised."""
    from dctaxi.errors import DcTaxiError

    try:
        action()
    except DcTaxiError as error:
        steps.append(f"{name}: refused, {error}")
    else:
        steps.append(name)


def walk(folder: Path) -> None:
    """Import, resume, adopt, show, export, back up and restore what lies in a folder."""
    from dctaxi.analysis.reading import read_studies
    from dctaxi.exports import export_study
    from dctaxi.exports.export import FORMATS
    from dctaxi.model import list_models
    from dctaxi.plots import gallery
    from dctaxi.plots.of_study import scene_of
    from dctaxi.populations import POPULATIONS, REPEATS
    from dctaxi.report import report_html
    from dctaxi.storage import restore
    from dctaxi.study import adopt_study, copy_study, import_studies, list_studies, run_study
    from dctaxi.workspace import Workspace
    from tests.fake_engine import FakeEngine

    def show(name: str, workspace: Workspace) -> None:
        scene = scene_of(name, workspace)
        for view in gallery.VIEWS.values():
            if not view.missing(scene):
                data = view.data(scene)
                view.figure(data, template="light")
                view.sentence(data)
                view.table(scene, data)

    def use(workspace: Workspace, name: str) -> None:
        step(f"{name}: adopt", lambda: adopt_study(name, workspace))
        step(f"{name}: run", lambda: run_study(name, workspace, n_trials=20, engine=FakeEngine()))
        step(f"{name}: show", lambda: show(name, workspace))
        step(f"{name}: report", lambda: report_html(name, workspace))
        for to in FORMATS:
            target = workspace.root / f"{name}.{to}"
            step(f"{name}: {to}", partial(export_study, name, workspace, target, to))
        step(f"{name}: copy", lambda: copy_study(name, f"{name} again", workspace))

    for source in ("hostile.db", "hostile.log"):
        root = folder / f"from {source}"
        workspace = Workspace(root, f"sqlite:///{root}/studies.db")
        root.mkdir()
        step(f"import {source}", partial(import_studies, str(folder / source), workspace))
        read_studies(workspace)
        for study in list_studies(workspace):
            use(workspace, study.name)
    restored = Workspace(folder / "restored", f"sqlite:///{folder}/restored/studies.db")
    step("restore", lambda: restore(restored.storage_url, folder / "hostile.db"))
    shared = Workspace(folder / "shared", f"sqlite:///{folder}/hostile.db")
    for workspace in (restored, shared):  # what DCTAXI_STORAGE names is not imported at all
        for study in list_studies(workspace):
            use(workspace, study.name)
    kept = Workspace(folder / "kept", f"sqlite:///{folder}/kept/studies.db")
    for store in (POPULATIONS, REPEATS):
        for listed in store.list(kept):
            store.load(listed.id, kept)
    step("models", lambda: list_models(kept))
    for file in sorted((folder / "data").iterdir()):
        step(f"read {file.name}", partial(read_file, file.read_bytes(), file.name))


def read_file(content: bytes, name: str) -> None:
    """Read a file of trips to its end."""
    from dctaxi.data import table_of

    table = table_of(io.BytesIO(content), name)
    list(table.batches(table.columns))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.addaudithook(_hear)
    walk(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"heard": heard, "steps": steps}))
