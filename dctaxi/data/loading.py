"""From a source to its trips: every file read and checked, the sets made ready for training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dctaxi.data.column_findings import column_findings
from dctaxi.data.columns import COLUMNS, Finding, RefusedFileError
from dctaxi.data.features import FeatureSet
from dctaxi.data.files import Reading, read_glob
from dctaxi.data.findings import findings_of
from dctaxi.data.mapping import CHAPTER_MAPPING
from dctaxi.data.problems import Problem, Problems, by_file
from dctaxi.data.rules import Rules, broken, rules_for
from dctaxi.data.sample import sample_trips
from dctaxi.data.schema import MAX_ROWS, check_csv
from dctaxi.data.shift import shift_findings
from dctaxi.data.sources import DataSource, GlobSource, SampleSource, TripSource
from dctaxi.data.split import ROLE_NAMES, shared_out
from dctaxi.data.tables import LeftOut, TaxiData, TaxiTables, prepare
from dctaxi.data.trip_rows import TripRows
from dctaxi.data.trips import read_trips, shown_name
from dctaxi.errors import DataError
from dctaxi.records import ShouldStop, never_stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dctaxi.workspace import Workspace

_SETS = ("train", "val", "test")


class ReadTables(Protocol):
    """Reads the sets of a source, as :func:`load_tables` does."""

    def __call__(
        self, source: DataSource, workspace: Workspace, *, should_stop: ShouldStop = never_stop
    ) -> TaxiTables:
        """Return the sets."""
        ...


class BadRowsError(DataError):
    """Rows that cannot be used, of all sets of a source; ``problems`` say how many in which way.

    The user corrects them or has them left out.
    """

    def __init__(self, bad: int, total: int, problems: Sequence[Problem]) -> None:
        errors = [one for one in problems if one.severity == "error"]
        said = "; ".join(by_file(errors))
        super().__init__(
            f"{bad:,} of {total:,} rows cannot be used: {said}. Correct them, or leave them out."
        )
        self.bad, self.total, self.problems = bad, total, tuple(problems)


def load_tables(
    source: DataSource, workspace: Workspace, *, should_stop: ShouldStop = never_stop
) -> TaxiTables:
    """Read and check the sets of a source.

    Raises ``DataError`` for files that cannot or may not be read or take too long,
    ``BadRowsError`` where some rows of them cannot be used and the source does not leave them out,
    and ``StoppedError`` where somebody asked to stop.
    """
    if isinstance(source, SampleSource):
        return _sample_tables(source)
    reading = Reading(workspace, should_stop)
    if isinstance(source, TripSource):
        return _trip_tables(source, reading)
    try:
        return _chapter_tables(source, reading)
    except RefusedFileError as error:
        return _with_rows_left_out(source, reading, error)


def load(
    source: DataSource,
    feature_set: FeatureSet,
    workspace: Workspace,
    *,
    should_stop: ShouldStop = never_stop,
) -> TaxiData:
    """Read, check and transform the sets of a source: what an engine trains on."""
    return prepare(load_tables(source, workspace, should_stop=should_stop), feature_set)


def read_rows(glob: str, reading: Reading) -> tuple[NDArray[np.float64], tuple[Finding, ...]]:
    """Return the rows behind a normalised glob of the chapter's CSV files as ``[rows, 9]``, one
    file after another, and what stands out in them.

    Raises ``DataError`` for a file that cannot be read or fails the checks.
    """
    tables: list[NDArray[np.float64]] = []
    findings: list[Finding] = []
    for file in read_glob(glob, reading):
        name = shown_name(file.address, reading.workspace)
        rows = check_csv(file.content, name)
        tables.append(rows)
        found = rule_problems(rows, COLUMNS, np.arange(2, len(rows) + 2), rules_for(rows), name)
        findings += [one.finding(len(rows)) for one in found]
    total = sum(map(len, tables))
    if total > MAX_ROWS:
        raise DataError(f"Expected at most {MAX_ROWS:,} rows in one set, {glob} has {total:,}.")
    return np.concatenate(tables), tuple(findings)


def rule_problems(
    rows: NDArray[np.float64],
    columns: tuple[str, ...],
    lines: NDArray[np.int64],
    rules: Rules,
    name: str,
) -> tuple[Problem, ...]:
    """Return which rules how many of some rows ``[rows, columns]`` break."""
    problems = Problems(name)
    for one in broken(rules, rows, columns):
        place = columns.index(one.column)
        problems.add(
            "warning", one.column, one.said, one.rows, lines,
            partial(_number_text, rows[:, place]),
        )  # fmt: skip
    return problems.listed()


def _number_text(values: NDArray[np.float64], row: int) -> str:
    return f"{values[row]:g}"


def _chapter_tables(source: GlobSource, reading: Reading) -> TaxiTables:
    train, notes = read_rows(source.train, reading)
    val, val_notes = read_rows(source.val, reading)
    test, test_notes = (None, ()) if source.test is None else read_rows(source.test, reading)
    notes += val_notes + test_notes
    return TaxiTables(train, val, test, source, notes + findings_of(train, val, test))


def _with_rows_left_out(
    source: GlobSource, reading: Reading, refused: RefusedFileError
) -> TaxiTables:
    """Read the chapter's files of which some rows cannot be used.

    Raises what was refused again if it is something else than rows.
    """
    globs = {"train": source.train, "val": source.val, "test": source.test}
    try:
        sets = {
            name: read_trips(glob, CHAPTER_MAPPING, reading)
            for name, glob in globs.items()
            if glob is not None
        }
    except DataError:
        raise refused from None
    if not any(rows.bad.any() or rows.ragged for rows in sets.values()):
        raise refused  # the layout: kaen could not stream such a file
    rules = {name: rules_for(rows.rows[~rows.bad]) for name, rows in sets.items()}
    return _tables(source, source.leave_out, sets, rules, reading.workspace)


def _trip_tables(source: TripSource, reading: Reading) -> TaxiTables:
    split = source.split
    group = split.column if split is not None else None
    globs = {"train": source.train, "val": source.val, "test": source.test}
    sets = {
        name: read_trips(glob, source.mapping, reading, group=group)
        for name, glob in globs.items()
        if glob is not None
    }
    rules = dict.fromkeys(sets, source.rules)
    return _tables(source, source.leave_out, sets, rules, reading.workspace)


def _tables(
    source: GlobSource | TripSource,
    leave_out: str,
    sets: dict[str, TripRows],
    rules: dict[str, Rules],
    workspace: Workspace,
) -> TaxiTables:
    """Make the tables of sets that were read, without the rows that are to be left out."""
    problems: list[Problem] = []
    findings: list[Finding] = []
    usable: dict[str, NDArray[np.int64]] = {}
    rows_of: dict[str, NDArray[np.float64]] = {}
    bad = breaking = 0
    for name, found in sets.items():
        where = _name_of(source, name, workspace)
        kept = np.flatnonzero(~found.bad)
        rows = found.rows[kept] if found.bad.any() else found.rows
        against = rule_problems(rows, source.columns, found.lines[kept], rules[name], where)
        if leave_out == "errors and rules":
            breaks = np.zeros(len(rows), bool)
            for one in broken(rules[name], rows, source.columns):
                breaks |= one.rows
            breaking += int(breaks.sum())
            kept, rows = kept[~breaks], rows[~breaks]
        bad += found.total - int(np.count_nonzero(~found.bad))
        usable[name], rows_of[name] = kept, rows
        problems += [*(one for one in found.problems if one.severity == "error"), *against]
        findings += [
            one.finding(found.total) for one in found.problems if one.severity == "warning"
        ]
        if leave_out != "errors and rules":
            findings += [one.finding(found.total) for one in against]
    total = sum(found.total for found in sets.values())
    if bad and leave_out == "nothing":
        raise BadRowsError(bad, total, problems)
    for name, kept in usable.items():
        if not len(kept):
            raise DataError(
                f"{_name_of(source, name, workspace)}: expected at least one row that can be used, "
                f"found none among {sets[name].total:,}: "
                + "; ".join(one.sentence for one in problems[:3])
                + "."
            )
    left_out = None
    if bad or breaking:
        said = by_file(
            [one for one in problems if one.severity == "error" or leave_out == "errors and rules"]
        )
        left_out = LeftOut(total, bad, breaking, said)
    seconds = [found.seconds[usable[name]] for name, found in sets.items()]
    if isinstance(source, TripSource) and source.split is not None:
        kept, only = usable["train"], sets["train"]
        groups = None if only.groups is None else only.groups[kept]
        numbers = shared_out(source.split, len(kept), seconds[0], groups)
        seconds = [seconds[0][rows] for rows in numbers if len(rows)]
        rows_of = {
            name: rows_of["train"].take(rows, axis=0)
            for name, rows in zip(_SETS, numbers, strict=True)
            if len(rows)
        }
    for rows in rows_of.values():
        rows.setflags(write=False)  # nobody else has them, so that they need not be copied
    train, val, test = rows_of["train"], rows_of["val"], rows_of.get("test")
    notes = (*findings, *findings_of(train, val, test, source.currency))
    if isinstance(source, TripSource):
        notes += column_findings(source, train, seconds)
        named = {ROLE_NAMES[one]: rows_of[one] for one in ROLE_NAMES if one in rows_of}
        by_time = source.split is not None and source.split.kind == "time"
        notes += shift_findings(
            named, source.columns, source.unseen, source.currency, by_time=by_time
        )
    return TaxiTables(train, val, test, source, notes, left_out)


def _name_of(source: GlobSource | TripSource, name: str, workspace: Workspace) -> str:
    glob: str = getattr(source, name)
    return shown_name(glob, workspace)


def _sample_tables(source: SampleSource) -> TaxiTables:
    trips = sample_trips(source.rows, source.seed)
    held_out = source.rows // 6
    end = source.rows - 2 * held_out
    train, val, test = trips[:end], trips[end : end + held_out], trips[end + held_out :]
    return TaxiTables(train, val, test, source, findings_of(train, val, test))
