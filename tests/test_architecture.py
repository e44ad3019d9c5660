"""The import rules, held against the code: those of pyproject.toml, and what the faces show."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "dctaxi"

FACES = {
    ".".join(stub.parent.relative_to(ROOT).parts): stub
    for stub in sorted(PACKAGE.rglob("__init__.pyi"))
}
"""The stub of every package that shows others only what stands in it, by the package's name."""

IMPORTERS = [
    *sorted(PACKAGE.rglob("*.py")),
    *sorted((ROOT / "pages").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
    ROOT / "app.py",
]


def test_nobody_imports_what_the_rules_of_pyproject_forbid() -> None:
    # In a process of its own, since it switches off every logger of the process that it runs in.
    code = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports('pyproject.toml', no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout


def shown(stub: Path, *, modules: bool) -> set[str]:
    """Return the modules that a face shows, or the names in them."""
    return {
        alias.name
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and (node.module is None) is modules
        for alias in node.names
    }


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Give the module and the name of every import of a file; the name of a module is empty."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def hidden(module: str, name: str) -> bool:
    """Tell whether an import from outside takes what a face on the way to it does not show."""
    parts = module.split(".")
    for end in range(2, len(parts) + 1):
        stub = FACES.get(".".join(parts[:end]))
        if stub is None:
            continue
        if end < len(parts):
            if parts[end] not in shown(stub, modules=True):
                return True
        elif name and name not in shown(stub, modules=True) | shown(stub, modules=False):
            return True
    return False


def test_a_room_takes_of_another_only_what_its_face_shows() -> None:
    """Import it from the other's package, and add it to its ``__init__.pyi`` if it is not there."""
    taken = [
        f"{path.relative_to(ROOT)} takes {name} from {module}"
        for path in IMPORTERS
        for module, name in imports(path)
        if module.split(".")[:2] != [*path.relative_to(ROOT).parts[:2]] and hidden(module, name)
    ]
    assert not taken, "\n".join(taken)


def test_inside_a_room_modules_import_each_other_and_not_their_face() -> None:
    """A face loads the modules behind it, so a module that asks its own face asks in a circle."""
    asking = [
        f"{path.relative_to(ROOT)} takes {name} from {module}"
        for path in IMPORTERS
        for module, name in imports(path)
        if module in FACES
        and path.is_relative_to(folder := FACES[module].parent)
        and folder != PACKAGE
        and not ((folder / name).is_dir() or (folder / f"{name}.py").exists())
    ]
    assert not asking, "\n".join(asking)


def test_importing_faces_costs_nothing() -> None:
    code = (
        f"import sys; [__import__(face) for face in {list(FACES)}];"
        "heavy = {'torch', 'optuna', 'pandas', 'numpy', 'numba', 'streamlit'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_chapters_names_are_importable_from_the_package() -> None:
    import dctaxi

    for name in ("DcTaxiModel", "build", "build_hidden_layers", "batch_norm_linear", "objective"):
        assert callable(getattr(dctaxi, name))
