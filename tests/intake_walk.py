"""Lets a hostile collection of files in, and notes whatever in it was run.

``python tests/intake_walk.py FOLDER SOURCE …`` works on what ``tests/test_nothing_is_run.py`` made
in a folder, and in the databases and journals that it names.
What is run is noted in the file ``heard`` there; which steps were taken is printed as JSON.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dctaxi.workspace import Workspace

ROOT = Path(__file__).parent.parent
SITE = """
from pathlib import Path
from tests.hearing import note_what_is_run
note_what_is_run(Path({heard!r}), reads=False)
"""
"""What a process runs first that reads a file."""

PAGES = ("search/studies", "explore/trials", "explore/compare", "learn/tpe", "learn/luck")

steps: list[str] = []


def step(name: str, action: Callable[[], object]) -> None:
    """Take a step; what is refused in a sentence is refused, and anything else is raised."""
    from dctaxi.errors import DcTaxiError

    try:
        action()
    except DcTaxiError as error:
        steps.append(f"{name}: refused, {error}")
    else:
        steps.append(name)


def walk(folder: Path, sources: list[str]) -> None:
    """Import, resume, adopt, show, export, back up and restore what lies there and in sources."""
    from dctaxi.analysis.reading import read_studies
    from dctaxi.exports import export_study
    from dctaxi.exports.export import FORMATS
    from dctaxi.model import list_models
    from dctaxi.plots import gallery
    from dctaxi.plots.of_study import scene_of
    from dctaxi.populations import POPULATIONS, REPEATS
    from dctaxi.report import report_html
    from dctaxi.study import (
        adopt_study,
        back_up_studies,
        copy_study,
        import_studies,
        list_studies,
        restore_studies,
        run_study,
    )
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
        more = 2 if name == "gp" else 20  # each fits a Gaussian process
        step(f"{name}: run", lambda: run_study(name, workspace, n_trials=more, engine=FakeEngine()))
        step(f"{name}: show", lambda: show(name, workspace))

    def give(workspace: Workspace, name: str) -> None:
        step(f"{name}: report", lambda: report_html(name, workspace))
        for to in FORMATS:
            target = workspace.root / f"{name}.{to}"
            step(f"{name}: {to}", partial(export_study, name, workspace, target, to))
        step(f"{name}: copy", lambda: copy_study(name, f"{name} again", workspace))

    shared = _workspace(folder, "shared", f"sqlite:///{folder}/hostile.db")
    backup = folder / "backup.db"
    step("back up", lambda: back_up_studies(shared, backup))
    restored = _workspace(folder, "restored")
    step("restore", lambda: restore_studies(restored, backup))
    workspaces = [shared, restored]  # what DCTAXI_STORAGE names is not imported at all
    for number, source in enumerate(sources):
        workspaces.append(workspace := _workspace(folder, f"imported {number}"))
        step("import", partial(import_studies, source, workspace))
    for workspace in workspaces:
        read_studies(workspace)
        for study in list_studies(workspace):
            use(workspace, study.name)
            if workspace in (shared, workspaces[-1]):
                give(workspace, study.name)
    visit(workspaces[-1], ("cmaes", "adopted"))
    kept = _workspace(folder, "kept")
    for store in (POPULATIONS, REPEATS):
        for listed in store.list(kept):
            store.load(listed.id, kept)
    step("models", lambda: list_models(kept))
    for file in sorted((folder / "data").iterdir()):
        step(f"read {file.name}", partial(read_file, file.read_bytes(), file.name))


def _workspace(folder: Path, name: str, url: str = "") -> Workspace:
    from dctaxi.workspace import Workspace

    return Workspace(folder / name, url or f"sqlite:///{folder / name}/studies.db")


def visit(workspace: Workspace, names: tuple[str, ...]) -> None:
    """Open pages on studies of a workspace."""
    from tests.pages.visiting import open_page

    os.environ |= {"DCTAXI_HOME": str(workspace.root), "DCTAXI_STORAGE": workspace.storage_url}
    for name in names:
        for page in PAGES:
            open_page(f"pages/{page}.py", study=name)
            steps.append(f"{name}: {page}")


def read_file(content: bytes, name: str) -> None:
    """Read a file of trips to its end."""
    from dctaxi.data import table_of

    table = table_of(io.BytesIO(content), name)
    list(table.batches(table.columns))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests.hearing import note_what_is_run

    folder = Path(sys.argv[1])
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(SITE.format(heard=str(folder / "heard")))
    os.environ["PYTHONPATH"] = str(folder / "site")
    note_what_is_run(folder / "heard", reads=True)
    walk(folder, sys.argv[2:])
    sys.stdout.write(json.dumps(steps))
