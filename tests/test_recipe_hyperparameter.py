"""The first recipe of CONTRIBUTING, followed on a made-up hyperparameter in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dctaxi.space import PRESETS, space_to_link

ROOT = Path(__file__).parent.parent

ROW = """    Hyperparameter(
        name="dampening",
        kind="real",
        high=1,
        searched=Range(0.5, 0.99),
        default=0.9,
        only_with=Condition("optimizer", "SGD"),
        label="Dampening",
        short="dampening",
        help="How much of a gradient SGD leaves out.",
    ),
)
\"\"\"The limits are generous"""
FIELD = '    dampening: float = float(DEFAULTS["dampening"])\n'


def insert(path: Path, before: str, text: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert content.count(before) == 1
    path.write_text(content.replace(before, text), encoding="utf-8")


def test_a_field_and_a_row_are_all_that_a_hyperparameter_needs_outside_the_kernels(
    tmp_path: Path,
) -> None:
    for folder in ("dctaxi", "pages"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    insert(tmp_path / "dctaxi/hyperparameters.py", ')\n"""The limits are generous', ROW)
    last = '    momentum: float = float(DEFAULTS["momentum"])\n'
    insert(tmp_path / "dctaxi/records.py", last, last + FIELD)
    link = space_to_link(PRESETS["chapter"].space)  # of a release without it
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests/made_up_row.py"), link],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DCTAXI_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
