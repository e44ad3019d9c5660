"""``prepare``: compiles the engine's kernel, before anybody waits."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.output import add_json_option, write_result

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``prepare``."""
    parser = commands.add_parser("prepare", help="compile the engine's kernel, once")
    add_json_option(parser)
    parser.set_defaults(run=run)


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
