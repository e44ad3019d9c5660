"""One file becomes three sets: by time, at random, or as one of its columns says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from dctaxi.errors import DataError
from dctaxi.foreign_text import visible
from dctaxi.structure import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Role = Literal["train", "val", "test"]
ROLE_NAMES: Mapping[Role, str] = {"train": "training", "val": "validation", "test": "test"}

SplitKind = Literal["time", "random", "column"]

ROLE_WORDS: dict[str, Role] = {
    "train": "train", "training": "train", "tr": "train", "0": "train",
    "val": "val", "valid": "val", "validation": "val", "dev": "val", "eval": "val",
    "test": "test", "testing": "test", "holdout": "test",
}  # fmt: skip
"""What a column may call the three sets."""

_CODES: dict[Role, int] = {"train": 0, "val": 1, "test": 2}


@dataclass(frozen=True, slots=True)
class Split:
    """How the rows of one file are shared out.

    ``time`` takes the latest trips for the test set and those before them for validation, so that
    a search is judged on what came later. ``random`` draws by ``seed``. ``column`` names the sets
    (``ROLE_WORDS``); a column with other values keeps equal values together, each group drawn by
    ``seed``; one that names sets names one in every row. The shares are of the usable rows. Within
    a set, rows stand in an order drawn by ``seed``, since a short training reads only the first of
    them.
    """

    kind: SplitKind = "time"
    column: str | None = None
    seed: int = 0
    val_share: float = 1 / 6
    test_share: float = 1 / 6

    def __post_init__(self) -> None:
        if self.kind not in get_args(SplitKind):
            raise DataError(f"Split: expected time, random or column, found {self.kind!r}.")
        if (self.kind == "column") != (self.column is not None):
            raise DataError(
                "Split: expected the name of a column with the kind column, and only there."
            )
        if (
            isinstance(self.seed, bool)
            or not isinstance(self.seed, int)
            or not 0 <= self.seed < 2**63
        ):
            raise DataError(f"Split: expected a whole number from 0 as seed, found {self.seed!r}.")
        for share in (self.val_share, self.test_share):
            number = isinstance(share, int | float) and not isinstance(share, bool)
            if not (number and math.isfinite(share) and 0 <= share < 1):
                raise DataError(f"Split: expected shares from 0 to below 1, found {share!r}.")
        if self.val_share == 0 or self.val_share + self.test_share >= 1:
            raise DataError(
                "Split: expected a share to validate on, and some rows left to train on; change "
                "the shares."
            )

    def to_json(self) -> dict[str, Any]:
        """Return the split as plain JSON values."""
        named = {} if self.column is None else {"column": self.column}
        return {"kind": self.kind, **named, "seed": self.seed, "val_share": self.val_share,
                "test_share": self.test_share}  # fmt: skip

    @property
    def title(self) -> str:
        """The split in words."""
        if self.kind == "column":
            return f"split by the column {self.column}"
        kinds = {"time": "split by time", "random": f"split at random, seed {self.seed}"}
        return kinds[self.kind]


def split_from_json(obj: object) -> Split:
    """Make the split that ``to_json`` wrote. Raises ``DataError`` for anything else."""
    types: dict[str, object] = {"kind": str, "column": str | None, "seed": int}
    types |= {"val_share": float, "test_share": float}
    return Split(**fields_of(obj, Split, DataError, path="split", types=types))


def shared_out(
    split: Split,
    rows: int,
    seconds: NDArray[np.float64],
    groups: NDArray[np.object_] | None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the row numbers of the training, validation and test set; the last may be empty.

    ``seconds`` ``[rows]`` is when trips were; ``groups`` ``[rows]`` what the column says.
    Raises ``DataError`` where a set that must be there would be empty.
    """
    rng = np.random.default_rng(split.seed)
    order = rng.permutation(rows)
    if split.kind == "column" and groups is not None:
        codes = _codes_of(groups, split, rng)
    else:
        codes = np.zeros(rows, np.int64)
        ranked = order
        if split.kind == "time":
            if np.isnan(seconds).any():
                raise DataError(
                    "Split by time: expected a time in every row, but none is read; name the "
                    "column of the time, or split at random."
                )
            ranked = order[np.argsort(seconds[order], kind="stable")]
        _by_rank(codes, ranked, split)
    train, val, test = (order[codes[order] == code] for code in (0, 1, 2))
    for name, numbers in (("train", train), ("validate", val)):
        if not len(numbers):
            raise DataError(
                f"Expected rows to {name} on, found none among {rows:,}: use more rows, or another "
                "split."
            )
    return train, val, test


