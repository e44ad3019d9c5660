"""``data``: prints what the checks say about the files behind a glob."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.output import add_json_option, write_result
from dctaxi.data import DataReport, check_glob
from dctaxi.foreign_text import visible
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_commands(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add ``data check``."""
    actions = commands.add_parser("data", help="check data before training").add_subparsers(
        required=True, metavar="ACTION"
    )
    check = actions.add_parser("check", help="report on the CSV files behind a glob")
    check.add_argument(
        "--glob",
        metavar="G",
        required=True,
        help="a path, or an https://, file:// or s3:// address",
    )
    add_json_option(check)
    check.set_defaults(run=run_check)


def run_check(options: Namespace) -> int:
    """Print the report; 1 when the data cannot be trained on."""
    report = check_glob(options.glob, Workspace.current())
    write_result(report.to_json(), options.json, text=report_text(report), failed=not report.ok)
    return 0 if report.ok else 1


def report_text(report: DataReport) -> str:
    """Return the report as lines for people."""
    lines = [f"{report.glob}: {'usable' if report.ok else 'not usable'}"]
    if report.rows is not None and report.fare_usd is not None:
        fares = report.fare_usd
        lines.append(
            f"{report.rows:,} rows; fares from {fares.min:.2f} to {fares.max:.2f} USD, "
            f"mean {fares.mean:.2f}"
        )
    lines += [f"{finding.severity}: {visible(finding.message)}" for finding in report.findings]
    return "\n".join(lines)
