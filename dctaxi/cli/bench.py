"""``bench``: measures this machine against the chapter's loop; ratios come from one run."""

from __future__ import annotations

from argparse import Namespace

from dctaxi.cli.options import Actions, add_action, add_group
from dctaxi.cli.output import write_result


def add_commands(commands: Actions) -> None:
    """Add ``bench engines`` and ``study``."""
    actions = add_group(commands, "bench", "measure this machine")
    engines = add_action(
        actions, "engines", "trainings per second of every engine", run_engines, storage=False
    )
    engines.add_argument(
        "--device",
        choices=["auto", "cpu", "cuda"],
        default="auto",
        help="where the Lightning engine trains (default auto)",
    )
    add_action(
        actions,
        "study",
        "TPE trials stored in SQLite by the chapter's loop and by ours",
        run_study,
        storage=False,
    )


def run_engines(options: Namespace) -> int:
    """Measure the engines."""
    from dctaxi.bench import engines_text, measure_engines

    result = measure_engines(device=options.device)
    write_result(result.to_json(), options.json, text=engines_text(result))
    return 0


def run_study(options: Namespace) -> int:
    """Measure a whole study."""
    from dctaxi.bench import measure_study, study_text

    result = measure_study()
    write_result(result.to_json(), options.json, text=study_text(result))
    return 0