def _by_rank(codes: NDArray[np.int64], ranked: NDArray[np.int64], split: Split) -> None:
    """Give the last of the ranked rows to the test set, and those before to the validation set."""
    test = math.floor(len(ranked) * split.test_share)
    val = max(1, math.floor(len(ranked) * split.val_share))
    codes[ranked[len(ranked) - test :]] = _CODES["test"]
    codes[ranked[max(0, len(ranked) - test - val) : len(ranked) - test]] = _CODES["val"]


def _codes_of(
    groups: NDArray[np.object_], split: Split, rng: np.random.Generator
) -> NDArray[np.int64]:
    values, place = np.unique(groups.astype(str), return_inverse=True)
    roles = [ROLE_WORDS.get(value.lower()) for value in values]
    named = {role for role in roles if role is not None}
    if len(named) > 1 and not all(roles):
        raise _unnamed_set(split, values, np.bincount(place), roles)
    if all(roles) and "train" in named:
        codes = np.array([_CODES[role] for role in roles if role is not None])[place]
        if "val" not in named:  # the file keeps no validation rows: they come from the training's
            train = np.flatnonzero(codes == _CODES["train"])
            held_out = math.floor(len(train) * split.val_share)
            codes[rng.permutation(train)[:held_out]] = _CODES["val"]
        return codes
    if len(values) < 3 or all(roles):
        raise DataError(
            f"Split by the column {split.column!r}: expected the names train, valid and test, or "
            f"at least three groups to share out, found {', '.join(map(repr, values.tolist()))}; "
            "choose another column."
        )
    return _of_groups(np.bincount(place), split, rng)[place]


def _unnamed_set(
    split: Split, values: NDArray[Any], counts: NDArray[np.int64], roles: list[Role | None]
) -> DataError:
    """Return the refusal of a column of sets of which some cells name none."""
    others = [place for place, role in enumerate(roles) if role is None]
    rows = int(counts[others].sum())
    shown = ", ".join(repr(visible(str(values[place]), 40)) for place in others[:3])
    return DataError(
        f"Split by the column {split.column!r}: expected a set such as train, valid or test in "
        f"every row, found {shown}{', …' if len(others) > 3 else ''} in {rows:,} "
        f"row{'' if rows == 1 else 's'}; name a set there, or choose another split."
    )


def _of_groups(
    counts: NDArray[np.int64], split: Split, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return the set of each group of so many rows, three groups or more.

    In a drawn order they fill the test set, then the validation set, up to their shares; where none
    fits, it gets the smallest that is left.
    """
    drawn = rng.permutation(len(counts))
    upto = np.cumsum(counts[drawn]) / counts.sum()
    found = np.zeros(len(counts), np.int64)
    test, held_out = split.test_share + 1e-12, split.test_share + split.val_share + 1e-12
    found[drawn[upto <= test]] = _CODES["test"]
    found[drawn[(upto > test) & (upto <= held_out)]] = _CODES["val"]
    wanted: tuple[Role, ...] = ("val", "test") if split.test_share else ("val",)
    for role in wanted:
        if (found == _CODES[role]).any():
            continue
        several = np.bincount(found, minlength=len(_CODES)) > 1  # sets that can spare a group
        spare = drawn[several[found[drawn]]]
        of_train = spare[found[spare] == _CODES["train"]]
        left = of_train if len(of_train) else spare
        found[left[np.argmin(counts[left])]] = _CODES[role]
    return found
