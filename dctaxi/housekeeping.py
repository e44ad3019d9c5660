"""What a workspace holds, how large it is, and what of it can go: nothing that anything names."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dctaxi.access import Action
from dctaxi.classroom import beside_shelf
from dctaxi.data import data_sets
from dctaxi.storage import file_of, parse_url
from dctaxi.study import list_studies
from dctaxi.training.fused import unused_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dctaxi.workspace import Workspace

_FRESH_S: Final = 24 * 3600
"""What is younger may be meant for something that has not been started yet, or belong to a program
that runs."""

TRAININGS: Final = ("populations", "pools", "repeats", "searches", "races", "traces")
_CACHES: Final = ("kaen-cache", "csv", "logs")


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of things in a workspace. ``removable`` can go, ``why`` says what that is."""

    title: str
    bytes: int
    removable: tuple[Path, ...] = ()
    removable_bytes: int = 0
    why: str = ""


def holdings(workspace: Workspace) -> tuple[Holding, ...]:
    """Return everything that a workspace holds, by kind, also what takes no room.

    Raises StorageError (the studies that may name an upload cannot be read).
    """
    root = workspace.root
    database = file_of(parse_url(workspace.storage_url))
    studies = [] if database is None else sorted(database.parent.glob(f"{database.name}*"))
    return (
        Holding("Studies", _size(studies)),
        Holding("Backups of studies", _size([root / "backups"])),
        Holding("Populations, pools, repeats and searches",
                _size([root / name for name in TRAININGS])),
        Holding("Models", _size([root / "models"])),
        _holding("Uploads", [root / "uploads"], _unnamed_uploads(workspace),
                 "uploads from before yesterday that no data set, study, training, model or draft "
                 "names"),
        _holding("Caches", [root / name for name in _CACHES],
                 [path for name in _CACHES for path in _old(root / name)],
                 "what programs left behind before yesterday"),
        _holding("Compiled kernels", [], unused_code(),
                 "code of other releases, which is compiled again when it is needed"),
    )  # fmt: skip


def clean(workspace: Workspace) -> int:
    """Remove what can go; return the bytes that are free now.

    What can go is looked up again, so that nothing that came into use meanwhile does. Raises
    AccessError and StorageError.
    """
    workspace.allow(Action.DELETE_DATA)
    freed = 0
    for holding in holdings(workspace):
        for path in holding.removable:
            size = _size([path])
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()
            freed += size - _size([path])
    return freed


def _holding(title: str, folders: Sequence[Path], removable: Sequence[Path], why: str) -> Holding:
    free = _size(removable)
    inside = [path for path in removable if not any(path.is_relative_to(one) for one in folders)]
    return Holding(title, _size([*folders, *inside]), tuple(removable), free, why)


def _unnamed_uploads(workspace: Workspace) -> list[Path]:
    folders = _old(workspace.root / "uploads")
    if not folders:
        return []
    # What lies on a class's shelf is for all in it, and their studies name it.
    named = "\n".join(
        text for one in (workspace, *beside_shelf(workspace.root)) for text in _texts(one)
    )
    return [folder for folder in folders if f"/uploads/{folder.name}/" not in named]


def _texts(workspace: Workspace) -> Iterator[str]:
    """Give every text of a workspace that may name an upload."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for study in list_studies(workspace):
        yield json.dumps(dict(study.user_attrs), default=str)
    for kept in data_sets(workspace):
        yield json.dumps(kept.source.to_json())
    for path in workspace.root.rglob("*.json"):
        with suppress(OSError):
            yield path.read_text("utf-8", errors="replace")
    for path in workspace.root.rglob("*.parquet"):
        if not path.is_relative_to(workspace.root / "uploads"):
            with suppress(OSError, pa.ArrowInvalid):
                metadata = pq.read_schema(path).metadata or {}
                yield metadata.get(b"dctaxi", b"").decode("utf-8", errors="replace")


def _old(folder: Path) -> list[Path]:
    """Return what lies in a folder and has not been touched for a day."""
    before = time.time() - _FRESH_S
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in found if _last_touched(path) < before]


def _last_touched(path: Path) -> float:
    times = [0.0]
    for one in (path, *path.rglob("*")):
        with suppress(OSError):
            times.append(one.lstat().st_mtime)
    return max(times)


def _size(paths: Sequence[Path]) -> int:
    total = 0
    for path in paths:
        for one in (path, *path.rglob("*")) if path.is_dir() else (path,):
            with suppress(OSError):  # a file that is just being replaced
                if not one.is_dir():
                    total += one.lstat().st_size
    return total
