"""``prepare``: compiles the engine's kernel and measures this machine, before anybody waits."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.output import add_json_option, write_result
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``prepare``."""
    parser = commands.add_parser(
        "prepare", help="compile the engine's kernel and measure this machine, once"
    )
    add_json_option(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Compile or find the kernel; measure the machine where nothing was measured of it yet.

    Raises EngineError where the kernel cannot be compiled.
    """
    from dctaxi.data import load
    from dctaxi.space import PRESETS
    from dctaxi.study import StudyPlan
    from dctaxi.timing import calibrate, read_machine, record_compiled
    from dctaxi.training import make_engine
    from dctaxi.training.fused.preparation import ensure_prepared, preparation

    workspace = Workspace.current()
    measured = not read_machine(workspace).seen
    began = time.perf_counter()
    ensure_prepared()
    took = time.perf_counter() - began
    if compiled := preparation().seconds > 0:
        record_compiled(preparation().seconds, workspace)
    done = "compiled" if compiled else "there already and was loaded"
    text = f"The kernel was {done} in {took:.1f} s."
    if measured:
        preset = PRESETS["quick"]
        plan = StudyPlan("prepare", preset.space, feature_set=preset.feature_set)
        data = load(plan.source, plan.feature_set, workspace)
        calibrate(plan, make_engine(plan.engine, device="cpu"), data, workspace)
        text += f" Measuring this machine took {time.perf_counter() - began - took:.1f} s."
    result = {"compiled": compiled, "seconds": took, "measured": measured}
    write_result(result, options.json, text=text)
    return 0
