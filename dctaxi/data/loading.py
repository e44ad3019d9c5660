"""From a source to its trips: every file read and checked, the sets made ready for training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dctaxi.data.features import FeatureSet, TaxiData, TaxiTables, prepare
from dctaxi.data.findings import findings_of
from dctaxi.data.globs import DataFile, read_glob
from dctaxi.data.sample import sample_trips
from dctaxi.data.schema import MAX_ROWS, Finding, check_csv
from dctaxi.data.sources import DataSource, SampleSource
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace


def load_tables(source: DataSource, workspace: Workspace) -> TaxiTables:
    """Read and check the sets of a source. Raises ``DataError`` with the first thing wrong."""
    if isinstance(source, SampleSource):
        return _sample_tables(source)
    train, notes = read_rows(source.train, workspace)
    val, val_notes = read_rows(source.val, workspace)
    test, test_notes = (None, ()) if source.test is None else read_rows(source.test, workspace)
    notes += val_notes + test_notes
    return TaxiTables(train, val, test, source, notes + findings_of(train, val, test))


def load(source: DataSource, feature_set: FeatureSet, workspace: Workspace) -> TaxiData:
    """Read, check and transform the sets of a source: what an engine trains on."""
    return prepare(load_tables(source, workspace), feature_set)


def read_rows(glob: str, workspace: Workspace) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return the rows behind a normalised glob as ``[rows, 9]``, its files one after another.

    Raises ``DataError`` for a file that cannot be read or fails the checks.
    """
    tables: list[NDArray[np.float64]] = []
    findings: list[Finding] = []
    for file in read_glob(glob):
        rows, notes = check_csv(file.content, _shown_name(file, workspace))
        tables.append(rows)
        findings.extend(notes)
    total = sum(map(len, tables))
    if total > MAX_ROWS:
        raise DataError(f"Expected at most {MAX_ROWS:,} rows in one set, {glob} has {total:,}.")
    return np.concatenate(tables), tuple(findings)


def _shown_name(file: DataFile, workspace: Workspace) -> str:
    """Return the path of a local file, of an upload the bare name, else the whole address."""
    path = file.address.removeprefix("file://")
    uploads = (workspace.root / "uploads").absolute().as_posix()
    return path.rpartition("/")[2] if path.startswith(f"{uploads}/") else path


def _sample_tables(source: SampleSource) -> TaxiTables:
    trips = sample_trips(source.rows, source.seed)
    held_out = source.rows // 6
    end = source.rows - 2 * held_out
    train, val, test = trips[:end], trips[end : end + held_out], trips[end + held_out :]
    return TaxiTables(train, val, test, source, findings_of(train, val, test))
