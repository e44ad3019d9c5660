"""Files of trips read by a mapping, and tables in memory as these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dctaxi.data.files import Batch, FileTable, addresses_of, open_table, path_in
from dctaxi.data.problems import Problems
from dctaxi.data.schema import MAX_ROWS
from dctaxi.data.trip_rows import TripRows, read_batch
from dctaxi.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa

    from dctaxi.data.files import Reading
    from dctaxi.data.mapping import ColumnMapping
    from dctaxi.workspace import Workspace


def read_trips(
    glob: str,
    mapping: ColumnMapping,
    reading: Reading,
    *,
    group: str | None = None,
    fare: bool = True,
) -> TripRows:
    """Read the files behind a normalised glob, one after another.

    ``group`` names a column that is read as text. Without ``fare`` the fare's column may be
    missing, and what stands there is no error. Raises ``DataError`` for a file that is no table or
    lacks a column.
    """
    parts: list[TripRows] = []
    total = 0
    for address in addresses_of(glob, reading):
        name = shown_name(address, reading.workspace)
        with open_table(address, name, reading) as table:
            for part in _parts(table, mapping, group, fare=fare):
                total += part.total
                if total > MAX_ROWS:
                    raise DataError(
                        f"Expected at most {MAX_ROWS:,} rows in one set, {name} goes beyond; use a "
                        "part of it."
                    )
                parts.append(part)
    if not total:
        raise DataError(f"{glob}: expected at least one row below the header, found none.")
    return _joined(parts, group)


def trips_of_frame(frame: pd.DataFrame, mapping: ColumnMapping, *, fare: bool = True) -> TripRows:
    """Read the trips of a table in memory as :func:`read_trips` reads those of a file.

    Its rows are the lines from 1.
    """
    names = [name for name in mapping.names if fare or name != mapping.fare]
    lacking = [name for name in names if name not in frame.columns]
    if lacking:
        raise DataError(f"The table lacks the column {lacking[0]!r}; add it, or map another one.")
    twice = frame.columns[frame.columns.duplicated()].intersection(names)
    if len(twice):
        raise DataError(f"The table has the column {twice[0]!r} twice; rename one of them.")
    columns = {name: _in_memory(frame[name]) for name in names}
    return trips_of_batch(Batch(columns, np.arange(1, 1 + len(frame))), mapping, fare=fare)


def trips_of_batch(batch: Batch, mapping: ColumnMapping, *, fare: bool = True) -> TripRows:
    """Read the trips of rows of a file that are in memory already."""
    problems = Problems("The table")
    return _joined([read_batch(batch, mapping, None, problems, fare=fare)], None, problems)


def _in_memory(column: pd.Series[Any]) -> pa.Array:
    """Return a column as Arrow has it; one that mixes numbers and text as the text of each."""
    import pyarrow as pa  # half a second, which what only asks for a name need not wait for

    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array(column.where(column.isna(), column.map(str)), from_pandas=True)


def shown_name(address: str, workspace: Workspace) -> str:
    """Return the path of a local file, of an upload the bare name, else the whole address."""
    path = path_in(address)
    return path.rpartition("/")[2] if is_upload(address, workspace) else path


def is_upload(address: str, workspace: Workspace) -> bool:
    """Tell whether an address is that of a file which was uploaded to a workspace."""
    uploads = (workspace.root / "uploads").absolute().as_posix()
    return path_in(address).startswith(f"{uploads}/")


def _parts(
    table: FileTable, mapping: ColumnMapping, group: str | None, *, fare: bool
) -> Iterator[TripRows]:
    fare = fare or mapping.fare in table.columns
    wanted = [name for name in mapping.names if fare or name != mapping.fare]
    problems = Problems(table.name)
    last: TripRows | None = None
    for batch in table.batches([*wanted, *([] if group is None else [group])]):
        if last is not None:
            yield last
        last = read_batch(batch, mapping, group, problems, fare=fare)
    problems.add_ragged(table.ragged, len(table.columns))
    if last is None and table.ragged:
        import pyarrow as pa

        none = {name: pa.array([], pa.string()) for name in (*wanted, *([group] if group else []))}
        last = read_batch(Batch(none, np.arange(0)), mapping, group, problems, fare=fare)
    if last is not None:
        yield _with_problems(last, problems, len(table.ragged))


def _with_problems(part: TripRows, problems: Problems, ragged: int) -> TripRows:
    return TripRows(
        part.rows, part.bad, part.lines, part.seconds, part.groups, problems.listed(), ragged
    )


def _joined(parts: list[TripRows], group: str | None, problems: Problems | None = None) -> TripRows:
    return TripRows(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.bad for part in parts]),
        np.concatenate([part.lines for part in parts]),
        np.concatenate([part.seconds for part in parts]),
        None if group is None else np.concatenate([part.groups for part in parts]),
        problems.listed() if problems else tuple(one for part in parts for one in part.problems),
        sum(part.ragged for part in parts),
    )
