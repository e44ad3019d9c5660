"""The order of sums, which deep networks magnify, on processors with vectors of any length."""

from __future__ import annotations

import os
import subprocess
import sys

from llvmlite import binding

SUMS = """
import numpy as np
from dctaxi.training.fused.on_cpu.sums import centred_squares, total
values = np.random.default_rng(0).normal(size=100)
print(total(values, 100).hex(), centred_squares(values, 0.5, 100).hex())
"""


def sums(**environment: str) -> bytes:
    variables = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_CPU")} | environment
    return subprocess.run(
        [sys.executable, "-c", SUMS], env=variables, capture_output=True, check=True
    ).stdout


def test_longer_vectors_change_no_sum() -> None:
    features = binding.get_host_cpu_features()
    plain = {name: has and not name.startswith("avx512") for name, has in features.items()}
    without = ",".join(f"{'+' if has else '-'}{name}" for name, has in plain.items())
    assert sums() == sums(NUMBA_CPU_FEATURES=without)
