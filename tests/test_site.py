"""The documentation site is built without a warning, and the notebook runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DCTAXI_")}
    return kept | {
        "DCTAXI_HOME": str(home), "PYTHONPATH": str(ROOT),
        "NO_MKDOCS_2_WARNING": "1",  # an advertisement of its makers is no warning about our pages
    }  # fmt: skip


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)],
        cwd=ROOT, check=True, env=environment(tmp_path),
    )  # fmt: skip
    pages = {page.name for page in site.rglob("*.html")}
    for document in (ROOT / "docs").rglob("*.md"):
        assert f"{document.stem}.html" in pages
    options = (site / "options.html").read_text()
    assert 'id="dctaxi-study-run"' in options
    assert "--round-size" in options
    reference = (site / "api.html").read_text()
    for name in ("dctaxi.DcTaxiModel", "run_study", "PopulationPlan", "load_model"):
        assert name.rpartition(".")[2] in reference


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    notebook = nbformat.read(ROOT / "docs" / "chapter.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    *_, last = notebook.cells
    (output,) = last.outputs
    assert re.match(r"median objective: \d+\.\d\d USD in the whole space", output.text)
