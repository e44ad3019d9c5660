"""``data``: what the checks say about files, and the data sets of the workspace."""

from __future__ import annotations

import dataclasses
import functools
from argparse import Namespace
from typing import TYPE_CHECKING

from dctaxi.cli.data_options import add_files, source_of
from dctaxi.cli.options import Actions, add_action, add_group
from dctaxi.cli.output import write_result
from dctaxi.data import (
    ROLE_NAMES,
    BadRowsError,
    TripSource,
    data_sets,
    delete_data_set,
    keep_data_set,
    load_tables,
    rename_data_set,
)
from dctaxi.foreign_text import visible
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.data import DataSet, Problem, TaxiTables


def add_commands(commands: Actions) -> None:
    """Add ``data check`` and the commands on data sets."""
    actions = add_group(commands, "data", "check files of trips, and save them under a name")
    add = functools.partial(add_action, actions, storage=False)
    add_files(add("check", "check files before training on them", run_check))
    keep = add("add", "save files under a name, to train on with --data NAME", run_add)
    keep.add_argument("name", metavar="NAME", help="a new name")
    add_files(keep)
    add("list", "list the data sets of the workspace", run_list)
    rename = add("rename", "rename a data set", run_rename)
    delete = add("delete", "forget a data set; its files and studies stay", run_delete)
    for parser in (rename, delete):
        parser.add_argument("name", metavar="NAME", help="a data set's name or id")
    rename.add_argument("new_name", metavar="NEW", help="its new name")


def run_check(options: Namespace) -> int:
    """Report on files as they would be trained on, all sets together; 1 where they cannot be."""
    source = source_of(options)
    try:
        tables = load_tables(source, Workspace.current())
    except BadRowsError as error:
        problems = [_problem_json(one) for one in error.problems]
        result: dict[str, object] = {
            "ok": False, "rows": error.total, "bad": error.bad, "problems": problems,
        }  # fmt: skip
        lines = [f"{error.bad:,} of {error.total:,} rows cannot be used:"]
        lines += [f"{one.severity}: {one.where}: {one.sentence}" for one in error.problems]
        lines.append("Correct them, or leave them out with --leave-out-bad-rows.")
        write_result(result, options.json, text="\n".join(lines), failed=True)
        return 1
    left_out = tables.left_out
    rows = {"train": tables.train, "val": tables.val, "test": tables.test}
    counts = {name: len(one) for name, one in rows.items() if one is not None}
    result = {
        "ok": True,
        "source": source.to_json(),
        "columns": list(source.columns),
        "rows": counts,
        "left_out": None if left_out is None else left_out.to_json(),
        "findings": [finding._asdict() for finding in tables.findings],
    }
    lines = [f"{source.title}: usable"]
    lines += [
        f"{ROLE_NAMES[name]}: {len(one):,} row{'' if len(one) == 1 else 's'}; fares from "
        f"{one[:, 0].min():,.2f} to {one[:, 0].max():,.2f} {source.currency}, mean "
        f"{one[:, 0].mean():,.2f}"
        for name in ROLE_NAMES
        if (one := rows[name]) is not None
    ]
    if isinstance(source, TripSource):
        used = [f"{what}: {name}" for what, name in source.mapping.to_json().items() if name]
        lines.append(f"columns: {', '.join(used)}")
    lines += [] if left_out is None else [left_out.sentence]
    lines += _findings(tables)
    write_result(result, options.json, text="\n".join(lines))
    return 0


def _findings(tables: TaxiTables) -> list[str]:
    return [f"{one.severity}: {visible(one.message)}" for one in tables.findings]


def _problem_json(problem: Problem) -> dict[str, object]:
    return dataclasses.asdict(problem) | {"examples": [one._asdict() for one in problem.examples]}


def run_add(options: Namespace) -> int:
    """Read files, save them under a name, and say what stands out in them."""
    workspace = Workspace.current()
    tables = load_tables(source_of(options), workspace)
    kept = keep_data_set(options.name, tables, workspace)
    result = _set_json(kept) | {"findings": [finding._asdict() for finding in tables.findings]}
    write_result(result, options.json, text="\n".join((_set_text(kept), *_findings(tables))))
    return 0


def run_list(options: Namespace) -> int:
    """List the data sets."""
    kept = data_sets(Workspace.current())
    text = "\n".join(map(_set_text, kept)) or (
        "No data sets yet: python -m dctaxi data add NAME --data FILE"
    )
    write_result([_set_json(one) for one in kept], options.json, text=text)
    return 0


def run_rename(options: Namespace) -> int:
    """Rename a data set."""
    kept = rename_data_set(options.name, options.new_name, Workspace.current())
    write_result(_set_json(kept), options.json, text=_set_text(kept))
    return 0


def run_delete(options: Namespace) -> int:
    """Forget a data set."""
    kept = delete_data_set(options.name, Workspace.current())
    text = f"Forgot {kept.name}; its files and its studies stay."
    write_result(_set_json(kept), options.json, text=text)
    return 0


def _set_json(kept: DataSet) -> dict[str, object]:
    return {**dataclasses.asdict(kept), "source": kept.source.to_json()}


def _set_text(kept: DataSet) -> str:
    left_out = f", {kept.left_out:,} left out" if kept.left_out else ""
    return (
        f"{kept.name}: {kept.source.title}; {kept.train:,} to train, {kept.val:,} to validate, "
        f"{kept.test:,} to test{left_out}"
    )
