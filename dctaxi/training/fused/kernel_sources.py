"""Which files the kernels are made of: code compiled from others is never taken for theirs."""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path


@functools.cache
def source_digest() -> str:
    """Return a name for this version of the sources that the kernels are made of."""
    digest = hashlib.sha256()
    for path in sorted(kernel_sources()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kernel_sources() -> set[Path]:
    """Return the files of this program that the kernels are made of: themselves and, all the way
    down, what they import, since a constant of another module becomes part of the machine code.
    """
    here = Path(__file__).parent
    found: set[Path] = set()
    pending = [here / "on_cpu" / "kernel.py"]
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending.extend(_imported(ast.parse(path.read_bytes()), here.parents[2]))
    return found


def _imported(source: ast.Module, root: Path) -> Iterator[Path]:
    """Yield the files below ``root`` that a source imports at its top."""
    for node in source.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            place = root.joinpath(*node.module.split("."))
            files = (place, *(place / name.name for name in node.names))
            yield from filter(Path.is_file, (file.with_suffix(".py") for file in files))
