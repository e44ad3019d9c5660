"""``prepare``: compiles the engine's kernel, before anybody waits."""

from __future__ import annotations

import time
from argparse import Namespace

from dctaxi.cli.options import Actions, add_action
from dctaxi.cli.output import write_result


def add_commands(commands: Actions) -> None:
    """Add ``prepare``."""
    add_action(commands, "prepare", "compile the engine's kernel, once", run, storage=False)


def run(options: Namespace) -> int:
    """Compile or find the kernel.

    Raises EngineError where the kernel cannot be compiled.
    """
    from dctaxi.training.fused.preparation import ensure_prepared, preparation

    began = time.perf_counter()
    ensure_prepared()
    took = time.perf_counter() - began
    compiled = preparation().seconds > 0
    done = "compiled" if compiled else "there already and was loaded"
    text = f"The kernel was {done} in {took:.1f} s."
    write_result({"compiled": compiled, "seconds": took}, options.json, text=text)
    return 0
