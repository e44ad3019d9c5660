"""Where trips come from: the sample generator, or globs of CSV files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from dctaxi.data.globs import normalise_glob
from dctaxi.errors import DataError
from dctaxi.structure import kind_and_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

Role = Literal["train", "val", "test"]
ROLE_NAMES: Mapping[Role, str] = {"train": "training", "val": "validation", "test": "test"}

MAX_SAMPLE_ROWS = 1_000_000
MIN_SAMPLE_ROWS = 12


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

_KINDS: dict[str, type[DataSource]] = {"sample": SampleSource, "globs": GlobSource}
"""What is made of each ``kind``."""

_CHAPTER = "https://raw.githubusercontent.com/osipov/smlbook/master"
CHAPTER_SOURCE = GlobSource(
    f"{_CHAPTER}/train.csv", f"{_CHAPTER}/valid.csv", f"{_CHAPTER}/test.csv"
)
"""The three files that the chapter trains on."""


def source_from_json(obj: object) -> DataSource:
    """Make the source that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    types = {"train": str, "val": str, "test": str | None}
    kind, fields = kind_and_fields(obj, _KINDS, DataError, tag="kind", path="source", types=types)
    return _KINDS[kind](**fields)


def _check_whole(what: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DataError(f"Expected {what} as a whole number from {low} to {high}, found {value!r}.")
