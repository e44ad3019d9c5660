"""Each row of the table of faults names a test, and that test exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    line
    for line in (ROOT / "docs" / "reliability.md").read_text("utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| fault ")
]


def test_the_table_has_rows() -> None:
    assert len(ROWS) >= 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_a_row_says_fault_and_promise_and_names_a_test_that_exists(row: str) -> None:
    fault, promise, shown_by, _figures = (cell.strip() for cell in row.strip("|").split("|"))
    assert fault
    assert promise
    named = re.fullmatch(r"`(tests/\S+\.py)::(test_\w+)`( \(long\))?", shown_by)
    assert named is not None
    functions = {
        node.name: {ast.unparse(decorator) for decorator in node.decorator_list}
        for node in ast.parse((ROOT / named[1]).read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert named[2] in functions
    assert ("pytest.mark.slow" in functions[named[2]]) == (named[3] is not None)
