"""Where trips come from: the sample generator, or globs of CSV files, uploads among them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import numpy as np

from dctaxi.data.features import FeatureSet, TaxiData, TaxiTables, prepare
from dctaxi.data.findings import findings_of
from dctaxi.data.globs import DataFile, normalise_glob, read_glob
from dctaxi.data.sample import sample_trips
from dctaxi.data.schema import MAX_ROWS, Finding, check_csv
from dctaxi.errors import DataError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

Role = Literal["train", "val", "test"]
ROLE_NAMES: Mapping[Role, str] = {"train": "training", "val": "validation", "test": "test"}

MAX_SAMPLE_ROWS = 1_000_000
MIN_SAMPLE_ROWS = 12
MAX_UPLOAD_BYTES = 50 * 2**20
"""An upload passes through the server's memory and is kept in the workspace: 50 MiB each."""


@dataclass(frozen=True, slots=True)
class SampleSource:
    """Synthetic DC taxi trips: two thirds to train on, a sixth each to validate and to test."""

    rows: int = 6000
    seed: int = 0

    def __post_init__(self) -> None:
        _check_whole("rows of the sample data", self.rows, MIN_SAMPLE_ROWS, MAX_SAMPLE_ROWS)
        _check_whole("seed of the sample data", self.seed, 0, 2**63 - 1)

    @property
    def title(self) -> str:
        """The source in words."""
        seed = f", seed {self.seed}" if self.seed else ""
        return f"Sample DC taxi data ({self.rows:,} synthetic trips{seed})"

    def to_json(self) -> dict[str, object]:
        """Return what ``source_from_json`` takes."""
        return {"kind": "sample", "rows": self.rows, "seed": self.seed}


@dataclass(frozen=True, slots=True)
class GlobSource:
    """CSV files behind globs, the test set optional.

    The globs are made absolute, with their protocol; construction raises ``DataError`` for an
    address that cannot be one, and reads nothing.
    """

    train: str
    val: str
    test: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "train", normalise_glob(self.train))
        object.__setattr__(self, "val", normalise_glob(self.val))
        if self.test is not None:
            object.__setattr__(self, "test", normalise_glob(self.test))

    @property
    def title(self) -> str:
        """The source in words: the chapter's, or the names of the files and where they lie."""
        if self == CHAPTER_SOURCE:
            return "The chapter's CSVs (osipov/smlbook)"
        globs = [glob for glob in (self.train, self.val, self.test) if glob is not None]
        names = ", ".join(dict.fromkeys(glob.rstrip("/").rpartition("/")[2] for glob in globs))
        host = urlsplit(self.train).netloc
        return f"{names} from {host}" if host else names

    def to_json(self) -> dict[str, object]:
        """Return what ``source_from_json`` takes."""
        return {"kind": "globs", "train": self.train, "val": self.val, "test": self.test}


DataSource = SampleSource | GlobSource

_CHAPTER = "https://raw.githubusercontent.com/osipov/smlbook/master"
CHAPTER_SOURCE = GlobSource(
    f"{_CHAPTER}/train.csv", f"{_CHAPTER}/valid.csv", f"{_CHAPTER}/test.csv"
)
"""The three files that the chapter trains on."""


def source_from_json(obj: object) -> DataSource:
    """Make the source that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    if not isinstance(obj, dict):
        raise DataError(f"Expected a data source as a JSON object, found {type(obj).__name__}.")
    kind = obj.get("kind")
    fields = {key: value for key, value in obj.items() if key != "kind"}
    known = {"sample": {"rows", "seed"}, "globs": {"train", "val", "test"}}.get(str(kind))
    if known is None:
        raise DataError(f"Expected a data source of kind 'sample' or 'globs', found {kind!r}.")
    unknown = sorted(str(key) for key in fields.keys() - known)
    if unknown:
        raise DataError(
            f"Expected the keys {', '.join(sorted(known))} in a data source of kind {kind!r}, "
            f"found {unknown[0]!r} too; remove it."
        )
    if kind == "sample":
        return SampleSource(**fields)
    for role in ("train", "val", "test"):
        value = fields.get(role)
        if not (isinstance(value, str) or (role == "test" and value is None)):
            raise DataError(f"Expected a glob as text under {role!r}, found {value!r}.")
    return GlobSource(**fields)


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


def store_upload(role: Role, name: str, content: bytes, workspace: Workspace) -> str:
    """Check an uploaded CSV file and keep it in the workspace; return the glob of the copy.

    The folder is named after the content, so the same file is kept once and no reader can be given
    an older file of the same name. Raises ``DataError``, and writes nothing, if a check fails.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise DataError(
            f"{name}: expected at most {MAX_UPLOAD_BYTES // 2**20} MiB, found "
            f"{len(content) / 2**20:.1f} MiB; use a part of it as the {ROLE_NAMES[role]} set."
        )
    check_csv(content, name)
    folder = workspace.folder(f"uploads/{hashlib.sha256(content).hexdigest()[:16]}")
    path = folder / _safe_name(name)
    if not path.exists():
        try:
            with replaced_as_a_whole(path) as part:
                part.write_bytes(content)
        except OSError as error:
            raise DataError(
                f"{name} could not be kept in {folder}: {error.strerror}; free some space or check "
                "the folder's permissions."
            ) from error
    return normalise_glob(str(path))


def _safe_name(name: str) -> str:
    """Return a file name without folders, glob characters or a leading dot, ending in .csv."""
    stem = re.sub(r"[^\w .()-]+", "_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem = stem.removesuffix(".csv")[:80] or "upload"
    return f"{stem}.csv"


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


def _check_whole(what: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DataError(f"Expected {what} as a whole number from {low} to {high}, found {value!r}.")
