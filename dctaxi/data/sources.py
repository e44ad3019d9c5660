"""Where trips come from: the sample generator, the chapter's CSV files, or files of one's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from dctaxi.data.columns import COLUMNS
from dctaxi.data.files import normalise_glob
from dctaxi.data.mapping import ColumnMapping, mapping_from_json
from dctaxi.data.rules import ANY_CITY, Rules, rules_from_json
from dctaxi.data.split import Split, split_from_json
from dctaxi.errors import DataError
from dctaxi.structure import kind_and_fields

LeaveOut = Literal["nothing", "errors", "errors and rules"]
"""Which rows of files are left out: those that cannot be used, and those that break a rule too.
Left in, a row that cannot be used keeps all of the data from being used."""

USD = "USD"

MAX_SAMPLE_ROWS = 1_000_000
MIN_SAMPLE_ROWS = 12


class _OfTheChapter:
    """Trips of the chapter's city in its nine columns."""

    __slots__ = ()

    @property
    def city(self) -> str:
        """The city of the trips."""
        return "Washington, DC"

    @property
    def currency(self) -> str:
        """The currency of the fares."""
        return USD

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows, the fare first."""
        return COLUMNS

    @property
    def unseen(self) -> tuple[str, ...]:
        """The columns that are kept from the network: none."""
        return ()


@dataclass(frozen=True, slots=True)
class SampleSource(_OfTheChapter):
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
class GlobSource(_OfTheChapter):
    """CSV files behind globs, the test set optional.

    The globs are made absolute, with their protocol; construction raises ``DataError`` for an
    address that cannot be one, and reads nothing.
    """

    train: str
    val: str
    test: str | None = None
    leave_out: LeaveOut = "nothing"

    def __post_init__(self) -> None:
        object.__setattr__(self, "train", normalise_glob(self.train))
        object.__setattr__(self, "val", normalise_glob(self.val))
        if self.test is not None:
            object.__setattr__(self, "test", normalise_glob(self.test))
        _check_leave_out(self.leave_out)

    @property
    def title(self) -> str:
        """The source in words: the chapter's, or the names of the files and where they lie."""
        if replace(self, leave_out="nothing") == CHAPTER_SOURCE:
            return "The chapter's CSVs (osipov/smlbook)"
        return _files_title(self.train, self.val, self.test)

    def to_json(self) -> dict[str, object]:
        """Return what ``source_from_json`` takes."""
        stored: dict[str, object] = {
            "kind": "globs",
            "train": self.train,
            "val": self.val,
            "test": self.test,
        }
        return stored | ({} if self.leave_out == "nothing" else {"leave_out": self.leave_out})


