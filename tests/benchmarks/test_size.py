from pathlib import Path

import pytest

from benchmarks.size import measure, minutes

CODE = '''"""Three words here."""
def _once(): return "Choose another column."
def _twice(): return "two words"
def shown(): return _once(), _twice(), _twice()
'''


def test_a_tree_is_measured_without_importing_it() -> None:
    assert measure(
        {
            "dctaxi/a.py": CODE,
            "dctaxi/__init__.pyi": "from .a import shown as shown\nfrom .a import _once\n",
            "pages/learn/tour.py": "",
            "pages/components/card.py": "",
            "tests/test_a.py": "def test_a(): ...\ndef helper(): ...\n",
            "docs/a.py": "not measured",
        }
    ) == {
        "product lines": 6,
        "test lines": 2,
        "product files": 4,
        "test files": 1,
        "words in sentences": 3,
        "pages": 1,
        "exports": 1,
        "private, one caller": 1,
        "test functions": 1,
    }


def test_minutes_are_those_of_all_tests(tmp_path: Path) -> None:
    file = tmp_path / "junit.xml"
    file.write_text('<a><testcase time="90"/><testcase time="30"/></a>')
    assert minutes(file) == pytest.approx(2)
