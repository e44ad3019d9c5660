"""``program``: a trial or a study as a plain Python program and a notebook, with its data."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dctaxi.cli.model import trial_or_best
from dctaxi.cli.options import Actions, add_action, workspace_of
from dctaxi.cli.output import write_result
from dctaxi.errors import DcTaxiError
from dctaxi.foreign_text import visible
from dctaxi.whole_file import replaced_as_a_whole


def add_commands(commands: Actions) -> None:
    """Add ``program``."""
    parser = add_action(
        commands,
        "program",
        "write a study, or one of its trials, as a program that runs without dctaxi",
        run,
    )
    parser.add_argument("--study", metavar="N", required=True, help="a study of the workspace")
    parser.add_argument(
        "--trial",
        type=trial_or_best,
        metavar="best|K",
        help="only the best trial, or the one with this number (default: the whole study)",
    )
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="the folder for the program, notebook and CSVs"
    )


def run(options: Namespace) -> int:
    """Write the files; those of these names that are there are replaced."""
    from dctaxi.program import program_files

    files = program_files(
        options.study, workspace_of(options), trial=options.trial, whole=options.trial is None
    )
    folder = Path(options.out)
    try:
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            with replaced_as_a_whole(folder / name) as part:
                part.write_bytes(content)
    except OSError as error:
        raise DcTaxiError(
            f"The program cannot be written to {folder} ({error.strerror}): name another folder."
        ) from error
    lines = [visible(folder / name, 400) for name in files]
    write_result({"folder": str(folder), "files": list(files)}, options.json, text="\n".join(lines))
    return 0
