"""``study report``: writes a study as one HTML file."""

from __future__ import annotations

from argparse import Namespace

from dctaxi.cli.destination import STANDARD_OUTPUT, check_destination, write_text
from dctaxi.cli.options import Actions, UsageError, add_action, workspace_of
from dctaxi.cli.output import write_result


def add_report(actions: Actions) -> None:
    """Add ``study report``."""
    parser = add_action(actions, "report", "write a study as one HTML file", run_report)
    parser.add_argument("name", metavar="NAME", help="a study of the workspace")
    parser.add_argument("--html", metavar="FILE", required=True, help="- is standard output")


def run_report(options: Namespace) -> int:
    """Write the report, which needs neither the app nor a network to be read."""
    from dctaxi.report import report_html

    if options.html == options.json == STANDARD_OUTPUT:
        raise UsageError("Standard output takes one thing only: name a file for --html or --json.")
    check_destination(options.html, "--html")
    page = report_html(options.name, workspace_of(options))
    write_text(page, options.html, "--html")
    if options.html == STANDARD_OUTPUT and options.json is None:
        return 0
    size = len(page.encode())
    text = f"Report of {options.name} written to {options.html}, {size / 1e6:.1f} MB"
    write_result({"name": options.name, "bytes": size}, options.json, text=text)
    return 0
