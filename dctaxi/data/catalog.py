"""The data sets of a workspace: named by their users, one small file each."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from dctaxi.access import Action
from dctaxi.data.sources import source_from_json
from dctaxi.errors import DataError
from dctaxi.whole_file import replaced_as_a_whole

if TYPE_CHECKING:
    from pathlib import Path

    from dctaxi.data.sources import DataSource
    from dctaxi.data.tables import TaxiTables
    from dctaxi.workspace import Workspace

MAX_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class DataSet:
    """Trips that were read once and have a name.

    ``id`` follows from the source: the same files, mapping, rules and split are one data set.
    ``train``, ``val`` and ``test`` count rows, the last 0 without such a set; ``fingerprint`` is
    that of the raw columns. ``created`` is in UTC, to the second.
    """

    id: str
    name: str
    source: DataSource
    created: str
    train: int
    val: int
    test: int
    left_out: int
    fingerprint: str


class _Stored(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    source: Any
    created: str
    train: int
    val: int
    test: int
    left_out: int
    fingerprint: str


def data_set_id(source: DataSource) -> str:
    """Return the id of the data set that a source makes."""
    text = json.dumps(source.to_json(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def keep_data_set(
    name: str, tables: TaxiTables, workspace: Workspace, *, instead_of: DataSet | None = None
) -> DataSet:
    """Keep a source whose tables were read under a name; one that is kept gets the new name.

    It takes the place of ``instead_of``, such as the same file read with another mapping.
    Raises ``DataError`` for a name that cannot be or that another data set has.
    """
    workspace.allow(Action.KEEP_DATA)
    source = tables.source
    left_out = tables.left_out
    before = "" if instead_of is None else instead_of.id
    kept = DataSet(
        id=data_set_id(source),
        name=_checked(name, {data_set_id(source), before}, workspace),
        source=source,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        train=len(tables.train),
        val=len(tables.val),
        test=0 if tables.test is None else len(tables.test),
        left_out=0 if left_out is None else left_out.errors + left_out.rules,
        fingerprint=tables.fingerprint,
    )
    _write(kept, workspace)
    if before not in ("", kept.id):
        (workspace.root / "datasets" / f"{before}.json").unlink(missing_ok=True)
    return kept


def data_sets(workspace: Workspace) -> tuple[DataSet, ...]:
    """Return the data sets of a workspace, the newest first; a file that is none is passed over."""
    found = (_read(path) for path in sorted((workspace.root / "datasets").glob("*.json")))
    known = (one for one in found if one is not None)
    return tuple(sorted(known, key=lambda one: (one.created, one.name), reverse=True))


def find_data_set(name: str, workspace: Workspace) -> DataSet:
    """Return the data set of this name or id. Raises ``DataError`` where there is none."""
    known = data_sets(workspace)
    for one in known:
        if name in (one.name, one.id):
            return one
    names = ", ".join(repr(one.name) for one in known[:10]) or "none yet"
    raise DataError(f"There is no data set {name!r}; those of this workspace: {names}.")


def data_set_of(source: DataSource, workspace: Workspace) -> DataSet | None:
    """Return the data set that keeps a source, None where none does."""
    return _read(workspace.root / "datasets" / f"{data_set_id(source)}.json")


def data_label(source: DataSource, workspace: Workspace) -> str:
    """Return what a source is called: its data set's name, else its title."""
    kept = data_set_of(source, workspace)
    return source.title if kept is None else kept.name


def rename_data_set(name: str, new_name: str, workspace: Workspace) -> DataSet:
    """Give a data set, found by name or id, another name. Raises ``DataError`` as the others do."""
    workspace.allow(Action.KEEP_DATA)
    kept = find_data_set(name, workspace)
    renamed = msgspec.structs.replace(_stored(kept), name=_checked(new_name, {kept.id}, workspace))
    found = _data_set(kept.id, renamed)
    _write(found, workspace)
    return found


def delete_data_set(name: str, workspace: Workspace) -> DataSet:
    """Forget a data set; its files stay, and so do studies, which know their source themselves."""
    workspace.allow(Action.DELETE_DATA)
    kept = find_data_set(name, workspace)
    (workspace.root / "datasets" / f"{kept.id}.json").unlink(missing_ok=True)
    return kept


def free_name(wanted: str, workspace: Workspace) -> str:
    """Return a name that no data set has: the wanted one, or it with a number."""
    base = " ".join(wanted.split())[: MAX_NAME_LENGTH - 5] or "Trips"
    taken = {one.name.casefold() for one in data_sets(workspace)}
    name, again = base, 2
    while name.casefold() in taken:
        name, again = f"{base} {again}", again + 1
    return name


def _checked(name: str, own_ids: set[str], workspace: Workspace) -> str:
    bare = name.strip()
    if not bare or len(bare) > MAX_NAME_LENGTH or not bare.isprintable():
        raise DataError(
            f"Expected a name of 1 to {MAX_NAME_LENGTH} characters for the data set, found "
            f"{name[:80]!r}; enter one."
        )
    for one in data_sets(workspace):
        if one.id not in own_ids and one.name.casefold() == bare.casefold():
            raise DataError(f"A data set is called {bare!r} already; choose another name.")
    return bare


def _stored(kept: DataSet) -> _Stored:
    return _Stored(
        kept.name, kept.source.to_json(), kept.created, kept.train, kept.val, kept.test,
        kept.left_out, kept.fingerprint,
    )  # fmt: skip


def _data_set(own_id: str, stored: _Stored) -> DataSet:
    source = source_from_json(stored.source)
    return DataSet(
        own_id, stored.name, source, stored.created, stored.train, stored.val, stored.test,
        stored.left_out, stored.fingerprint,
    )  # fmt: skip


def _write(kept: DataSet, workspace: Workspace) -> None:
    path = workspace.folder("datasets") / f"{kept.id}.json"
    try:
        with replaced_as_a_whole(path) as part:
            part.write_bytes(msgspec.json.encode(_stored(kept)))
    except OSError as error:
        raise DataError(
            f"The data set could not be kept in {path.parent}: {error.strerror}; free some space "
            "or check the folder's permissions."
        ) from error


def _read(path: Path) -> DataSet | None:
    try:
        return _data_set(path.stem, msgspec.json.decode(path.read_bytes(), type=_Stored))
    except (OSError, msgspec.DecodeError, DataError):
        return None
