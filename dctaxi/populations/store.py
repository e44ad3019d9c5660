"""Where trained plans are kept: one Parquet file each, its provenance in the file's metadata.

A file is written under a temporary name and renamed, so a reader finds the whole of it or none.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic

import msgspec
import numpy as np

from dctaxi.access import Action
from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.populations import parts
from dctaxi.populations.asking import Asking, InOrder
from dctaxi.populations.plan import PlanT, check_title
from dctaxi.populations.provenance import (
    Provenance,
    decoded,
    provenance_of,
    stored_provenance,
)
from dctaxi.populations.rows import ROWS_AT_ONCE, InMemory, OnDisk, Pieces, Rows, table_of
from dctaxi.populations.trained import JUDGED_COLUMNS, Trained, judged_by
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from dctaxi.training import EngineId

_ID = re.compile(r"[0-9a-f]{16}")
_KEPT_OPEN = 32
_PARTS = "parts"
"""Folder in a store's for the rows of runs that go on, and of those whose program was killed."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[PlanT]):
    """A kept plan without its rows. ``done`` trainings ended, ``diverged`` of them diverged;
    ``best`` and ``median`` are the plan's objective in USD, those without a result counted as the
    worst; None where there is no result at all.
    """

    id: str
    plan: PlanT
    done: int
    diverged: int
    best: float | None
    median: float | None
    wall_s: float
    device: str
    complete: bool
    created_at: datetime
    data_fingerprint: str


