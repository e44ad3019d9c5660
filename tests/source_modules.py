"""The sources of the pages: their trees, what names stand for, and where a function stands."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass
class Module:
    """A module of the pages: its tree, what its names stand for, and its functions."""

    path: Path
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)


@cache
def module(name: str) -> Module | None:
    """Return a module of the pages by its dotted name; None for any other."""
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    if not name.startswith("pages.") or not path.exists():
        return None
    return parsed(path.read_text(encoding="utf-8"), path)


def parsed(source: str, path: Path) -> Module:
    """Return the module of a source."""
    found = Module(path, ast.parse(source))
    for node in ast.walk(found.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found.imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.FunctionDef):
            found.functions[node.name] = node
    return found


def home_of(function: ast.expr, here: Module) -> tuple[Module | None, str]:
    """Return the module of the pages that a function stands in, None where it is none of theirs."""
    match function:
        case ast.Name(id=name) if name in here.functions:
            return here, name
        case ast.Name(id=name) if name in here.imports:
            place, _, name = here.imports[name].rpartition(".")
            return module(place), name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return here, name
        case ast.Attribute(value=ast.Name(id=alias), attr=name):
            return module(here.imports.get(alias, "?")), name
    return None, ""
