"""The import rules of docs/architecture.md, held against the code."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "dctaxi"

ROOMS = ("errors", "json_text", "hyperparameters",
         "records", "workspace", "whole_file", "names", "foreign_text",
         "versions", "data", "training", "space", "labels", "samplers", "storage", "study",
         "populations", "runner", "analysis", "teaching", "plots", "glossary", "report",
         "bench", "cli")  # fmt: skip
"""Lowest first. A room imports itself and rooms before it, with the exceptions below."""

BESIDE = {("analysis", "runner"), ("teaching", "runner"), ("plots", "runner"), ("report", "runner")}
"""Pairs in which the first stands above the second and still has no business with it."""

HEAVY = {
    "errors": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "json_text": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "hyperparameters": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "records": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "workspace": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "whole_file": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "data": {"torch", "optuna", "pytorch_lightning", "streamlit", "plotly"},
    "training": {"optuna", "sqlalchemy", "streamlit", "plotly"},
    "names": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "foreign_text": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "versions": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "space": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "labels": {"torch", "optuna", "pandas", "streamlit", "plotly"},
    "samplers": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "storage": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "study": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "populations": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "runner": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "analysis": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "teaching": {"torch", "pytorch_lightning", "streamlit", "plotly"},
    "plots": {"torch", "pytorch_lightning", "streamlit", "optuna"},
    "glossary": {"torch", "pytorch_lightning", "streamlit", "optuna"},
    "report": {"torch", "pytorch_lightning", "streamlit"},
    "bench": {"torch", "pytorch_lightning", "streamlit"},
    "cli": {"torch", "pytorch_lightning", "streamlit"},
}


def imported(path: Path, *, module_level: bool) -> set[str]:
    """Return the dotted names that a file imports, those for type checkers left out."""
    names: set[str] = set()
    pending: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if module_level and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        pending.extend(ast.iter_child_nodes(node))
    return names


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = [p for p in sorted(PACKAGE.rglob("*.py")) if room_of(p) in ROOMS]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_itself_and_the_rooms_below(path: Path) -> None:
    room = room_of(path)
    allowed = set(ROOMS[: ROOMS.index(room) + 1]) - {
        other for mine, other in BESIDE if mine == room
    }
    for name in imported(path, module_level=False):
        if name.startswith("dctaxi."):
            assert name.split(".")[1] in allowed, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_room_imports_what_is_too_heavy_for_it(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path, module_level=room_of(path) != "data")}
    if room_of(path) == "data":
        tops -= {"torch"}  # kaen, imported where it reads, brings torch along
    assert not tops & HEAVY[room_of(path)]


def test_the_engines_do_not_know_each_other() -> None:
    fused = [
        name
        for path in (PACKAGE / "training" / "fused").glob("*.py")
        for name in imported(path, module_level=False)
    ]
    assert "dctaxi.training.lightning_engine" not in fused
    lightning = imported(PACKAGE / "training" / "lightning_engine.py", module_level=False)
    assert not any(name.startswith("dctaxi.training.fused") for name in lightning)


PAGES = sorted((ROOT / "pages").rglob("*.py"))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pages_hold_no_machinery(path: Path) -> None:
    tops = {name.split(".")[0] for name in imported(path, module_level=False)}
    assert not tops & {"torch", "pytorch_lightning", "optuna", "threading", "sqlalchemy"}


def test_importing_the_package_costs_nothing() -> None:
    code = (
        "import sys, dctaxi; heavy = {'torch', 'optuna', 'pandas', 'numba', 'streamlit'}"
        " & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_chapters_names_are_importable_from_the_package() -> None:
    import dctaxi

    for name in ("DcTaxiModel", "build", "build_hidden_layers", "batch_norm_linear", "objective"):
        assert callable(getattr(dctaxi, name))
