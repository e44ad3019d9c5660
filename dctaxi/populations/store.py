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
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from filelock import FileLock

from dctaxi.access import Action
from dctaxi.errors import DcTaxiError, PopulationError
from dctaxi.populations import parts
from dctaxi.populations.asking import Asking, InOrder
from dctaxi.populations.kept_file import Listed, listed_in, trained_in
from dctaxi.populations.plan import PlanT, check_title
from dctaxi.populations.provenance import Provenance, decoded, provenance_of
from dctaxi.populations.rows import Piece, Pieces, Rows, pieces_of
from dctaxi.populations.trained import Trained, judged_by
from dctaxi.workspace import Workspace

if TYPE_CHECKING:
    from dctaxi.training import EngineId

_ID = re.compile(r"[0-9a-f]{16}")
_KEPT_OPEN = 32
_PARTS = "parts"
"""Folder in a store's for the rows of runs that go on, and of those whose program was killed."""


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
        asking: Callable[[PlanT, Rows | None, EngineId], Asking] = InOrder,
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

    def save(
        self,
        trained: Trained[PlanT],
        workspace: Workspace,
        *,
        before: Trained[PlanT] | None = None,
    ) -> None:
        """Keep it under its id, in place of what was there.

        ``before`` is what was kept when its run began: a title that it got since stays, and so does
        what another run has kept since then, if that is as many trainings or more. Raises
        PopulationError and WorkspaceError.
        """
        with self._alone(workspace):
            now = self.find(trained.id, workspace)
            if now is not None and self._by_another_run(now, trained, before):
                return
            if now is not None and before is not None and now.plan.title != before.plan.title:
                trained = _titled(trained, now.plan.title)
            self._write(trained, workspace)

    def _by_another_run(
        self, now: Trained[PlanT], ours: Trained[PlanT], before: Trained[PlanT] | None
    ) -> bool:
        """Tell whether what is kept now is another run's of the same, and no less than ours."""
        return (
            (before is None or now.created_at != before.created_at)
            and now.data_fingerprint == ours.data_fingerprint
            and self.fits(now, ours.plan)
            and now.done >= ours.done
        )

    def _write(self, trained: Trained[PlanT], workspace: Workspace) -> None:
        path = self._path(trained.id, workspace)
        parts.write_rows(trained.rows, provenance_of(trained), path)

    @contextlib.contextmanager
    def _alone(self, workspace: Workspace) -> Iterator[None]:
        """Let nobody else, in any program, replace what is kept while the block looks and writes.

        Raises PopulationError and WorkspaceError (the disk takes nothing).
        """
        folder = workspace.folder(self._folder)
        with self.writing(workspace), FileLock(folder / ".lock"):
            yield

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

        Parts that a power cut left half written are passed over; those of another release, whose
        plans this one does not know, are left to it. Raises PopulationError (it cannot be written).
        """
        folder = workspace.root / self._folder / _PARTS
        if not folder.is_dir():
            return
        for left, files in parts.left_behind(folder):
            said = {file: parts.provenance_in(file) for file in files}
            readable = [file for file in files if said[file]]
            if readable and (kept := decoded(said[readable[-1]])) is not None:
                try:
                    plan = self._plan_from_json(kept.plan)
                except DcTaxiError:
                    continue
                with self._alone(workspace):
                    self._recover(left.name.partition("-")[0], readable, plan, kept, workspace)
            shutil.rmtree(left, ignore_errors=True)

    def _recover(
        self,
        plan_id: str,
        files: Sequence[Path],
        plan: PlanT,
        left: Provenance,
        workspace: Workspace,
    ) -> None:
        pieces: list[Piece] = [*files]
        before = self.find(plan_id, workspace)
        if before is not None and before.data_fingerprint == left.data_fingerprint:
            if before.complete:
                return
            pieces = [*pieces_of(before.rows), *files]
        rows = Pieces(pieces)
        self._write(
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
        self.load(plan_id, workspace)  # before a folder is made for what is not there
        with self._alone(workspace):
            self._write(_titled(self.load(plan_id, workspace), title), workspace)

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
            trained = trained_in(path, self._plan_from_json)
        except (OSError, pa.ArrowInvalid) as error:
            raise self._missing(path.stem) from error
        if trained is None:
            raise self._missing(path.stem)
        return trained

    def _listed(self, workspace: Workspace) -> Iterator[Listed[PlanT]]:
        import pyarrow as pa

        for path in (workspace.root / self._folder).glob("*.parquet"):
            # A file may be of another release, or deleted in this moment.
            with contextlib.suppress(OSError, pa.ArrowInvalid, DcTaxiError):
                if (listed := listed_in(path, self._plan_from_json)) is not None:
                    yield listed

    def _path(self, plan_id: str, workspace: Workspace) -> Path:
        if not _ID.fullmatch(plan_id):
            raise self._missing(plan_id)
        return workspace.root / self._folder / f"{plan_id}.parquet"

    def _missing(self, plan_id: str) -> PopulationError:
        return PopulationError(
            f"There is no {self._noun} {plan_id!r} that can be read: choose one from the list."
        )


def _titled(trained: Trained[PlanT], title: str) -> Trained[PlanT]:
    plan = dataclasses.replace(trained.plan, title=title)
    return dataclasses.replace(trained, plan=plan)
