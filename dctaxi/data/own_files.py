"""From the files that a user names, and what they say of them, to a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dctaxi.data.columns import COLUMNS
from dctaxi.data.currency import currency_of
from dctaxi.data.file_look import FileLook, look_at
from dctaxi.data.files import normalise_glob
from dctaxi.data.mapping import PLACES, TIME_PARTS, UNSEEN, mapping_from_json
from dctaxi.data.mapping import said as spoken
from dctaxi.data.proposal import (
    check_not_twice,
    no_column_for,
    propose,
    time_format_for,
    time_found,
)
from dctaxi.data.rules import ANY_CITY, Rules
from dctaxi.data.sources import GlobSource, LeaveOut, TripSource
from dctaxi.data.split import Split
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from dctaxi.data.mapping import ColumnMapping
    from dctaxi.workspace import Workspace

MAPPED = ("fare", *PLACES, "time", "time_of_day", "time_format", *TIME_PARTS)
"""What of a trip can be said to stand in a column."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user says of their files; what is left open is proposed from the files.

    ``columns`` gives names of columns by what they are, of ``MAPPED``; ``unseen`` names parts of
    the trip that the network does not see, ``places`` and ``time`` all of theirs; ``split`` is
    ``time``, ``random`` or the name of a column; ``seed`` and the shares are those of ``Split``;
    ``currency`` is what the file says where it is None.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    extras: Sequence[str] = ()
    unseen: Sequence[str] = ()
    split: str | None = None
    seed: int = 0
    val_share: float = 1 / 6
    test_share: float = 1 / 6
    rules: Rules = ANY_CITY
    leave_out: LeaveOut = "nothing"
    city: str = ""
    currency: str | None = None


def source_of_files(
    train: str,
    workspace: Workspace,
    *,
    val: str | None = None,
    test: str | None = None,
    wishes: Wishes | None = None,
) -> GlobSource | TripSource:
    """Return the source of one file, or of two or three.

    Two or three of the chapter's own files of which nothing more is said are the chapter's source.
    Raises ``DataError`` for files that cannot be read and columns that are not found.
    """
    wishes = wishes or Wishes()
    look = look_at(normalise_glob(train), workspace)
    plain = Wishes(leave_out=wishes.leave_out)
    if val is not None and look.columns == COLUMNS and wishes == plain:
        return GlobSource(train, val, test, wishes.leave_out)
    mapping = mapping_of(look, wishes)
    split = None if val is not None else split_of(look, mapping, wishes)
    return TripSource(
        train, mapping, val, test, split, wishes.rules, wishes.leave_out, wishes.city,
        wishes.currency or currency_of(look, mapping.fare),
    )  # fmt: skip


def mapping_of(look: FileLook, wishes: Wishes) -> ColumnMapping:
    """Return the proposed mapping, changed by what the user says."""
    unknown = [name for name in wishes.columns if name not in MAPPED]
    if unknown:
        raise DataError(
            f"Expected one of {', '.join(MAPPED)} before the name of a column, found "
            f"{unknown[0]!r}."
        )
    found = dict(propose(look).found)
    said = _whole_positions(wishes.columns, look)
    if "time" in said:
        for name in (*TIME_PARTS, "time_of_day", "time_format"):
            found.pop(name, None)
        found |= time_found(look, said["time"])
    elif any(part in said for part in TIME_PARTS):
        for name in ("time", "time_of_day", "time_format"):
            found.pop(name, None)
    taken = {*said.values(), *wishes.extras}
    found = {name: column for name, column in found.items() if column not in taken} | said
    if "time" not in found:
        found.pop("time_of_day", None)
    elif "time_of_day" in said and "time_format" not in said:
        found["time_format"] = time_format_for(look, found["time"], said["time_of_day"])
    lacking = [spoken(name) for name in ("fare", *PLACES) if name not in found]
    if lacking:
        raise no_column_for(lacking, look)
    check_not_twice(look, (name for name in found.values() if name not in taken))
    unseen = [part for name in wishes.unseen for part in UNSEEN.get(name, (name,))]
    return mapping_from_json(found | {"extras": list(wishes.extras), "unseen": unseen})


def _whole_positions(columns: Mapping[str, str], look: FileLook) -> dict[str, str]:
    """Return named columns, where one of whole positions is named once, with it for both parts."""
    said = dict(columns)
    for name in PLACES:
        end, _, axis = name.partition("_")
        other = f"{end}_{'longitude' if axis == 'latitude' else 'latitude'}"
        if said.get(name) in look.positions:
            said.setdefault(other, said[name])
    return said


def with_time_format(
    look: FileLook, named: Mapping[str, str], found: Mapping[str, object]
) -> dict[str, str]:
    """Return named columns with the format of their time: as is said, else as the file has it.

    ``found`` is what was named before: a format that belonged to another column is none that was
    said.
    """
    time, clock = named.get("time"), named.get("time_of_day")
    before = (found.get("time"), found.get("time_of_day"))
    said = named.get("time_format")
    others = {name: column for name, column in named.items() if name != "time_format"}
    if said is None or (said == found.get("time_format") and (time, clock) != before):
        said = None if time is None else time_format_for(look, time, clock)
    return others if time is None or said is None else others | {"time_format": said}


def split_of(look: FileLook, mapping: ColumnMapping, wishes: Wishes) -> Split:
    """Return how one file is shared out: as is said, else by a column that names the sets, else by
    time, and at random where no time is known.
    """
    shares = {"seed": wishes.seed, "val_share": wishes.val_share, "test_share": wishes.test_share}
    said = wishes.split
    if said is None:
        column = propose(look).split_column
        if column is not None:
            return Split("column", column, **shares)  # type: ignore[arg-type]
        said = "time" if mapping.time is not None or mapping.year is not None else "random"
    if said == "time":
        return Split("time", None, **shares)  # type: ignore[arg-type]
    if said == "random":
        return Split("random", None, **shares)  # type: ignore[arg-type]
    if said not in look.columns:
        raise DataError(
            f"Split: expected time, random or one of the columns {', '.join(look.columns[:20])}, "
            f"found {said!r}."
        )
    return Split("column", said, **shares)  # type: ignore[arg-type]
