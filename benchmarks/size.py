"""How large the project is, by git revision: `python -m benchmarks.size [REV …] [--junit FILE]`.

Nothing of the project is imported: files are read from `git archive` and parsed. A test is a
function named `test_…`. Words are counted in string literals of three words or more.
"""

from __future__ import annotations

import argparse
import ast
import io
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

PRODUCT = ("app.py", "dctaxi/", "pages/")


def measure(files: Mapping[str, str]) -> dict[str, int]:
    """Measure the files of a revision, given as text by path."""
    product = {path: text for path, text in files.items() if path.startswith(PRODUCT)}
    tests = {path: text for path, text in files.items() if path.startswith("tests/")}
    trees = {path: ast.parse(text) for path, text in product.items() if path.endswith(".py")}
    return {
        "product lines": sum(len(text.splitlines()) for text in product.values()),
        "test lines": sum(len(text.splitlines()) for text in tests.values()),
        "product files": len(product),
        "test files": len(tests),
        "words in sentences": sum(words(tree) for tree in trees.values()),
        "pages": sum(_is_page(path) for path in product),
        "exports": sum(exports(text) for path, text in product.items() if path.endswith(".pyi")),
        "private, one caller": sum(one_caller(tree) for tree in trees.values()),
        "test functions": sum(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for path, text in tests.items()
            if path.endswith(".py")
            for node in ast.walk(ast.parse(text))
        ),
    }


def words(tree: ast.AST) -> int:
    """Count the words of string literals with three words or more, docstrings left aside."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (
        node.value.split()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in statements
    )
    return sum(len(text) for text in texts if len(text) >= 3)


def exports(text: str) -> int:
    """Count the names that a stub imports under their own names (`from .x import y as y`)."""
    return sum(
        alias.asname == alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def one_caller(tree: ast.AST) -> int:
    """Count private functions that their file names once beside their definition."""
    private: list[str] = []
    uses: Counter[str] = Counter()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("_") and not node.name.endswith("__"):
                private.append(node.name)
        elif isinstance(node, ast.Name):
            uses[node.id] += 1
        elif isinstance(node, ast.Attribute):
            uses[node.attr] += 1
    return sum(uses[name] == 1 for name in private)


def minutes(junit: Path) -> float:
    """Sum the minutes of all tests in a file of `pytest --junit-xml`."""
    cases = ElementTree.parse(junit).iter("testcase")
    return sum(float(case.get("time", 0)) for case in cases) / 60


def _is_page(path: str) -> bool:
    parts = path.split("/")
    return (
        len(parts) == 3
        and (parts[0], parts[1] != "components") == ("pages", True)
        and parts[2].endswith(".py")
        and not parts[2].startswith("_")
    )


def _files(revision: str) -> Iterator[tuple[str, str]]:
    archive = subprocess.run(
        ["git", "archive", "--format=tar", revision, "--", "app.py", "dctaxi", "pages", "tests"],
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            content = members.extractfile(member)
            if content is not None and member.name.endswith((".py", ".pyi", ".js")):
                yield member.name, content.read().decode()


def main() -> None:
    """Print a table with a column for each revision."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revisions", nargs="*", default=["HEAD"], metavar="REV")
    parser.add_argument("--junit", type=Path, help="results of a test run, for their minutes")
    asked = parser.parse_args()
    sizes = [measure(dict(_files(revision))) for revision in asked.revisions]
    print(f"{'':22}" + "".join(f"{revision[:12]:>13}" for revision in asked.revisions))
    for what in sizes[0]:
        print(f"{what:22}" + "".join(f"{size[what]:13,}" for size in sizes))
    if asked.junit:
        print(f"{'minutes of tests':22}{minutes(asked.junit):13.1f}")


if __name__ == "__main__":
    main()
