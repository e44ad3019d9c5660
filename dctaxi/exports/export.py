"""Writes a study in the format of another tool, whole or not at all."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from dctaxi.analysis.reading import read_trials
from dctaxi.analysis.reading.trial_files import csv_text, to_parquet
from dctaxi.errors import StudyError
from dctaxi.exports.journal import write_journal
from dctaxi.exports.tensorboard import write_events
from dctaxi.whole_file import is_database, replaced_as_a_whole
from dctaxi.workspace import Workspace


class Format(NamedTuple):
    """A format: what is written, and how. ``folder`` tells that it is a folder of files."""

    help: str
    write: Callable[[str, Workspace, Path], int]
    folder: bool = False


def _write_csv(name: str, workspace: Workspace, target: Path) -> int:
    trials = read_trials(workspace, name)
    target.write_text(csv_text(trials), encoding="utf-8", newline="")
    return len(trials)


def _write_parquet(name: str, workspace: Workspace, target: Path) -> int:
    trials = read_trials(workspace, name)
    target.write_bytes(to_parquet(trials))
    return len(trials)


FORMATS: Mapping[str, Format] = MappingProxyType({
    "csv": Format("a table with a row for each trial, learning curves as JSON", _write_csv),
    "parquet": Format("the same table, every column with its type", _write_parquet),
    "journal": Format("Optuna's journal file, which any Optuna tool opens", write_journal),
    "tensorboard": Format(
        "a folder for TensorBoard: HParams and learning curves", write_events, folder=True
    ),
})  # fmt: skip


def export_study(name: str, workspace: Workspace, target: Path, to: str) -> int:
    """Write a study's trials to a file, or a folder, in one of ``FORMATS``; return their number.

    A file is replaced as a whole or not at all; a folder is a new one. Raises StudyError (there is
    no such study, its trials cannot be told in this format, a package is missing, or nothing can
    be written there) and StorageError (the database cannot be used).
    """
    made = FORMATS[to]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if made.folder:
            with _new_folder(target) as part:
                return made.write(name, workspace, part)
        if target.is_dir():
            raise StudyError(f"{target} is a folder. Choose a file with --out.")
        if is_database(target):
            raise StudyError(f"{target} is a database of studies. Choose another with --out.")
        with replaced_as_a_whole(target) as part:
            return made.write(name, workspace, part)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StudyError(
            f"{target} cannot be written ({reason}). Choose another with --out."
        ) from error


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Give a temporary folder beside the target; when the block has ended, it takes its place."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StudyError(f"{target} is there already. Choose a new folder with --out.")
    part = target.with_name(f".{target.name[:64]}.{uuid.uuid4().hex}.part")
    part.mkdir()
    try:
        yield part
        part.replace(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