class TrainedStore(Generic[PlanT]):
    """The kept plans of one kind; ``plan_from_json`` reads what the plan's ``to_json`` gave.

    ``asking`` begins the run of a plan, given the rows that are there already and the engine that
    trains. ``fits`` tells whether a kept plan is what another one with its key asks for, or what
    its run can go on from.
    """

    def __init__(
        self,
        folder: str,
        noun: str,
        plan_from_json: Callable[[object], PlanT],
        *,
        asking: Callable[[PlanT, pd.DataFrame | None, EngineId], Asking] = InOrder,
        fits: Callable[[Trained[PlanT], PlanT], bool] = lambda _kept, _plan: True,
    ) -> None:
        self.asking = asking
        self.fits = fits
        self._folder = folder
        self._noun = noun
        self._plan_from_json = plan_from_json
        # Pages look at the same few results again and again; nobody may change them.
        self._opened = lru_cache(maxsize=_KEPT_OPEN)(self._open)

    def list(self, workspace: Workspace) -> tuple[Listed[PlanT], ...]:
        """Return what is kept, oldest first; files that are not ours are passed over."""
        self._recover_quietly(workspace)
        return tuple(sorted(self._listed(workspace), key=lambda listed: listed.created_at))

    def find(self, plan_id: str, workspace: Workspace) -> Trained[PlanT] | None:
        """Return what is kept under an id; None where there is nothing that can be read."""
        try:
            return self.load(plan_id, workspace)
        except DcTaxiError:
            return None

    def find_for(self, plan: PlanT, workspace: Workspace) -> Trained[PlanT] | None:
        """Return what is kept of a plan, judged by the plan's objective.

        None where there is nothing, or where that objective was not measured then.
        """
        kept = self.find(plan.key, workspace)
        return None if kept is None else judged_by(kept, plan.objective)

    def load(self, plan_id: str, workspace: Workspace) -> Trained[PlanT]:
        """Return what is kept under an id. Raises PopulationError."""
        path = self._path(plan_id, workspace)
        try:
            stat = path.stat()
        except OSError as error:
            raise self._missing(plan_id) from error
        return self._opened(path, (stat.st_ino, stat.st_mtime_ns, stat.st_size))

    def resolve(self, text: str, workspace: Workspace) -> Trained[PlanT]:
        """Return what is kept under an id, the beginning of one, or a title.

        Raises PopulationError when there is none, or more than one.
        """
        listed = self.list(workspace)
        found = [one.id for one in listed if text and one.id.startswith(text)]
        found += [
            one.id for one in listed if text and text == one.plan.title and one.id not in found
        ]
        if len(found) > 1:
            raise PopulationError(
                f"{text!r} names {len(found)} {self._noun}s: use one of their ids, "
                f"{', '.join(found[:3])}."
            )
        return self.load(found[0] if found else text, workspace)

    def check_writable(self, workspace: Workspace) -> None:
        """Raise PopulationError or WorkspaceError where nothing could be kept after training."""
        folder = workspace.folder(self._folder)
        if not os.access(folder, os.W_OK):
            raise PopulationError(
                f"Nothing can be kept in {folder}, which may not be written to: check its "
                "permissions, or name another place in DCTAXI_HOME."
            )

    def save(self, trained: Trained[PlanT], workspace: Workspace) -> None:
        """Keep it under its id, in place of what was there.

        Raises PopulationError and WorkspaceError.
        """
        path = self._path(trained.id, workspace)
        workspace.folder(self._folder)
        with self.writing(workspace):
            parts.write_rows(trained.rows, provenance_of(trained), path)

    @contextlib.contextmanager
    def writing(self, workspace: Workspace) -> Iterator[None]:
        """Turn what the disk says in the block into a PopulationError."""
        try:
            yield
        except OSError as error:
            raise PopulationError(
                f"The {self._noun} could not be written to {workspace.root / self._folder}: "
                f"{error.strerror}; free some space or check the folder's permissions."
            ) from error

    def parts_of(self, plan_id: str, workspace: Workspace) -> parts.Parts:
        """Return the place where a run of this plan keeps its rows until it ends."""
        return parts.Parts(workspace.root / self._folder / _PARTS, plan_id)

    def recover(self, workspace: Workspace) -> None:
        """Make what programs that were killed left behind one file each, to be gone on with.

        Raises PopulationError (it cannot be written).
        """
        folder = workspace.root / self._folder / _PARTS
        if not folder.is_dir():
            return
        for left, files in parts.left_behind(folder):
            if files and (kept := decoded(parts.provenance_in(files[-1]))) is not None:
                with self.writing(workspace):
                    self._recover(left.name.partition("-")[0], files, kept, workspace)
            shutil.rmtree(left, ignore_errors=True)

    def _recover(
        self, plan_id: str, files: Sequence[Path], left: Provenance, workspace: Workspace
    ) -> None:
        pieces: Sequence[Path | pa.Table] = files
        before = self.find(plan_id, workspace)
        same = before is not None and before.data_fingerprint == left.data_fingerprint
        if before is not None and same:
            if before.complete:
                return
            pieces = [table_of(before.frame), *files]
        plan = self._plan_from_json(left.plan)
        rows = Pieces(pieces)
        self.save(
            Trained(
                plan=plan,
                rows=rows,
                wall_s=left.wall_s,
                device=left.device,
                complete=len(rows) == plan.trainings,
                created_at=left.created_at,
                data_fingerprint=left.data_fingerprint,
                versions=left.versions,
            ),
            workspace,
        )

    def rename(self, plan_id: str, title: str, workspace: Workspace) -> None:
        """Give a kept plan another title. Raises PopulationError."""
        workspace.allow(Action.RENAME_TRAINED)
        check_title(title)
        trained = self.load(plan_id, workspace)
        plan = dataclasses.replace(trained.plan, title=title)
        self.save(dataclasses.replace(trained, plan=plan), workspace)

    def delete(self, plan_id: str, workspace: Workspace) -> None:
        """Delete what is kept under an id. Raises PopulationError when there is nothing."""
        workspace.allow(Action.DELETE_TRAINED)
        try:
            self._path(plan_id, workspace).unlink()
        except OSError as error:
            raise self._missing(plan_id) from error

    def _recover_quietly(self, workspace: Workspace) -> None:
        """Recover where that can be; what cannot be written can still be looked at."""
        with contextlib.suppress(DcTaxiError):
            self.recover(workspace)

    def _open(self, path: Path, _stamp: tuple[int, int, int]) -> Trained[PlanT]:
        """Read a file; ``_stamp`` differs for each that ever had the name."""
        import pyarrow as pa

        try:
            kept, rows = read_rows(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise self._missing(path.stem) from error
        if kept is None:
            raise self._missing(path.stem)
        return Trained(
            plan=self._plan_from_json(kept.plan),
            rows=rows,
            wall_s=kept.wall_s,
            device=kept.device,
            complete=kept.complete,
            created_at=kept.created_at,
            data_fingerprint=kept.data_fingerprint,
            versions=kept.versions,
        )

    def _listed(self, workspace: Workspace) -> Iterator[Listed[PlanT]]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for path in (workspace.root / self._folder).glob("*.parquet"):
            # A file may be of another release, or deleted in this moment.
            with contextlib.suppress(OSError, pa.ArrowInvalid, DcTaxiError):
                kept = stored_provenance(pq.read_schema(path))
                if kept is not None:
                    fields = msgspec.structs.asdict(kept)
                    del fields["versions"]
                    yield Listed(id=path.stem, **fields | {"plan": self._plan_from_json(kept.plan)})

    def _path(self, plan_id: str, workspace: Workspace) -> Path:
        if not _ID.fullmatch(plan_id):
            raise self._missing(plan_id)
        return workspace.root / self._folder / f"{plan_id}.parquet"

    def _missing(self, plan_id: str) -> PopulationError:
        return PopulationError(
            f"There is no {self._noun} {plan_id!r} that can be read: choose one from the list."
        )


def read_rows(path: Path) -> tuple[Provenance | None, Rows]:
    """Return what a file's metadata say, and its rows: many stay on the disk until they are used.

    Raises OSError and ArrowInvalid.
    """
    rows = OnDisk(path)
    kept = stored_provenance(rows.schema)
    if len(rows) > ROWS_AT_ONCE:
        return kept, rows
    # What an older file did not measure is NaN.
    frame = rows.frame
    lacking = {name: np.nan for name in JUDGED_COLUMNS if name not in frame}
    return kept, InMemory(frame.assign(**lacking))
