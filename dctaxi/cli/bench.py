"""``bench``: measures this machine against the chapter's loop; ratios come from one run."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.options import positive_integer
from dctaxi.cli.output import add_json_option, write_result

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``bench engines``, ``study`` and ``pages``."""
    actions = commands.add_parser("bench", help="measure this machine").add_subparsers(
        required=True, metavar="WHAT"
    )
    engines = actions.add_parser("engines", help="trainings per second of every engine")
    engines.add_argument(
        "--device",
        choices=["auto", "cpu", "cuda"],
        default="auto",
        help="where the Lightning engine trains (default auto)",
    )
    engines.set_defaults(run=run_engines)
    study = actions.add_parser(
        "study", help="TPE trials stored in SQLite by the chapter's loop and by ours, and a race"
    )
    study.set_defaults(run=run_study)
    pages = actions.add_parser(
        "pages", help="a full redraw of the trials page, 100 to 50,000 trials"
    )
    pages.add_argument(
        "--repeats",
        type=positive_integer,
        default=3,
        help="how often to measure; the fastest counts (default 3)",
    )
    pages.set_defaults(run=run_pages)
    for parser in (engines, study, pages):
        add_json_option(parser)


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


def run_pages(options: Namespace) -> int:
    """Measure what a page does on the server."""
    from dctaxi.bench import measure_pages, pages_text

    result = measure_pages(repeats=options.repeats)
    write_result(result.to_json(), options.json, text=pages_text(result))
    return 0