@dataclass(frozen=True, slots=True)
class TripSource:
    """Files of any city and layout, read by a mapping of their columns.

    One file, ``train``, is shared out by ``split``; or ``val`` and perhaps ``test`` are files of
    their own, and there is no split. ``city`` and ``currency`` are what the user calls them.
    Construction makes addresses absolute, raises ``DataError`` for what cannot be, and reads
    nothing.
    """

    train: str
    mapping: ColumnMapping
    val: str | None = None
    test: str | None = None
    split: Split | None = None
    rules: Rules = ANY_CITY
    leave_out: LeaveOut = "nothing"
    city: str = ""
    currency: str = USD

    def __post_init__(self) -> None:
        for name in ("train", "val", "test"):
            glob = getattr(self, name)
            if glob is not None:
                object.__setattr__(self, name, normalise_glob(glob))
        if self.val is None:
            if self.test is not None:
                raise DataError("Expected validation files beside the test files, found none.")
            object.__setattr__(self, "split", self.split or Split())
        elif self.split is not None:
            raise DataError(
                "Expected one file to split, or validation files of their own, found both; leave "
                "one of them out."
            )
        _check_leave_out(self.leave_out)
        _check_word("city", self.city, 60, r"[^\x00-\x1f\x7f]*")
        _check_word("currency", self.currency, 8, r"[^\s\x00-\x1f\x7f]+")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows, the fare first."""
        return self.mapping.columns

    @property
    def unseen(self) -> tuple[str, ...]:
        """The columns of its rows that are kept from the network."""
        return self.mapping.unseen_columns

    @property
    def title(self) -> str:
        """The source in words: city, files, and how one file is shared out."""
        files = _files_title(self.train, self.val, self.test)
        city = f"{self.city}: " if self.city else ""
        return f"{city}{files}" + (f" ({self.split.title})" if self.split is not None else "")

    def to_json(self) -> dict[str, object]:
        """Return what ``source_from_json`` takes."""
        return {
            "kind": "trips",
            "train": self.train,
            "val": self.val,
            "test": self.test,
            "mapping": self.mapping.to_json(),
            "split": None if self.split is None else self.split.to_json(),
            "rules": self.rules.to_json(),
            "leave_out": self.leave_out,
            "city": self.city,
            "currency": self.currency,
        }


DataSource = SampleSource | GlobSource | TripSource


def lies_elsewhere(source: DataSource) -> bool:
    """Tell whether some files of a source come over the network, however long that takes."""
    if isinstance(source, SampleSource):
        return False
    globs = (source.train, source.val, source.test)
    return any(glob is not None and not glob.startswith("file://") for glob in globs)


_KINDS: dict[str, type[DataSource]] = {
    "sample": SampleSource,
    "globs": GlobSource,
    "trips": TripSource,
}
"""What is made of each ``kind``."""


def source_from_json(obj: object) -> DataSource:
    """Make the source that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    types: dict[str, object] = {"train": str, "val": str, "test": str | None}
    if isinstance(obj, dict) and obj.get("kind") == "trips":
        types |= {"val": str | None, "leave_out": str, "city": str, "currency": str}
    kind, fields = kind_and_fields(obj, _KINDS, DataError, tag="kind", path="source", types=types)
    if kind == "trips":
        fields["mapping"] = mapping_from_json(fields["mapping"])
        fields["rules"] = rules_from_json(fields.get("rules", {}))
        if fields.get("split") is not None:
            fields["split"] = split_from_json(fields["split"])
    return _KINDS[kind](**fields)


_UPLOAD = re.compile(r"/uploads/([0-9a-f]{6})[0-9a-f]{10}/[^/]*$")


def _files_title(*globs: str | None) -> str:
    """Return the names of files and where they lie, so that two sets are not called the same."""
    known = [glob.rstrip("/") for glob in globs if glob is not None]
    names = ", ".join(dict.fromkeys(glob.rpartition("/")[2] for glob in known))
    if host := urlsplit(known[0]).netloc:
        return f"{names} from {host}"
    if upload := _UPLOAD.search(known[0]):
        return f"{names}, upload {upload[1]}"
    folder = known[0].rpartition("/")[0].rpartition("/")[2]
    return f"{names} in {folder}" if folder else names


def _check_leave_out(value: object) -> None:
    if value not in get_args(LeaveOut):
        raise DataError(
            f"Rows to leave out: expected {', '.join(get_args(LeaveOut))}, found {value!r}."
        )


def _check_word(what: str, value: Any, longest: int, pattern: str) -> None:
    if not isinstance(value, str) or len(value) > longest or not re.fullmatch(pattern, value):
        raise DataError(
            f"Expected a {what} of at most {longest} characters on one line, found {value!r:.60}."
        )


def _check_whole(what: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise DataError(f"Expected {what} as a whole number from {low} to {high}, found {value!r}.")


_CHAPTER = "https://raw.githubusercontent.com/osipov/smlbook/master"
CHAPTER_SOURCE = GlobSource(
    f"{_CHAPTER}/train.csv", f"{_CHAPTER}/valid.csv", f"{_CHAPTER}/test.csv"
)
"""The three files that the chapter trains on."""
